"""*My work*: one list by last use, what is left, and the work of the last weeks."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotator.labelling.assignments.lifecycle import return_assignment
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Membership, Project, Role
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_assignment,
    make_entry,
    make_member,
    make_project,
)


def words_of(client: Client, address: str = "/") -> str:
    """The words of the page, with single spaces."""
    page = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def make_projects(*names: str) -> list[Membership]:
    """Projects of ana, each with an article of three sentences."""
    members = []
    for name in names:
        project = make_project(name.lower(), name=name)
        members.append(make_member(project, "ana"))
        make_article(project)
    return members


def used_days_ago(member: Membership, days: int) -> None:
    at = timezone.now() - timedelta(days=days)
    Assignment.objects.filter(annotator=member).update(touched_at=at, submitted_at=at)


def test_projects_are_listed_by_last_use_and_then_by_name(as_ana: Client) -> None:
    _, _, river, bridge = make_projects("Zebra", "Apple", "River", "Bridge")
    for member, days in ((river, 2), (bridge, 9)):
        label_article(member, "claim", "claim", "claim")
        used_days_ago(member, days)
    page = as_ana.get("/").content.decode()
    listed = re.findall(r'<a href="/p/(\w+)/">', page)
    assert listed == ["river", "bridge", "apple", "dam", "zebra"]


def test_the_open_article_is_named_with_its_progress(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project, title="The dam held")
    assignment = make_assignment(ana)
    first = assignment.article.sentences.order_by("position")[0]
    annotate(assignment, make_entry(first.pk))
    assert "Continue: The dam held , 1 of 3" in words_of(as_ana)


def test_what_is_left_and_the_next_length_are_shown(as_ana: Client, project: Project) -> None:
    for name in ("dam", "bridge"):
        make_article(project, f"The {name} held. It did not fail. That was lucky.")
    page = words_of(as_ana)
    assert "2 articles to label next: about 3 sentences, 1 min read" in page
    assert "Start labelling" in page


def test_nothing_left_offers_no_next_article(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    label_article(ana, "claim", "claim", "claim")
    page = as_ana.get("/").content.decode()
    assert "Nothing left now" in page
    assert "/p/dam/label/" not in page
    make_article(project, "Another dam held.")
    page = as_ana.get("/").content.decode()
    assert "1 article to label" in page
    assert 'href="/p/dam/label/"' in page


def test_a_closed_project_offers_no_article(as_ana: Client, project: Project) -> None:
    make_article(project)
    Project.objects.update(is_open=False)
    page = as_ana.get("/").content.decode()
    assert "This project is closed." in page
    assert "/p/dam/label/" not in page


def test_a_manager_who_does_not_label_is_led_to_the_project(
    as_mia: Client, project: Project
) -> None:
    make_article(project)
    page = as_mia.get("/").content.decode()
    assert 'href="/p/dam/import/"' in page
    assert "article to label" not in page
    assert "four weeks" not in page


def test_work_of_all_projects_is_in_one_chart(as_ana: Client, ana: Membership) -> None:
    for member in make_projects("River", "Bridge"):
        label_article(member, "claim", "boilerplate", "opinion")
    Annotation.objects.update(seconds=60.0)
    page = as_ana.get("/").content.decode()
    assert page.count("<svg") == 1
    assert page.count("<rect") == 1
    words = words_of(as_ana)
    assert "Today: 6 sentences labelled in 6 minutes · 60 an hour" in words
    assert re.search(r"\d+ \w{3} 20\d\d 6 6\b", words), "the day, its sentences and its minutes"


def test_the_work_of_others_is_not_in_the_chart(
    as_ana: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project)
    label_article(ben, "claim", "claim", "claim")
    page = as_ana.get("/").content.decode()
    assert "Nothing labelled today yet." in page
    assert "<rect" not in page


def test_work_on_other_days_is_not_of_today(as_ana: Client, ana: Membership) -> None:
    make_article(ana.project)
    label_article(ana, "claim", "claim", "claim")
    Annotation.objects.update(annotated_at=timezone.now() - timedelta(days=2), seconds=20.0)
    words = words_of(as_ana)
    assert "Nothing labelled today yet." in words
    assert "3 sentences in four weeks, 1 minute · 180 an hour" in words


def test_the_number_of_queries_is_the_same_for_one_and_for_twenty_projects(
    as_ana: Client,
    ana: Membership,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    for member in make_projects(*(f"Project{number}" for number in range(20))):
        make_article(member.project, "Another dam held. It did. Luckily.")
        label_article(member, "claim", "claim", "claim")
        make_assignment(member)
    with django_assert_max_num_queries(11):
        page = as_ana.get("/").content.decode()
    assert page.count("Continue:") == 20


def test_progress_does_not_repeat_the_chart(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    assignment = label_article(ana, "claim", "claim", "opinion")
    page = as_ana.get("/p/dam/").content.decode()
    assert "<svg" not in page
    assert f'href="/p/dam/label/{assignment.pk}/"' in page
    assert "3 sentences labelled · 1 article submitted" in words_of(as_ana, "/p/dam/")


def test_progress_shows_all_own_articles_page_by_page(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    for number in range(51):
        label_article(ana, "claim", article=make_article(project, f"The dam {number} held."))
    assert "page 1 of 2" in words_of(as_ana, "/p/dam/")
    page = as_ana.get("/p/dam/?page=2").content.decode()
    assert len(re.findall(r"/p/dam/label/\d+/", page)) == 1


# Nothing left.


def test_the_last_submitted_article_can_be_reopened_when_nothing_is_left(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    for title in ("First", "Last"):
        article = make_article(project, f"{title} dam.", title=title)
        last = label_article(ana, "claim", article=article)
    page = as_ana.get("/p/dam/label/").content.decode()
    words = words_of(as_ana, "/p/dam/label/")
    assert "You submitted this last, and can reopen it: Last" in words
    assert f'href="/p/dam/label/{last.pk}/"' in page
    assert "Today: 2 sentences labelled in" in words


def test_someone_whose_only_article_was_returned_is_told_so(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    annotate(assignment, make_entry(assignment.article.sentences.all()[0].pk))
    return_assignment(assignment=assignment)
    words = words_of(as_ana, "/p/dam/label/")
    assert "were returned or have expired" in words
    assert "can reopen it" not in words


def test_a_closed_project_says_that_labels_are_kept(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    label_article(ana, "claim", article=make_article(project, "The dam held.", title="Dam"))
    Project.objects.update(is_open=False)
    words = words_of(as_ana, "/p/dam/label/")
    assert "Your labels are kept." in words
    assert "You submitted this last: Dam" in words


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.MANAGER])
def test_someone_without_articles_is_told_when_they_appear(project: Project, role: Role) -> None:
    client = Client()
    member = make_member(project, "zoe", role)
    assert member.user is not None
    client.force_login(member.user)
    words = words_of(client, "/p/dam/label/")
    assert "No articles for you yet" in words
    assert ("Import articles" in words) is (role == Role.MANAGER)
