"""The adjudication page takes the keys that its adjudicator has chosen."""

import pytest
from playwright.sync_api import Page, expect

from annotator.accounts.models import User
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from tests.support.adjudication_page import adjudicate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_own_keys_decide_and_are_shown_after_each_decision(rita: Page, disputed: Article) -> None:
    own_keys = {"choice_1": "a", "choice_2": "1"}
    User.objects.filter(username="rita").update(settings={"own_keys": own_keys})
    adjudicate(rita, disputed)
    lit = rita.locator(".review > .lit")
    first = lit.inner_text()

    rita.keyboard.press("a")
    expect(lit).not_to_have_text(first)
    expect(lit.get_by_role("button", name="Claim")).to_have_attribute("aria-keyshortcuts", "A")
    expect(lit.get_by_role("button", name="Denial").locator("kbd")).to_have_text("1")

    rita.keyboard.press("2")
    rita.keyboard.press("1")
    expect(rita.get_by_text("All 2 disputed sentences decided")).to_be_visible()
    decided = Adjudication.objects.decided().order_by("sentence__position")
    assert [row.decision for row in decided] == ["claim", "denial"]
