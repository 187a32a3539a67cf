"""The final label and target of a sentence, compared with a plain count, and spelled out."""

from itertools import combinations_with_replacement

import pytest

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.adjudication.lists.finding import find_unsettled_targets
from annotator.agreement.final_label import LABEL_ORIGINS, with_final_target
from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.statistics.true_labels.majority import NO_LABEL, majority_labels
from annotator.corpus.models import Article, Sentence
from annotator.labelling.assignments.places import assign
from annotator.labelling.choices import Origin
from annotator.labelling.models import Assignment
from annotator.projects.models import Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_entry,
    make_member,
    submit_assignment,
)
from tests.support.plain_rules import plain_final_label, plain_target

ANSWERS = ("claim", "denial", "cannot_tell", "question")
OUTSIDE = 0


def make_annotators(project: Project, count: int) -> list[Membership]:
    return [make_member(project, f"annotator{number}") for number in range(count)]


def make_article_of(project: Project, sentences: int, **fields: object) -> Article:
    texts = tuple(f"Sentence {number}." for number in range(1, sentences + 1))
    return make_article(project, "\n".join(texts), sentences=texts, **fields)


def answered(project: Project, *sentences: tuple[str, ...]) -> Article:
    """An article whose sentences got these answers, one of each annotator."""
    people = make_annotators(project, len(sentences[0]))
    article = make_article_of(project, len(sentences), overlap=len(people))
    for number, person in enumerate(people):
        label_article(person, *(answers[number] for answers in sentences), article=article)
    return article


def final(article: Article) -> list[tuple[str, str]]:
    labels = list(article.project.labels.all())
    rows = with_final_target(Sentence.objects.filter(article=article), labels).order_by("position")
    return [(row.final_label, row.label_origin) for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize("annotators", [1, 2, 3, 4, 5])
def test_the_final_label_is_that_of_a_plain_count(project: Project, annotators: int) -> None:
    every_kind = list(combinations_with_replacement(ANSWERS, annotators))
    article = answered(project, *every_kind)
    labels = list(project.labels.all())
    keys = [label.key for label in labels]

    expected = [plain_final_label(answers, keys) for answers in every_kind]
    assert final(article) == expected

    # Arrays have the same rule.
    annotations = load_counted_annotations(project, labels, ReportFilter()).annotations
    by_majority = majority_labels(annotations.all_counts()).tolist()
    found = ["" if label == NO_LABEL else keys[label] for label in by_majority]
    assert found == [label for label, _origin in expected]


@pytest.mark.parametrize(
    ("answers", "label", "origin"),
    [
        # 2 of 4 can't tell: as many as gave a label.
        (("claim", "claim", "cannot_tell", "cannot_tell"), "", "cannot_tell"),
        (("claim", "cannot_tell"), "", "cannot_tell"),
        (("cannot_tell", "cannot_tell"), "", "cannot_tell"),
        (("claim", "claim", "cannot_tell"), "claim", "majority"),
        (("claim", "claim", "question"), "claim", "majority"),
        (("claim", "claim"), "claim", "unanimous"),
        (("claim",), "claim", "single"),
        (("claim", "denial"), "", ""),
        (("claim", "claim", "denial", "denial", "cannot_tell"), "", ""),
        # Skips are asked for first.
        (("claim", "cannot_tell", "question", "question"), "", ""),
        (("claim", "claim", "denial", "cannot_tell", "cannot_tell"), "claim", "majority"),
    ],
)
def test_cannot_tell_and_skips_are_no_silence(
    project: Project, answers: tuple[str, ...], label: str, origin: str
) -> None:
    assert final(answered(project, answers)) == [(label, origin)]
    assert origin in ("", *LABEL_ORIGINS)


def test_an_adjudication_decides_where_nobody_could_tell(
    project: Project, rita: Membership
) -> None:
    article = answered(project, ("claim", "cannot_tell"))
    adjudicate(sentence=article.sentences.get(), adjudicator=rita, label="opinion")
    assert final(article) == [("opinion", "adjudicated")]


def targeted(project: Project, *targets: int | None, label: str = "denial") -> Sentence:
    """A sentence 1 that annotators gave this label with these targets; None is left open."""
    people = make_annotators(project, len(targets))
    article = make_article_of(project, 4, overlap=len(people))
    sentences = dict(article.sentences.values_list("position", "pk"))
    for person, target in zip(people, targets, strict=True):
        assignment = assign(article=article, membership=person)
        chosen = {
            "target": sentences.get(target) if target else None,
            "target_outside": target == OUTSIDE,
        }
        annotate(
            assignment,
            make_entry(sentences[1], label, **chosen),
            *(make_entry(sentences[other], "claim") for other in (2, 3, 4)),
        )
        submit_assignment(assignment=assignment)
    return article.sentences.get(position=1)


def final_target(sentence: Sentence) -> int | None:
    labels = list(sentence.article.project.labels.all())
    row = with_final_target(Sentence.objects.filter(pk=sentence.pk), labels).get()
    return row.final_target  # type: ignore[attr-defined, no-any-return]


def unsettled(project: Project) -> list[int]:
    return find_unsettled_targets(project, list(project.labels.all())).sentences


@pytest.mark.parametrize(
    "targets",
    [
        (3, 3, 3, 2),
        (3, 3, 2),
        (3, 3, 2, 4),
        (3, 2),
        (3, None),
        (3, 3, None, None, 2),
        (OUTSIDE, OUTSIDE, 3),
        (None, None),
    ],
)
def test_the_final_target_is_the_one_of_more_than_half(
    project: Project, targets: tuple[int | None, ...]
) -> None:
    sentence = targeted(project, *targets)
    expected = plain_target([target for target in targets if target is not None])
    assert final_target(sentence) == expected
    assert unsettled(project) == ([sentence.pk] if expected is None else [])


def test_three_of_four_decide_the_target(project: Project) -> None:
    assert final_target(targeted(project, 3, 3, 3, 2)) == 3


def test_only_those_who_gave_the_final_label_choose_its_target(
    project: Project, rita: Membership
) -> None:
    sentence = targeted(project, 3, 3, 2)
    last = Assignment.objects.latest("pk")
    doubter = last.annotations.get(sentence=sentence)
    doubter.label = project.labels.get(key="doubt")
    doubter.save()
    assert final_target(sentence) == 3

    # The decision leaves the target open, so that those decide who gave this label.
    adjudicate(sentence=sentence, adjudicator=rita, label="doubt")
    assert final_target(sentence) == 2
    adjudicate(sentence=sentence, adjudicator=rita, label="doubt", target_outside=True)
    assert final_target(sentence) == OUTSIDE
    adjudicate(sentence=sentence, adjudicator=rita, label="claim")
    assert final_target(sentence) is None
    assert unsettled(project) == []


def test_a_decision_settles_a_target(project: Project, rita: Membership) -> None:
    sentence = targeted(project, 3, 2)
    assert unsettled(project) == [sentence.pk]
    target = sentence.article.sentences.get(position=4)
    adjudicate(sentence=sentence, adjudicator=rita, label="denial", target=target.pk)
    assert final_target(sentence) == 4
    assert unsettled(project) == []


def test_a_tie_breaker_counts_for_the_target(project: Project) -> None:
    sentence = targeted(project, 3, 2, 3)
    Assignment.objects.filter(pk=Assignment.objects.latest("pk").pk).update(origin=Origin.TIE_BREAK)
    assert final_target(sentence) == 3


def test_no_target_is_missing_where_none_is_asked_for(project: Project) -> None:
    targeted(project, None, None)
    project.asks_target = False
    assert unsettled(project) == []
