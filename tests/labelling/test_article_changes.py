"""Many articles are changed at once: after a page that says what would change, all or none."""

import pytest
from django.test import Client

from annotator.corpus.article_list import Change
from annotator.corpus.models import Article, ArticleState
from annotator.labelling.article_changes.changing import change_articles
from annotator.labelling.assignments.places import set_overlap
from annotator.projects.access import enter
from annotator.projects.audit import audit_log
from annotator.projects.models import AuditAction, Membership, Project
from tests.support.make import (
    label_article,
    make_article,
    make_assignment,
    make_member,
    make_project,
)

ADDRESS = "/p/dam/articles/change/"


def change(client: Client, name: str, *articles: Article, query: str = "", **more: object) -> str:
    which = {"which": "chosen", "article": [article.pk for article in articles]}
    answer = client.post(ADDRESS + query, {"change": name, **which, **more}, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def make_states(project: Project) -> list[Article]:
    """A draft, an open and a withdrawn article."""
    articles = [make_article(project, f"{state} one.", title=state) for state in ArticleState]
    for article, state in zip(articles, ArticleState, strict=True):
        Article.objects.filter(pk=article.pk).update(state=state)
    return articles


def states(articles: list[Article]) -> list[str]:
    return [Article.objects.get(pk=article.pk).state for article in articles]


@pytest.mark.parametrize(
    ("name", "after", "said", "kept", "action"),
    [
        (
            "open",
            ["open", "open", "withdrawn"],
            "1 article released to annotators.",
            "1 article is open already; 1 article is withdrawn",
            AuditAction.ARTICLES_OPENED,
        ),
        (
            "withdraw",
            ["withdrawn", "withdrawn", "withdrawn"],
            "2 articles withdrawn.",
            "1 article is withdrawn",
            AuditAction.ARTICLE_WITHDRAWN,
        ),
        (
            "reinstate",
            ["draft", "open", "open"],
            "1 article reinstated.",
            "1 article is a draft; 1 article is open already",
            AuditAction.ARTICLE_REINSTATED,
        ),
    ],
)
def test_states_change_after_a_confirmation(
    as_mia: Client,
    project: Project,
    name: str,
    after: list[str],
    said: str,
    kept: str,
    action: AuditAction,
) -> None:
    articles = make_states(project)
    events = audit_log(project).count()
    page = change(as_mia, name, *articles)
    for reason in kept.split("; "):
        assert f"<li>{reason}</li>" in page
    assert states(articles) == ["draft", "open", "withdrawn"], "only asked so far"

    page = change(as_mia, name, *articles, confirmed="1")
    assert said in page
    assert f"Unchanged: {kept}." in page
    assert states(articles) == after
    assert audit_log(project).count() == events + 1
    assert audit_log(project)[0].action == action

    assert "Nothing to change." in change(as_mia, name, *articles, confirmed="1")
    assert audit_log(project).count() == events + 1


def test_withdrawn_drafts_come_back_as_drafts(as_mia: Client, project: Project) -> None:
    articles = make_states(project)
    change(as_mia, "withdraw", *articles, confirmed="1")
    change(as_mia, "reinstate", *articles, confirmed="1")
    assert states(articles) == ["draft", "open", "open"]


def test_all_that_match_are_changed_but_not_later_ones(as_mia: Client, project: Project) -> None:
    titles = ("Dam", "Gate", "Damage", "Damp")
    articles = [make_article(project, f"A {title}.", title=title) for title in titles]
    elsewhere = make_article(make_project("other"), "Dam.", title="Dam")
    Article.objects.update(state=ArticleState.DRAFT)
    # What was on the page; the fourth article came after it.
    newest = articles[2].pk
    which = {"which": "matching", "newest": newest, "change": "open", "confirmed": "1"}
    as_mia.post(f"{ADDRESS}?q=dam", which)
    assert states([*articles, elsewhere]) == ["open", "draft", "open", "draft", "draft"]
    assert audit_log(project)[0].about == "2 articles; filter: q=dam"


def test_articles_outside_the_filter_or_the_project_are_not_changed(
    as_mia: Client, project: Project
) -> None:
    gate, other = make_article(project, title="Gate"), make_article(make_project("other"))
    page = change(as_mia, "withdraw", gate, other, query="?q=dam", confirmed="1")
    assert "Select at least one article" in page
    assert states([gate, other]) == ["open", "open"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"which": "all"},
        {"which": "matching"},
        {"which": "chosen", "article": ["x"]},
        {"change": "delete"},
    ],
)
def test_an_invalid_choice_changes_nothing(
    as_mia: Client, project: Project, form: dict[str, str]
) -> None:
    article = make_article(project)
    values = {"which": "matching", "change": "withdraw", "confirmed": "1", **form}
    assert as_mia.post(ADDRESS, values).status_code == 302
    assert states([article]) == ["open"]


