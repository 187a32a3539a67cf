"""The *Progress* page: what is done, what is left, and how long it will take."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from annotator.corpus.models import Article
from annotator.labelling.assignments.places import assign
from annotator.labelling.choices import Origin
from annotator.labelling.models import Assignment
from annotator.projects.models import Membership, Project
from tests.support.make import (
    label_article,
    make_article,
    make_assignment,
)


def test_progress_shows_stuck_articles_and_the_remaining_days(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project, overlap=2)
    label_article(ana, "claim", "claim", "opinion")
    make_assignment(ben)
    Assignment.objects.filter(annotator=ben).update(expires_at=timezone.now() - timedelta(days=1))
    page = words_of(as_mia)
    assert "Labels and skips: 3 of 6, all annotators" in page
    assert "Overdue" in page


def test_progress_tells_people_their_pseudonym(as_ana: Client, ana: Membership) -> None:
    assert f"Your pseudonym in this project is <b>{ana.pseudonym}</b>." in words_of(as_ana)


def words_of(client: Client) -> str:
    """The progress page, with single spaces."""
    return " ".join(client.get("/p/dam/").content.decode().split())


def make_articles(project: Project, count: int, *, overlap: int) -> list[Article]:
    """Articles with three sentences each."""
    return [
        make_article(project, f"Dam {number} held. It did. Luckily.", overlap=overlap)
        for number in range(count)
    ]


def days_to_go(client: Client) -> int | None:
    page = words_of(client)
    assert "Labels and skips:" in page
    found = re.search(r"about (\d+) days? left", page)
    return int(found[1]) if found else None


def submitted_days_ago(assignment: Assignment, days: int) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(
        submitted_at=timezone.now() - timedelta(days=days)
    )


def test_an_estimate_needs_two_days_of_work(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    articles = make_articles(project, 3, overlap=4)  # 36 decisions
    first = label_article(ana, "claim", "claim", "opinion", article=articles[0])
    label_article(ben, "claim", "claim", "opinion", article=articles[1])
    assert days_to_go(as_mia) is None, "a day tells no pace"
    submitted_days_ago(first, days=2)
    assert days_to_go(as_mia) == 15, "6 in three days, and 30 are missing"
    submitted_days_ago(first, days=20)
    assert days_to_go(as_mia) is None, "the last two weeks have one day of work"


def test_imported_labels_do_not_count_for_the_pace(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    articles = make_articles(project, 3, overlap=4)
    first = label_article(ana, "claim", "claim", "opinion", article=articles[0])
    label_article(ben, "claim", "claim", "opinion", article=articles[1])
    submitted_days_ago(first, days=2)
    Assignment.objects.update(origin=Origin.IMPORT)
    assert days_to_go(as_mia) is None
    for days in (1, 0):
        submitted_days_ago(
            label_article(ana, "claim", "claim", "claim", article=articles[days + 1]), days=days
        )
    assert days_to_go(as_mia) == 8, "6 in two days, and 24 are missing"


def test_begun_and_done_articles_are_counted_separately(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    done, begun, _ = make_articles(project, 3, overlap=1)
    make_article(project, overlap=1, round="later")
    Article.objects.filter(round="later").update(state="draft")
    label_article(ana, "claim", "claim", "claim", article=done)
    assign(article=begun, membership=ben)
    page = words_of(as_mia)
    assert "4 articles: 1 complete, 1 in progress, 1 not started · 1 draft to check" in page


def test_an_article_that_somebody_has_counts_as_begun(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    assert "Nobody has started yet" in words_of(as_mia)
    make_assignment(ana)
    page = words_of(as_mia)
    assert "1 in progress" in page
    assert "Nobody has" not in page
    assert f'<th scope="row"><span>{ana.pseudonym} </span></th>' in page
