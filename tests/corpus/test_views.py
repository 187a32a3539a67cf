import re
from collections.abc import Callable

import pytest
from django.test import Client

from annotator.corpus.models import Article, ArticleState, SplitEdit
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article, make_assignment, make_project

HTMX = {"HX-Request": "true"}


def shown(client: Client, query: str = "") -> list[str]:
    """Return the titles on the list, in order."""
    page = client.get(f"/p/dam/articles/?{query}").content.decode()
    return re.findall(r'<a\s+href="/p/dam/articles/\d+/"\s+dir="auto"\s*>([^<]+)</a>', page)


def make_titled(project: Project, title: str, **fields: object) -> Article:
    return make_article(project, f"{title} held. So they said.", title=title, **fields)


def ids(article: Article) -> list[int]:
    return list(article.sentences.order_by("position").values_list("pk", flat=True))


def test_an_empty_list_links_to_the_import_page(as_mia: Client) -> None:
    assert "No articles yet" in as_mia.get("/p/dam/articles/").content.decode()


def test_the_list_shows_the_articles(
    as_mia: Client, project: Project, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for number in range(60):
        make_article(project, f"Sentence number {number}.", title=f"Article {number}")
    with django_assert_max_num_queries(12):
        page = as_mia.get("/p/dam/articles/?page=2").content.decode()
    assert "Article 5<" in page
    assert "Article 55" not in page


def test_a_manager_excludes_and_restores_a_sentence(as_mia: Client, project: Project) -> None:
    article = make_article(project)
    sentence = article.sentences.get(position=2)
    address = f"/p/dam/articles/{article.pk}/sentences/{sentence.pk}/exclude/"
    for excluded, count in [("true", 1), ("true", 1), ("false", 0)]:
        as_mia.post(address, {"excluded": excluded})
        article.refresh_from_db()
        assert article.excluded_count == count
        assert article.sentences.get(position=2).excluded == (excluded == "true")


def test_the_page_refuses_edits_after_the_first_assignment(
    as_mia: Client, ana: Membership, project: Project
) -> None:
    article = make_article(project)
    address = f"/p/dam/articles/{article.pk}/"
    sentence = ids(article)[1]
    as_mia.post(f"{address}sentences/{sentence}/exclude/", {"excluded": "true"})
    make_assignment(ana)
    form = {"excluded": "false"}
    page = as_mia.post(
        f"{address}sentences/{sentence}/exclude/", form, follow=True
    ).content.decode()
    assert "Annotation has started" in page
    assert article.sentences.get(position=2).excluded
    for word in ('name="excluded"', "Restore", "Merge", ">Split<", "Undo"):
        assert word not in page, word
    assert "Annotation has started" in page
    late = as_mia.post(
        f"{address}sentences/{sentence}/exclude/", form, headers=HTMX
    ).content.decode()
    assert "Annotation has started" in late
    assert "Undo" not in late


def test_a_manager_opens_a_draft_for_labelling(as_mia: Client, project: Project) -> None:
    article = make_article(project)
    Article.objects.update(state="draft")
    as_mia.post(f"/p/dam/articles/{article.pk}/open/")
    article.refresh_from_db()
    assert article.state == "open"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=DAM", ["Dam two", "Dam"]),
        ("q=kurier", ["Damm"]),
        ("q=id-3", ["100 % sure_"]),
        ("q=%25+s", ["100 % sure_"]),
        ("q=_", ["100 % sure_"]),
        ("q=nowhere", []),
        ("language=de", ["Damm"]),
        ("source=Courier", ["Dam two", "Dam"]),
        ("source=Courier&q=two", ["Dam two"]),
        ("excluded=50", ["Dam two"]),
        ("state=nonsense&language=xx&excluded=a", []),
        ("state=nonsense&sort=oldest", ["Dam", "Damm", "Dam two", "100 % sure_"]),
        ("sort=title", ["100 % sure_", "Dam", "Dam two", "Damm"]),
        ("sort=published", ["Damm", "Dam", "100 % sure_", "Dam two"]),
        ("sort=excluded", ["Dam two", "100 % sure_", "Damm", "Dam"]),
        ("sort=newest", ["100 % sure_", "Dam two", "Damm", "Dam"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(
    as_mia: Client, project: Project, query: str, titles: list[str]
) -> None:
    make_titled(project, "Dam", source="Courier", published="2024-05-01")
    make_titled(project, "Damm", source="Kurier", language="de", published="2024-05-03")
    two = make_titled(project, "Dam two", source="Courier")
    make_titled(project, "100 % sure_", external_id="id-3")
    make_titled(make_project("other"), "Dam elsewhere")
    Article.objects.filter(pk=two.pk).update(excluded_count=1)
    expected = titles if query != "q=DAM" else ["Dam two", "Damm", "Dam"]
    assert shown(as_mia, query) == expected


def test_the_list_is_filtered_by_stage(as_mia: Client, ana: Membership, project: Project) -> None:
    Article.objects.filter(pk=make_titled(project, "Draft").pk).update(state=ArticleState.DRAFT)
    make_titled(project, "Open")
    label_article(ana, "claim", "claim", article=make_titled(project, "Done", overlap=1))
    label_article(ana, "claim", "claim", article=make_titled(project, "Begun", overlap=2))
    Article.objects.filter(pk=make_titled(project, "Withdrawn").pk).update(
        state=ArticleState.WITHDRAWN
    )
    for stage in ("Draft", "Open", "Done", "Begun", "Withdrawn"):
        assert shown(as_mia, f"state={stage.lower()}") == [stage]


def test_links_to_pages_keep_the_filters(as_mia: Client, project: Project) -> None:
    for number in range(120):
        make_titled(project, f"Dam {number:03}")
    page = as_mia.get("/p/dam/articles/?q=dam&sort=title&page=2").content.decode()
    assert 'href="?q=dam&amp;sort=title&amp;page=3"' in page
    assert "page 2 of 3" in page
    assert shown(as_mia, "q=dam&sort=title&page=3") == [
        f"Dam {number:03}" for number in range(100, 120)
    ]
    assert shown(as_mia, "sort=oldest&page=3") == [f"Dam {number:03}" for number in range(100, 120)]
    assert shown(as_mia, "q=dam&page=99") == [f"Dam {number:03}" for number in range(19, -1, -1)]


def test_a_search_without_matches_links_to_all_articles(as_mia: Client, project: Project) -> None:
    make_titled(project, "Dam")
    page = as_mia.get("/p/dam/articles/?q=gate").content.decode()
    assert "No articles match your filters" in page
    assert "Clear filters" in page


def test_the_details_of_an_article_can_be_edited_but_not_its_text(
    as_mia: Client, ana: Membership, project: Project
) -> None:
    article = make_titled(project, "Dam", external_id="dam")
    make_assignment(ana)
    form = {
        "title": "The dam",
        "source": "Courier",
        "url": "courier.example/1",
        "published": "2024-05-03",
    }
    form |= {
        "language": "pt-BR",
        "rights": "CC BY",
        "group": "dams",
        "text": "hacked",
        "external_id": "hacked",
    }
    as_mia.post(f"/p/dam/articles/{article.pk}/edit/", form)
    article.refresh_from_db()
    assert (article.title, article.url, article.language, article.group) == (
        "The dam",
        "https://courier.example/1",
        "pt-BR",
        "dams",
    )
    assert (article.text, article.external_id, article.free) == (
        "Dam held. So they said.",
        "dam",
        2,
    )
    for bad in ({"url": "javascript:alert(1)"}, {"language": "klingon!"}, {"published": "soon"}):
        page = as_mia.post(f"/p/dam/articles/{article.pk}/edit/", form | bad).content.decode()
        assert 'class="errors"' in page


def test_a_title_that_looks_like_markup_is_text(as_mia: Client, project: Project) -> None:
    bad = "<script>alert(1)</script>"
    article = make_article(project, f"{bad} it held.", title=bad, source=bad)
    for address in (
        "/p/dam/articles/",
        f"/p/dam/articles/{article.pk}/",
        f"/p/dam/articles/{article.pk}/edit/",
    ):
        assert bad not in as_mia.get(address).content.decode()


def test_sentences_are_merged_split_and_restored_on_the_page(
    as_mia: Client, project: Project
) -> None:
    article = make_article(project)
    address = f"/p/dam/articles/{article.pk}/"

    def texts() -> list[str]:
        return list(article.sentences.order_by("position").values_list("text", flat=True))

    def ids() -> list[int]:
        return list(article.sentences.order_by("position").values_list("pk", flat=True))

    before = texts()
    first, second, third = ids()
    as_mia.post(f"{address}sentences/{first}/merge/", {"following": second})
    assert texts() == ["The dam held. It did not fail, the ministry said.", "That was lucky."]
    page = as_mia.post(
        f"{address}sentences/{first}/merge/", {"following": second}, follow=True
    ).content.decode()
    assert "Somebody else changed this article" in page
    page = as_mia.get(f"{address}?split={ids()[0]}").content.decode()
    assert 'value="14"' in page
    as_mia.post(f"{address}sentences/{ids()[0]}/split/", {"at": 14})
    assert texts() == before
    assert "Undo: split 1" in as_mia.get(address).content.decode()
    for edit in reversed(list(article.edits.order_by("pk").values_list("pk", flat=True))):
        as_mia.post(f"{address}undo/", {"edit": edit})
    assert texts() == before
    assert ids()[2] == third
    assert "Nothing to undo" in as_mia.get(address).content.decode()


def test_the_article_page_does_not_read_the_text_twice(
    as_mia: Client, project: Project, django_assert_num_queries: Callable[..., object]
) -> None:
    article = make_article(project)
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        page = as_mia.get(f"/p/dam/articles/{article.pk}/").content.decode()
    assert page.count("Merge with next") == 2, "the last has none"
    assert "Nothing to undo" in page


@pytest.mark.parametrize("action", ["merge", "split", "exclude"])
@pytest.mark.parametrize(
    "form", [{}, {"following": "x", "at": "x"}, {"following": "9" * 30, "at": "9" * 30}]
)
def test_invalid_edits_change_nothing(
    as_mia: Client, project: Project, action: str, form: dict[str, str]
) -> None:
    article = make_article(project)
    assert (
        as_mia.post(
            f"/p/dam/articles/{article.pk}/sentences/{ids(article)[0]}/{action}/", form
        ).status_code
        == 302
    )
    assert (
        as_mia.post(f"/p/dam/articles/{article.pk}/undo/", form | {"edit": "9" * 30}).status_code
        == 302
    )
    assert as_mia.get(f"/p/dam/articles/{article.pk}/?split={'9' * 30}").status_code == 200
    assert not SplitEdit.objects.exists()


def test_htmx_gets_only_the_sentences_with_focus_on_the_changed_one(
    as_mia: Client, project: Project
) -> None:
    article = make_article(project)
    second = ids(article)[1]
    address = f"/p/dam/articles/{article.pk}/"
    page = as_mia.post(
        f"{address}sentences/{second}/exclude/", {"excluded": "true"}, headers=HTMX
    ).content.decode()
    assert "<html" not in page
    assert "3 sentences, 1 excluded" in page
    assert page.count(" autofocus") == 1
    assert f'id="s{second}"' in page.split(" autofocus")[0].rsplit("<li", 1)[1]
    assert '<p id="said" hx-swap-oob="innerHTML">Excluded 2.</p>' in page
    late = as_mia.post(
        f"{address}sentences/0/exclude/", {"excluded": "true"}, headers=HTMX
    ).content.decode()
    assert "Somebody else changed this article" in late
    assert (
        'class="pieces"' in as_mia.get(f"{address}?split={second}", headers=HTMX).content.decode()
    )


GOOD = {
    "title": "A title",
    "source": "Bugle",
    "url": "https://example.org/a",
    "published": "2026-01-02",
}
GOOD |= {"language": "pt-BR", "rights": "CC BY", "group": "flood"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "javascript:alert(1)"),
        ("url", "ftp://example.org/"),
        ("language", "in English"),
        ("language", 'en" onload="x'),
        ("language", ""),
        ("published", "yesterday"),
        ("title", "a\x00b"),
    ],
)
def test_invalid_details_are_refused_beside_their_field(
    as_mia: Client, project: Project, field: str, value: str
) -> None:
    article = make_article(project)
    page = as_mia.post(f"/p/dam/articles/{article.pk}/edit/", GOOD | {field: value})
    assert page.status_code == 200
    assert f"id_{field}_error" in page.content.decode()
    assert not Article.objects.filter(title="A title").exists()


def test_each_part_of_the_source_line_keeps_its_own_direction(
    as_mia: Client, project: Project
) -> None:
    article = make_article(
        project, title="السد", source="صحيفة الساحل", published="2031-06-11", external_id="k1"
    )

    page = as_mia.get(f"/p/dam/articles/{article.pk}/").content.decode()

    parts = re.findall(r"<bdi[^>]*>([^<]*)</bdi> ·", page)
    assert parts == ["صحيفة الساحل", "11 Jun 2031", "k1"]
