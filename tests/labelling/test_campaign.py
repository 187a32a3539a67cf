"""The pages of managers for a labelling campaign, and their effect on annotators."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotator.accounts.models import User
from annotator.corpus.models import Article
from annotator.labelling.assignments.places import assign, suspend
from annotator.labelling.choices import Origin
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.audit import audit_log
from annotator.projects.codebooks import publish_codebook
from annotator.projects.models import Membership, Project, Role
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_assignment,
    make_entry,
    make_member,
)


def rows(client: Client) -> list[dict[str, str]]:
    text = client.get("/p/dam/people/time.csv").content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_a_new_person_is_invited_and_a_member_gets_a_role(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    page = as_mia.post(
        "/p/dam/people/", {"username": "newcomer", "role": "annotator"}
    ).content.decode()
    assert "You’ve invited <bdi>newcomer</bdi> (role: annotator)" in page
    assert not User.objects.filter(username="newcomer").exists(), "a misspelt name makes no account"
    page = as_mia.post(
        "/p/dam/people/", {"username": "ANA", "role": "adjudicator"}, follow=True
    ).content.decode()
    assert f"ana now has this role: adjudicator. Pseudonym: {ana.pseudonym}." in page
    ana.refresh_from_db()
    assert ana.role == Role.ADJUDICATOR
    assert project.memberships.count() == 2


def test_giving_a_member_their_current_role_changes_nothing(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    before = audit_log(project).count()
    as_mia.post("/p/dam/people/", {"username": "ana", "role": "annotator"})
    as_mia.post(f"/p/dam/people/{ana.pk}/role/", {"role": "annotator"})
    assert audit_log(project).count() == before


def test_adding_a_suspended_member_again_shows_that_they_are_suspended(
    as_mia: Client, ana: Membership
) -> None:
    suspend(membership=ana, reason="left")
    page = as_mia.post(
        "/p/dam/people/", {"username": "ana", "role": "annotator"}, follow=True
    ).content.decode()
    assert "reinstate them first" in page


def test_time_by_day_has_names_after_the_manager_shows_them(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    label_article(ana, "claim", "denial", "opinion")
    User.objects.filter(username="ana").update(name="=Ana")
    assert list(rows(as_mia)[0]) == [
        "pseudonym",
        "day",
        "seconds",
        "sentences",
        "articles",
        "capped",
    ]
    as_mia.get("/p/dam/people/?names=1")
    assert [(row["name"], row["username"]) for row in rows(as_mia)] == [("'=Ana", "ana")]
    assert [event.about for event in audit_log(project)[:3]] == [
        "time.csv, with names",
        "",
        "time.csv",
    ]


def test_annotators_cannot_make_names_visible(
    as_ana: Client, project: Project, ben: Membership
) -> None:
    before = audit_log(project).count()
    label_article(ben, "claim", "denial", "opinion", article=make_article(project))
    as_ana.get("/p/dam/people/time.csv?names=1")
    assert rows(as_ana) == []
    assert audit_log(project).count() == before


def test_names_stay_visible_after_each_action(as_mia: Client, ana: Membership) -> None:
    as_mia.get("/p/dam/people/?names=1")
    address = f"/p/dam/people/{ana.pk}"
    Membership.objects.filter(pk=ana.pk).update(brought_account=True)
    for act, form in [
        ("set-aside", {"reason": "left"}),
        ("take-back", {}),
        ("role", {"role": "adjudicator"}),
        ("password-link", {}),
    ]:
        assert ">ana<" in as_mia.post(f"{address}/{act}/", form, follow=True).content.decode(), act
    invited = as_mia.post(
        "/p/dam/people/invite/", {"role": "annotator", "uses": 1, "days": 1}
    ).content.decode()
    assert ">ana<" in invited
    assert 'href="/p/dam/people/?names=0"' in invited


def test_names_are_hidden_by_default(as_mia: Client, ana: Membership) -> None:
    assert ">ana<" not in as_mia.get("/p/dam/people/").content.decode()
    assert ">ana<" in as_mia.get("/p/dam/people/?names=1").content.decode()


def test_a_member_can_be_suspended_with_a_reason_and_reinstated(
    as_mia: Client, ana: Membership, mia: Membership
) -> None:
    address = f"/p/dam/people/{ana.pk}"
    assert (
        "Enter a reason"
        in as_mia.post(f"{address}/set-aside/", {"reason": ""}, follow=True).content.decode()
    )
    assert (
        " suspended."
        in as_mia.post(f"{address}/set-aside/", {"reason": "left"}, follow=True).content.decode()
    )
    ana.refresh_from_db()
    assert (ana.suspended_at is not None, ana.suspension_reason) == (True, "left")
    assert " reinstated." in as_mia.post(f"{address}/take-back/", follow=True).content.decode()
    page = as_mia.post(
        f"/p/dam/people/{mia.pk}/set-aside/", {"reason": "x"}, follow=True
    ).content.decode()
    assert "You can’t suspend yourself." in page


def test_an_article_can_be_assigned_resized_withdrawn_and_reinstated(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, overlap=1)
    address = f"/p/dam/articles/{article.pk}/people/"
    make_assignment(ana)
    as_mia.post(f"{address}assign/", {"member": ben.pk})
    article.refresh_from_db()
    assert (article.overlap, article.free) == (2, 0)
    assert (
        "assigned to 2 annotators"
        in as_mia.post(f"{address}overlap/", {"overlap": 1}, follow=True).content.decode()
    )
    as_mia.post(f"{address}overlap/", {"overlap": 4})
    assert Article.objects.get().free == 2
    as_mia.post(f"{address}withdraw/", {"withdrawn": "true"})
    assert Article.objects.get().state == "withdrawn"
    assert "Reinstate" in as_mia.get(address).content.decode()
    as_mia.post(f"{address}withdraw/", {"withdrawn": "false"})
    assert Article.objects.get().state == "open"


def test_an_article_cannot_be_assigned_to_a_member_of_another_project(
    as_mia: Client, project: Project
) -> None:
    article = make_article(project)
    other = make_member(make_other(), "zoe")
    as_mia.post(f"/p/dam/articles/{article.pk}/people/assign/", {"member": other.pk})
    assert not Assignment.objects.exists()


def make_other() -> Project:
    from tests.support.make import make_project

    return make_project("other")


def test_the_notice_must_be_accepted_before_the_first_article(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    Project.objects.update(notice="These articles speak of <violence>.")
    page = as_ana.get("/p/dam/label/").content.decode()
    assert "speak of &lt;violence&gt;" in page
    refused = as_ana.post("/api/v1/projects/dam/assignments/next/", "{}", "application/json")
    assert refused.status_code == 403
    assert as_ana.post("/p/dam/notice/").headers["Location"] == "/p/dam/label/"
    ana.refresh_from_db()
    accepted = ana.notice_accepted_at
    as_ana.post("/api/v1/projects/dam/notice/")
    ana.refresh_from_db()
    assert ana.notice_accepted_at == accepted
    assert as_ana.get("/p/dam/label/").status_code == 302


def test_a_new_codebook_is_shown_before_the_next_article(as_ana: Client, project: Project) -> None:
    make_article(project)
    assert as_ana.get("/p/dam/label/").status_code == 302
    publish_codebook(project=project, text="# New rules", reason="refusing is no denial")
    page = as_ana.get("/p/dam/label/").content.decode()
    assert "refusing is no denial" in page
    assert "New rules" in page
    as_ana.post("/p/dam/codebook/seen/")
    assert as_ana.get("/p/dam/label/").status_code == 302


def test_publishing_a_codebook_keeps_the_old_version(as_mia: Client, project: Project) -> None:
    assert (
        "This field is required"
        in as_mia.post("/p/dam/codebook/edit/", {"text": "# New"}).content.decode()
    )
    as_mia.post("/p/dam/codebook/edit/", {"text": "# New", "reason": "clearer"})
    assert list(project.codebooks.values_list("version", "reason")) == [
        (2, "clearer"),
        (1, "first version"),
    ]


def test_settings_are_saved_completely_or_not_at_all(as_mia: Client, project: Project) -> None:
    good = {
        "name": "Dams",
        "overlap": 2,
        "lease_hours": 24,
        "is_open": "on",
        "notice": "",
        "retest_share": 10,
        "retest_days": 7,
        "asks_confidence": "on",
    }
    as_mia.post("/p/dam/settings/", good)
    project.refresh_from_db()
    assert (project.name, project.overlap, project.lease) == ("Dams", 2, timedelta(hours=24))
    assert (project.retest_share, project.retest_after) == (10, timedelta(days=7))
    assert (project.asks_target, project.asks_confidence, project.asks_note) == (False, True, False)
    page = as_mia.post("/p/dam/settings/", good | {"overlap": 0, "name": "Other"}).content.decode()
    assert "greater than or equal to 1" in page
    project.refresh_from_db()
    assert project.name == "Dams"


def test_time_counts_all_work_by_person_and_day(
    as_mia: Client, as_ana: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project)
    assignment = make_assignment(ana)
    Assignment.objects.update(began_at=timezone.now() - timedelta(days=9))
    first, second, _ = assignment.article.sentences.order_by("position").values_list(
        "pk", flat=True
    )
    annotate(
        assignment,
        make_entry(first, seconds=10.4, age=86_400),
        make_entry(first, "opinion", seconds=5),
    )
    annotate(assignment, make_entry(second, seconds=7.7))
    label_article(ben, "claim", "claim", "claim")
    today = str(timezone.now().date())
    assert [list(row.values()) for row in rows(as_ana)] == [
        [ana.pseudonym, str(timezone.now().date() - timedelta(days=1)), "10", "1", "1", "0"],
        [ana.pseudonym, today, "13", "2", "1", "0"],
    ]
    assert {row["pseudonym"] for row in rows(as_mia)} == {ana.pseudonym, ben.pseudonym}
    assert Annotation.objects.filter(superseded_at__isnull=False).count() == 1


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


def test_annotators_see_a_chart_of_their_progress(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    assert "Your daily progress will appear here" in as_ana.get("/p/dam/").content.decode()
    label_article(ana, "claim", "claim", "opinion")
    page = as_ana.get("/p/dam/").content.decode()
    assert "<rect" in page
    assert "3 sentences" in page
    assert f"/p/dam/label/{Assignment.objects.get().pk}/" in page, (
        "the way back to what is submitted"
    )


def test_fetching_the_next_article_costs_six_statements(
    as_ana: Client,
    project: Project,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    make_article(project)
    make_article(project, "A second dam held.")
    first = as_ana.post("/api/v1/projects/dam/assignments/next/", "{}", "application/json").json()
    body = json.dumps({"after": first["id"]})
    with django_assert_max_num_queries(
        6 + 2 + 2
    ):  # and the two that authenticate, and this test's savepoint
        response = as_ana.post("/api/v1/projects/dam/assignments/next/", body, "application/json")
    assert response.status_code == 200
    assert Assignment.objects.get(pk=first["id"]).opened_at is not None
    assert Assignment.objects.get(pk=response.json()["id"]).opened_at is None


@pytest.mark.parametrize("path", ["", "people/", "settings/", "codebook/edit/", "articles/"])
def test_the_number_of_queries_of_a_page_is_constant(
    as_mia: Client,
    project: Project,
    path: str,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    for number in range(12):
        make_article(project, f"Dam {number} held.")
        label_article(make_member(project, f"person{number}"), "claim")
    with django_assert_max_num_queries(16):
        as_mia.get(f"/p/dam/{path}")
