"""No page lets a browser translate what is of an article, or the keys."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from annotator.corpus.models import Article
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import publish_release
from annotator.labelling.models import Assignment
from annotator.projects.models import Project, Role
from tests.support.labelling_page import begin, press
from tests.support.make import (
    label_article,
    make_article,
    make_assignment,
    make_member,
    make_project,
)
from tests.support.roles import manager_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Words that only the articles have.
TITLE, SOURCE, SENTENCE = "Zwinglafahr", "Pobelkurier", "Quastelbrunn"
WORDS = f"/{TITLE}|{SOURCE}|{SENTENCE}/"

# The texts on the page, and how many are of an article.
TRANSLATABLE = f"""() => {{
  const found = [];
  let count = 0;
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {{
    const text = walker.currentNode;
    const element = text.parentElement;
    if (element.closest("script, style, textarea, option")) continue;
    const isOfArticle = {WORDS}.test(text.data);
    count += isOfArticle;
    if ((isOfArticle || element.closest("kbd")) && element.translate) found.push(text.data);
  }}
  return [found, count];
}}"""
OWN_TEXTS = """() => [...document.querySelectorAll("button, a, label, summary, h1, h2")]
  .filter((element) => element.translate && element.textContent.trim()).length"""


@pytest.fixture
def project(transactional_db: None) -> Project:
    """A project whose articles are labelled, disputed, drafts, overdue and released."""
    project = make_project()
    for name in ("ana", "ben", "zoe"):
        make_member(project, name)
    mia = make_member(project, "mia", Role.MANAGER)
    fields = {"title": TITLE, "source": SOURCE}
    texts = " ".join(f"{SENTENCE} number {number} held." for number in range(3))
    article = make_article(project, texts, **fields)
    for name, says in [("ana", "claim"), ("ben", "opinion")]:
        label_article(make_member(project, name), says, "claim", "claim", article=article)

    make_article(project, f"Another {SENTENCE} held. It was old.", **fields)
    make_assignment(make_member(project, "ben"))
    Assignment.objects.filter(state="open").update(expires_at="2020-01-01T00:00Z")
    draft = make_article(project, f"A third {SENTENCE} held. It was new.", **fields)
    Article.objects.filter(pk=draft.pk).update(state="draft")
    publish_release(
        project=project,
        made_by=mia,
        parameters=ReleaseParameters(
            "2031-03-03", about="Dams.", creators="The newsroom", licence="MIT"
        ),
    )
    return project


def addresses(project: Project) -> Iterator[str]:
    """All pages of a manager, about the disputed article and about the draft."""
    articles = project.articles.order_by("pk")
    for article in (articles.earliest("pk"), articles.latest("pk")):
        yield from manager_pages(
            SLUG="dam", ARTICLE_ID=article.pk, NUMBER=1, TABLE="pairs", VERSION=1, LABEL_KEY="claim"
        )


def test_no_page_lets_an_article_be_translated(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("mia")
    draft = project.articles.latest("pk")
    visited = sorted(
        {
            *addresses(project),
            f"/p/dam/articles/{draft.pk}/?split={draft.sentences.earliest('pk').pk}",
            "/p/dam/export/?dataset=sentences",
            "/p/dam/export/?dataset=articles",
        }
    )
    assert len(visited) > 20

    shown = 0
    for address in visited:
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        translatable, count = page.evaluate(TRANSLATABLE)
        assert not translatable, address
        assert page.evaluate(OWN_TEXTS), f"{address}: its own texts can be translated"
        shown += count > 0

    assert shown > 8, "articles are shown"


def test_no_text_of_the_labelling_page_can_be_translated_but_its_own(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    page = begin(sign_in("zoe", opens=None))
    press(page, "1", "2", "?", "Escape", "n", "Escape", "t")

    translatable, count = page.evaluate(TRANSLATABLE)

    assert not translatable
    assert count > 3
    assert page.evaluate(OWN_TEXTS) > 10
    expect(page.locator("#article")).to_have_js_property("translate", False)
    for address in ("/", "/p/dam/"):
        page.goto(address)
        translatable, count = page.evaluate(TRANSLATABLE)
        assert not translatable
        assert count, address


def test_sentences_are_marked_one_by_one(project: Project, sign_in: Callable[..., Page]) -> None:
    """For translators that know only the class, too."""
    page = sign_in("mia")
    pk = project.articles.earliest("pk").pk
    for address in (f"/p/dam/adjudicate/{pk}/", f"/p/dam/articles/{pk}/"):
        page.goto(address)
        texts = page.locator("ol .text")
        expect(texts).to_have_count(3)
        for text in texts.all():
            expect(text).to_have_js_property("translate", False)
            expect(text).to_contain_class("notranslate")


def test_the_preview_of_an_import_is_not_translated(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("mia")
    page.goto("/p/dam/import/")
    table = f"id,title,source,text\nk1,{TITLE},{SOURCE},{SENTENCE} held. It was {SENTENCE}.\n"
    page.get_by_label("Files").set_input_files(
        {"name": "articles.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()

    translatable, count = page.evaluate(TRANSLATABLE)

    assert not translatable
    assert count > 2
