"""An article labelled on pages in Arabic and in German, by keys and by fingers."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils.translation import gettext, override, pgettext
from django.utils.translation.trans_real import DjangoTranslation
from playwright.sync_api import Page, expect

from annotator.accounts.models import User
from annotator.corpus.models import Article
from annotator.labelling.models import Annotation
from annotator.projects.models import Project
from tests.support.accessibility import is_accessible
from tests.support.labelling_page import begin, press
from tests.support.make import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


# A claim, its denial and an opinion.
SENTENCES = {
    "ar": (
        "قالت صحيفة يوم الاثنين إن بوابة السد تعطلت.",
        "ونفت الوزيرة أن تكون بوابة السد قد تعطلت.",
        "وهذا الرد يثير القلق.",
    ),
    "de": (
        "Eine Zeitung berichtete am Montag, das Tor der Talsperre habe versagt.",
        "Die Ministerin bestritt, dass das Tor der Talsperre versagt habe.",
        "Diese Antwort ist beunruhigend.",
    ),
}


@dataclass(frozen=True)
class Words:
    """What the catalogues of a language say, so that native readers can correct them."""

    language: str

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def sentences(self) -> tuple[str, str, str]:
        return SENTENCES[self.language]

    @property
    def all_saved(self) -> str:
        return self._translated(
            DjangoTranslation(self.language, domain="djangojs").gettext, "All saved"
        )

    @property
    def not_in_article(self) -> str:
        with override(self.language):
            return self._translated(gettext, "Not in this article")

    def label(self, text: str) -> str:
        """Return the name or the question of a default label."""
        with override(self.language):
            return self._translated(lambda english: pgettext("label", english), text)

    def _translated(self, translate: Callable[[str], str], text: str) -> str:
        translated = translate(text)
        assert translated != text, f"{text} has no translation"
        return translated


@pytest.fixture(params=SENTENCES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param)


@pytest.fixture
def article(project: Project, words: Words) -> Article:
    User.objects.filter(username="ana").update(language=words.language)
    text = " ".join(words.sentences)
    return make_article(project, text, title=words.sentences[0], language=words.language)


def test_an_article_is_labelled_by_keys(
    article: Article, words: Words, sign_in: Callable[..., Page]
) -> None:
    page = begin(sign_in("ana", opens=None))
    root = page.locator("html")
    expect(root).to_have_attribute("lang", words.language)
    expect(root).to_have_attribute("dir", words.direction)
    for name in ("Claim", "Denial", "Doubted reporting", "Opinion"):
        expect(page.locator("#labels").get_by_text(words.label(name), exact=True)).to_be_visible()
    expect(page.locator("#labels kbd").first).to_have_css("direction", "ltr")

    press(page, "1", "2")
    expect(page.locator("#line")).to_contain_text(words.label("Which sentence does this deny?"))
    is_accessible(page)
    press(page, "x", "4")
    expect(page.locator("#saved")).to_have_text(words.all_saved)

    assert labels_of(article) == ["claim", "denial", "opinion"]
    denial = Annotation.objects.current().select_related("target").get(label__key="denial")
    assert denial.target is not None
    assert denial.target.text == words.sentences[0]


def test_an_article_is_labelled_by_fingers(
    article: Article, words: Words, sign_in: Callable[..., Page]
) -> None:
    page = begin(sign_in("ana", opens=None, viewport=PHONE, has_touch=True, is_mobile=True))

    def tap(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).tap()

    tap(words.label("Claim"))
    tap(words.label("Denial"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tap(words.not_in_article)
    tap(words.label("Opinion"))
    expect(page.locator("#saved")).to_have_text(words.all_saved)

    assert labels_of(article) == ["claim", "denial", "opinion"]
    assert Annotation.objects.current().get(label__key="denial").target_outside


def labels_of(article: Article) -> list[str]:
    rows = Annotation.objects.current().filter(sentence__article=article)
    return [row.decision for row in rows.select_related("label").order_by("sentence__position")]