def test_the_overlap_changes_where_not_more_annotators_have_the_article(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    full, begun, fresh, same = (
        make_article(project, f"Number {number}.", overlap=3) for number in range(4)
    )
    set_overlap(article=same, overlap=1)
    for member in (ana, ben):
        label_article(member, "claim", article=full)
    label_article(ana, "claim", article=begun)
    articles = (full, begun, fresh, same)

    page = change(as_mia, "overlap", *articles)
    assert "Preview" in page
    assert "would change" not in page, "there is no value yet"
    page = change(as_mia, "overlap", *articles, valued="1", overlap="1")
    assert "<b>2 articles</b> would change." in page
    assert "1 article is already assigned to more annotators" in page
    assert "1 article has this value already" in page

    page = change(as_mia, "overlap", *articles, valued="1", overlap="1", confirmed="1")
    assert "Overlap of 2 articles changed." in page
    rows = Article.objects.order_by("pk").values_list("overlap", "free")
    assert list(rows) == [(3, 1), (1, 0), (1, 1), (1, 1)]
    begun.refresh_from_db()
    assert begun.done_at is not None
    assert audit_log(project)[0].about == ("2 articles, overlap 1 (was 3: 2); selected in the list")

    change(as_mia, "overlap", *articles, valued="1", overlap="", confirmed="1")
    assert set(Article.objects.values_list("overlap", "free")) == {(None, None)}


@pytest.mark.parametrize("overlap", ["0", "x", "1001"])
def test_an_invalid_overlap_changes_nothing(as_mia: Client, project: Project, overlap: str) -> None:
    article = make_article(project, overlap=3)
    page = change(as_mia, "overlap", article, valued="1", overlap=overlap, confirmed="1")
    assert 'class="errorlist"' in page or 'class="errors"' in page
    article.refresh_from_db()
    assert article.overlap == 3


def test_the_round_changes(as_mia: Client, project: Project) -> None:
    first, second = make_article(project, "A.", round="pilot"), make_article(project, "B.")
    page = change(as_mia, "round", first, second)
    assert '<option value="pilot">' in page
    assert "This field is required" in change(as_mia, "round", first, valued="1", round=" ")
    page = change(as_mia, "round", first, second, valued="1", round="main", confirmed="1")
    assert "Round of 1 article changed." in page
    assert set(Article.objects.values_list("round", flat=True)) == {"main"}
    assert audit_log(project)[0].about == (
        "1 articles, round main (was pilot: 1); selected in the list"
    )


def test_withdrawing_says_how_many_are_being_labelled(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    article = make_article(project)
    assignment = make_assignment(ana)
    page = change(as_mia, "withdraw", article)
    assert "Withdrawn articles are removed from the queue, the statistics and the exports" in page
    assert "Somebody is labelling" not in page
    assignment.opened_at = assignment.began_at
    assignment.save()
    assert "Somebody is labelling 1 of them now." in change(as_mia, "withdraw", article)


def test_a_change_makes_few_statements(
    project: Project, mia: Membership, django_assert_max_num_queries: object
) -> None:
    make_member(project, "ana")
    for number in range(20):
        make_article(project, f"Number {number}.")
    assert mia.user is not None
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        effect = change_articles(
            access=enter(mia.user, "dam"),
            by=mia.user,
            articles=Article.objects.in_project(project),
            change=Change.OVERLAP,
            value=2,
            about="all",
        )
    assert len(effect.ids) == 20
