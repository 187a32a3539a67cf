import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from annotator.labelling.annotations.limits import MAX_SECONDS, SLACK, credit_seconds
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Membership, Project
from tests.support.make import annotate, make_article, make_assignment, make_entry

BEGAN = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)


def credits_of(claims: list[tuple[float, float]]) -> list[tuple[float | None, bool]]:
    """The credit of each label, for (seconds since the last key press, claimed seconds)."""
    at, until, given_out = BEGAN, None, []
    for pause, claimed in claims:
        at += timedelta(seconds=pause)
        credit = credit_seconds(claimed, at=at, began_at=BEGAN, timed_until=until)
        until = credit.timed_until
        given_out.append((credit.seconds, credit.is_capped))
    return given_out


def test_ordinary_work_is_fully_credited() -> None:
    pauses = [3.0, 2.5, 90.0, 4.0, 119.0, 1.0]
    assert credits_of([(pause, pause) for pause in pauses]) == [(pause, False) for pause in pauses]


def test_slow_requests_do_not_reduce_the_credit() -> None:
    """The first of two labels arrives late, so the second seems to follow faster."""
    assert credits_of([(5, 3), (1, 3), (3, 3)]) == [(3, False), (3, False), (3, False)]


def test_a_pause_cannot_be_claimed_later() -> None:
    assert credits_of([(3600, 500)]) == [(MAX_SECONDS, False)]
    (first, _), (second, is_capped) = credits_of([(3600, 120), (1, 120)])
    assert (first, is_capped) == (120, True)
    assert second is not None
    assert second < 15


@given(
    st.lists(
        st.tuples(st.floats(0, 4000), st.floats(0, 10_000)),
        max_size=40,
    )
)
def test_no_second_is_credited_twice(claims: list[tuple[float, float]]) -> None:
    elapsed = sum(pause for pause, _ in claims)
    credited_in_all = sum(seconds or 0 for seconds, _ in credits_of(claims))

    assert credited_in_all <= elapsed + SLACK.total_seconds() + 1e-3


def test_many_labels_at_once_get_little_credit(project: Project, ana: Membership) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    sentence = assignment.article.sentences.first()
    assert sentence is not None

    annotate(assignment, *[make_entry(sentence.pk, seconds=120.0) for _ in range(1000)])

    seconds = sum(Annotation.objects.values_list("seconds", flat=True))  # type: ignore[arg-type]
    assert seconds <= SLACK.total_seconds() + 60
    assert Annotation.objects.filter(seconds_capped=True).count() >= 998


def test_offline_work_is_credited_by_the_age_of_its_key_presses(
    project: Project, ana: Membership
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    Assignment.objects.update(began_at=timezone.now() - timedelta(hours=2))
    sentence = assignment.article.sentences.first()
    assert sentence is not None
    ages = range(6000, 0, -60)

    annotate(assignment, *[make_entry(sentence.pk, seconds=60.0, age=float(age)) for age in ages])

    assert set(Annotation.objects.values_list("seconds", "seconds_capped")) == {(60.0, False)}


def test_a_client_that_writes_too_much_must_wait(
    project: Project, ana: Membership, as_ana: Client
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    sentence = assignment.article.sentences.first()
    assert sentence is not None

    def send(entries: list[dict[str, object]]) -> tuple[int, str | None]:
        answer = as_ana.post(
            "/api/v1/projects/dam/annotations/", json.dumps(entries), "application/json"
        )
        return answer.status_code, answer.headers.get("Retry-After")

    def entries() -> list[dict[str, object]]:
        made = [make_entry(sentence.pk) for _ in range(500)]
        return [
            {
                "submission": str(each.submission),
                "sentence": sentence.pk,
                "label": "claim",
                "note": "n" * 5000,
            }
            for each in made
        ]

    first = entries()
    assert send(first) == (200, None)
    stored = Annotation.objects.count()

    status, wait = send(entries())

    assert status == 429
    assert wait is not None
    assert int(wait) > 60
    assert Annotation.objects.count() == stored
    assert send(first) == (200, None), "what is stored already is answered"

    Assignment.objects.update(written_until=timezone.now())
    assert send(entries()) == (200, None)


@pytest.mark.parametrize("hours", [1, 8])
def test_a_day_of_offline_work_can_be_sent_at_once(
    project: Project, ana: Membership, as_ana: Client, hours: int
) -> None:
    """A label every four seconds, in the batches of the outbox."""
    make_article(project)
    assignment = make_assignment(ana)
    sentence = assignment.article.sentences.first()
    assert sentence is not None

    for _ in range(hours * 900 // 100):
        annotate(assignment, *[make_entry(sentence.pk) for _ in range(100)])

    assert Annotation.objects.count() == hours * 900
