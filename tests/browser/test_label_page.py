"""The labelling page under the hand, and what it does when things go wrong around it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from annotator.corpus.models import Article
from annotator.labelling.assignments.places import reinstate_member, suspend
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.codebooks import publish_codebook
from annotator.projects.models import Project
from tests.support.labelling_page import begin, is_saved, press
from tests.support.make import PASSWORD, make_article, make_member, make_project, make_user
from tools import chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SENTENCES = [f"The dam held on day {number}." for number in range(1, 31)]


@pytest.fixture
def project(transactional_db: None) -> Project:
    project = make_project(name="River dam reports")
    for name in ("ana", "ben"):
        make_user(name, password=PASSWORD)
        make_member(project, name)
    return project


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(project, " ".join(SENTENCES), title="Thirty days")


@pytest.fixture
def ana(article: Article, sign_in: Callable[..., Page]) -> Page:
    page = sign_in("ana")
    return begin(page)


def marks(page: Page) -> str:
    """The marks of the sentences that are decided, as one string."""
    return "".join(
        page.locator(".sentence").evaluate_all("all => all.map(s => s.dataset.mark)")
    ).replace("·", "")


def stored() -> list[str]:
    rows = Annotation.objects.current().select_related("label").order_by("sentence__position")
    return [row.decision for row in rows]


def test_the_whole_key_flow_needs_no_mouse(ana: Page, project: Project) -> None:
    Project.objects.update(asks_confidence=True)
    begin(ana)
    press(ana, "1", "2")
    expect(ana.locator(".sentence.guess")).to_have_text(SENTENCES[0])
    press(ana, "Enter")  # the offer is taken: the denial is about the sentence before
    press(
        ana, "3", "t", "ArrowUp", "Enter"
    )  # a doubt, about the first sentence and not the one before
    press(ana, "2", "0")
    press(ana, "n")
    ana.keyboard.type("Who says 1 so?")
    press(ana, "Enter", "c", "2")
    press(ana, "s", "4", "4", "u", "k", "k", "j", "4")
    is_saved(ana)
    assert marks(ana).startswith("CD?D")
    rows = list(
        Annotation.objects.current()
        .select_related("label", "target")
        .order_by("sentence__position")[:6]
    )
    assert [row.decision for row in rows[:4]] == ["claim", "denial", "doubt", "denial"]
    assert rows[1].target_id == rows[0].sentence_id
    assert rows[2].target_id == rows[0].sentence_id
    assert rows[3].target_outside
    assert (rows[3].note, rows[3].confidence) == ("Who says 1 so?", 2)
    press(ana, "?")
    expect(ana.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    assert Axe().run(ana).violations_count == 0
    press(ana, "Escape")


def test_one_key_skips_all_that_follows_and_one_undo_takes_it_back(ana: Page) -> None:
    press(ana, "1", "1", "s", "b")
    assert marks(ana) == "CC" + "–" * 28
    expect(ana.get_by_text("All sentences labelled")).to_be_visible()
    press(ana, "u")
    assert marks(ana) == "CC"
    is_saved(ana)
    assert [word for word in stored() if word] == ["claim", "claim"]


def test_undo_goes_back_to_the_first_label(ana: Page) -> None:
    press(ana, "1", "4", "1", "u", "u", "u", "u")
    assert marks(ana) == ""
    expect(ana.locator(".sentence.lit")).to_have_text(SENTENCES[0])
    is_saved(ana)
    assert stored() == ["", "", ""]


def test_keys_of_other_keyboards_are_understood(ana: Page) -> None:
    for key, code in [("&", "Digit1"), ("۲", "Digit2"), ("٤", "Digit4"), ("4", "Numpad4")]:
        ana.evaluate(
            "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, "
            "bubbles: true}))",
            [key, code],
        )
    assert marks(ana) == "CDOO"


def test_a_link_lives_as_long_as_the_label_allows_it(ana: Page) -> None:
    press(ana, "1", "2", "Enter")
    expect(ana.locator("#links path")).to_have_count(1)
    press(ana, "ArrowUp", "3")
    expect(ana.locator("#links path")).to_have_count(1)
    press(ana, "ArrowUp", "1")
    expect(ana.locator("#links path")).to_have_count(0)


def test_twenty_labels_survive_a_closed_tab_without_network(ana: Page) -> None:
    context = ana.context
    context.set_offline(True)
    press(ana, *"1" * 20)
    expect(ana.locator("#saved")).to_have_text("Offline – 20 labels waiting to be sent")
    ana.close()
    context.set_offline(False)
    page = begin(context.new_page())
    assert marks(page) == "C" * 20
    is_saved(page)
    assert stored() == ["claim"] * 20
    assert Annotation.objects.count() == 20


def test_the_newer_label_wins_over_a_slow_request(ana: Page) -> None:
    delays = iter([2500])

    def slowly(route: Route) -> None:
        ana.wait_for_timeout(next(delays, 0))
        route.continue_()

    ana.route("**/annotations/", slowly)
    press(ana, "1")
    ana.wait_for_timeout(400)
    press(ana, "ArrowUp", "4")
    is_saved(ana)
    assert stored() == ["opinion"]


@pytest.mark.trouble
def test_who_is_signed_out_signs_in_again_and_loses_nothing(ana: Page) -> None:
    Session.objects.all().delete()
    press(ana, "1", "4")
    expect(ana.locator("#saved")).to_have_text("Signed out – 2 labels waiting to be sent")
    with ana.context.expect_page() as opened:
        ana.get_by_role("link", name="Sign in again").click()
    again = opened.value
    again.get_by_label("Username").fill("ana")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    again.wait_for_url("**/")
    again.close()
    is_saved(ana)
    assert stored() == ["claim", "opinion"]


@pytest.mark.trouble
def test_the_next_person_in_the_same_browser_neither_sees_nor_sends_them(ana: Page) -> None:
    context = ana.context
    context.set_offline(True)
    press(ana, "1", "2", "3")
    expect(ana.locator("#saved")).to_have_text("Offline – 3 labels waiting to be sent")
    context.route("**/annotations/", lambda route: route.abort())
    context.set_offline(False)
    context.clear_cookies()
    other = context.new_page()
    chromium.sign_in(other, "ben", PASSWORD)
    begin(other)
    assert marks(other) == ""
    context.unroute("**/annotations/")
    expect(ana.locator("#saved")).to_have_text(
        "Someone else is signed in on this browser – 3 labels waiting to be sent", timeout=60_000
    )
    press(other, "4")
    is_saved(other)
    assert [row.decision for row in Annotation.objects.all()] == ["opinion"]


def test_a_foreign_answer_takes_nothing_out_of_the_queue(ana: Page) -> None:
    ana.route(
        "**/annotations/",
        lambda route: route.fulfill(status=200, content_type="text/html", body="Welcome!"),
    )
    press(ana, "1", "4")
    expect(ana.locator("#saved")).to_have_text("Server unavailable – 2 labels waiting to be sent")
    ana.unroute("**/annotations/")
    is_saved(ana)
    assert stored() == ["claim", "opinion"]


def test_a_place_that_was_taken_over_is_said_at_once(ana: Page) -> None:
    press(ana, "1")
    is_saved(ana)
    Assignment.objects.update(state="lapsed")
    press(ana, "1")
    expect(ana.get_by_text("This article is no longer assigned to you")).to_be_visible()
    is_saved(ana)
    assert stored() == ["claim", "claim"]


def test_an_offer_put_off_or_undone_comes_back(ana: Page) -> None:
    press(ana, "1", "2", "Enter", "u")
    expect(ana.locator("#offer")).to_be_visible()
    press(ana, "Escape")
    expect(ana.locator("#offer")).to_be_hidden()
    press(ana, "ArrowDown", "s", "b")
    expect(ana.locator("#offer")).to_be_visible()


@pytest.mark.trouble
def test_an_expired_csrf_token_is_renewed(ana: Page) -> None:
    ana.context.clear_cookies(name="csrftoken")
    press(ana, "1")
    is_saved(ana)
    assert stored() == ["claim"]


@pytest.mark.trouble
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_tried_again(ana: Page, status: int) -> None:
    answers = iter([status, status])

    def answer(route: Route) -> None:
        code = next(answers, None)
        route.continue_() if code is None else route.fulfill(status=code, body="{}")

    ana.route("**/annotations/", answer)
    press(ana, "1")
    expect(ana.locator("#saved")).to_have_text("Server unavailable – 1 label waiting to be sent")
    is_saved(ana)
    assert stored() == ["claim"]


@pytest.mark.trouble
def test_what_was_stored_but_not_answered_is_not_doubled(ana: Page) -> None:
    lost = iter([True])

    def lose_the_answer(route: Route) -> None:
        if next(lost, False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    ana.route("**/annotations/", lose_the_answer)
    press(ana, "1", "4")
    is_saved(ana)
    assert stored() == ["claim", "opinion"]
    assert Annotation.objects.count() == 2


def answer_instead(page: Page, status: int, body: str) -> Callable[[], None]:
    """Something between browser and server answers in its place; the result ends that."""

    def answer(route: Route) -> None:
        route.fulfill(status=status, body=body, content_type="text/html")

    page.route("**/annotations/", answer)
    return lambda: page.unroute("**/annotations/", answer)


@pytest.mark.trouble
@pytest.mark.parametrize("status", [400, 403, 404, 408, 409, 413, 502])
def test_what_a_proxy_answers_costs_no_label(ana: Page, status: int) -> None:
    mend = answer_instead(ana, status, "<h1>The proxy has an opinion</h1>")
    press(ana, "1", "4", "1")
    expect(ana.locator("#saved")).to_contain_text("3 labels waiting to be sent")

    mend()

    is_saved(ana)
    expect(ana.locator("#refused")).to_be_hidden()
    assert stored() == ["claim", "opinion", "claim"]


@pytest.mark.trouble
def test_labels_made_while_the_project_is_closed_are_stored_when_it_opens(ana: Page) -> None:
    Project.objects.update(is_open=False)
    press(ana, "1", "4")
    expect(ana.locator("#saved")).to_contain_text(
        "The project is closed – 2 labels waiting to be sent"
    )
    assert marks(ana) == "CO"

    Project.objects.update(is_open=True)

    is_saved(ana)
    assert stored() == ["claim", "opinion"]


@pytest.mark.trouble
def test_labels_of_a_suspended_member_are_stored_when_they_are_back(
    ana: Page, project: Project
) -> None:
    member = project.memberships.get(user__username="ana")
    suspend(membership=member, reason="a mistake")
    press(ana, "1", "4")
    expect(ana.locator("#saved")).to_contain_text("2 labels waiting to be sent")

    reinstate_member(membership=member)

    is_saved(ana)
    assert stored() == ["claim", "opinion"]


@pytest.mark.trouble
def test_what_the_server_refuses_for_good_can_be_read_copied_and_sent_again(
    ana: Page, article: Article
) -> None:
    article.sentences.filter(position=1).update(excluded=True)
    Article.objects.update(excluded_count=1)
    ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(ana, "1")
    reason = (
        f"Not saved: “{SENTENCES[0]}” – Claim. Reason: this sentence is set aside as boilerplate"
    )
    expect(ana.locator("#refused")).to_contain_text(reason)
    expect(ana.locator("#saved")).to_have_text("1 not saved")
    assert marks(ana) == ""
    ana.reload()
    expect(ana.locator("#refused")).to_contain_text(reason)
    assert Axe().run(ana).violations_count == 0
    ana.get_by_role("button", name="Copy").click()
    expect(ana.locator("#line")).to_contain_text("Copied")
    assert ana.evaluate("navigator.clipboard.readText()") == reason

    article.sentences.update(excluded=False)
    Article.objects.update(excluded_count=0)
    ana.get_by_role("button", name="Send again").click()

    expect(ana.locator("#refused")).to_be_hidden()
    is_saved(ana)
    assert stored() == ["claim"]


@pytest.mark.trouble
def test_what_was_refused_can_be_dismissed(ana: Page, article: Article) -> None:
    article.sentences.filter(position=1).update(excluded=True)
    press(ana, "1")

    ana.get_by_role("button", name="Dismiss").click()

    expect(ana.locator("#refused")).to_be_hidden()
    ana.reload()
    expect(ana.locator("#refused")).to_be_hidden()


@pytest.mark.trouble
def test_of_what_is_refused_the_note_and_the_target_can_be_copied(
    ana: Page, article: Article
) -> None:
    """The note is the one thing that nobody can make again from the article."""
    ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(ana, "1", "2", "Enter")
    is_saved(ana)
    article.sentences.filter(position=2).update(excluded=True)

    press(ana, "n")
    ana.keyboard.type("Who says so?")
    press(ana, "Enter")

    said = f"Not saved: “{SENTENCES[1]}” – Denial, target “{SENTENCES[0]}”, note “Who says so?”."
    expect(ana.locator("#refused")).to_contain_text(said)
    ana.get_by_role("button", name="Copy").click()
    expect(ana.locator("#line")).to_contain_text("Copied")
    assert said in ana.evaluate("navigator.clipboard.readText()")


def lose_the_database(page: Page, method: str) -> None:
    """What browsers do that run out of room, or whose owner clears the site's data."""
    page.evaluate(
        "([kind, method]) => { window[kind].prototype[method] = () => { throw new "
        "DOMException('gone'); }; }",
        method.split("."),
    )


@pytest.mark.trouble
@pytest.mark.parametrize("method", ["IDBDatabase.transaction", "IDBObjectStore.add"])
def test_labels_are_sent_and_counted_also_when_the_browser_loses_its_database(
    ana: Page, method: str
) -> None:
    mend = answer_instead(ana, 502, "<h1>Away</h1>")
    press(ana, "1")
    expect(ana.locator("#saved")).to_contain_text("1 label waiting to be sent")

    lose_the_database(ana, method)
    press(ana, "4")
    expect(ana.locator("#saved")).to_contain_text("2 labels waiting to be sent")
    mend()

    is_saved(ana)
    assert stored() == ["claim", "opinion"]


@pytest.mark.trouble
def test_what_is_stored_leaves_the_page_also_when_the_browser_cannot_delete_it(ana: Page) -> None:
    lose_the_database(ana, "IDBObjectStore.delete")

    press(ana, "1", "4")

    is_saved(ana)
    assert stored() == ["claim", "opinion"]
    ana.reload()
    is_saved(ana)
    assert Annotation.objects.count() == 2


@pytest.mark.trouble
def test_who_is_asked_to_wait_waits(ana: Page) -> None:
    Assignment.objects.update(written_until=timezone.now() + timedelta(seconds=3))
    press(ana, "1")
    expect(ana.locator("#saved")).to_contain_text("The server is busy – 1 label waiting to be sent")
    is_saved(ana)
    assert stored() == ["claim"]


def test_two_tabs_show_the_same(ana: Page) -> None:
    second = begin(ana.context.new_page())
    press(ana, "1", "2")
    expect(second.locator(".sentence").nth(1)).to_have_attribute("data-mark", "D")
    press(second, "ArrowUp", "4")
    expect(ana.locator(".sentence").first).not_to_have_attribute("data-mark", "·")
    is_saved(ana)
    is_saved(second)
    assert marks(ana) == marks(second)
    assert len(stored()) == len(
        set(Annotation.objects.current().values_list("sentence", flat=True))
    )
    press(ana, "s", "b", "Escape", "Escape", "Enter")
    expect(second.get_by_text("You have submitted this article.")).to_be_visible()


def test_the_next_article_is_there_at_once_and_submitting_waits_for_the_network(
    project: Project, sign_in: Callable[..., Page]
) -> None:
    for number in (1, 2):
        make_article(project, f"Dam {number} held.", title=f"Article {number}")
    page = begin(sign_in("ana"))
    first = page.get_by_role("heading", level=1).inner_text()
    press(page, "1")
    for _ in range(100):  # the next article is being fetched, since few sentences are left
        if Assignment.objects.count() == 2:
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    press(page, "4")
    expect(page.locator("#saved")).to_have_text(
        "Offline – 1 label and 1 submission waiting to be sent"
    )
    page.context.set_offline(False)
    is_saved(page)
    assert Assignment.objects.filter(state="submitted").count() == 1
    press(page, "Enter")
    expect(page.get_by_role("heading", name="All done, thank you")).to_be_visible()
    assert Assignment.objects.filter(state="submitted").count() == 2


def test_a_submitted_article_is_opened_again_and_an_open_one_handed_back(ana: Page) -> None:
    press(ana, "s", "b", "Enter")
    expect(ana.get_by_role("heading", name="All done, thank you")).to_be_visible()
    assignment = Assignment.objects.get()
    assert assignment.state == "submitted"
    begin(ana, assignment=assignment.pk)
    press(ana, "1")
    expect(ana.get_by_text("You have submitted this article.")).to_be_visible()
    ana.get_by_role("button", name="Reopen").click()
    expect(ana.get_by_role("button", name="Submit article")).to_be_enabled()
    ana.get_by_role("button", name="Return it…").click()
    ana.get_by_role("button", name="Return article").click()
    expect(ana.get_by_role("heading", name="No article for you yet")).to_be_visible()
    assignment.refresh_from_db()
    assert assignment.state == "returned"


def test_every_act_has_an_id_of_its_own_also_without_https(ana: Page) -> None:
    ana.evaluate("crypto.randomUUID = undefined")
    press(ana, "1", "2")
    is_saved(ana)
    ids = set(Annotation.objects.values_list("submission", flat=True))
    assert len(ids) == 2
    assert {UUID(str(submission)).version for submission in ids} == {4}


def test_every_page_of_an_annotator_is_accessible(ana: Page, project: Project) -> None:
    def is_accessible() -> None:
        found = Axe().run(ana)
        assert found.violations_count == 0, found.generate_report()

    press(ana, "1", "2", "s")
    is_accessible()
    press(ana, "Escape", "n")
    is_accessible()
    is_saved(ana)
    for address in ("/", "/p/dam/", "/p/dam/codebook/"):
        ana.goto(address)
        is_accessible()
    publish_codebook(project=project, text="# New rules", reason="clearer")
    ana.goto("/p/dam/label/")
    expect(ana.get_by_role("heading", name="The codebook has changed")).to_be_visible()
    is_accessible()
    Project.objects.update(notice="These articles speak of violence.")
    ana.goto("/p/dam/label/")
    is_accessible()
    ana.get_by_role("button", name="I have read this").click()
    ana.get_by_role("button", name="On to my next article").click()
    expect(ana.locator(".sentence.lit")).to_be_visible()
    press(ana, "s", "b", "Escape", "Escape", "Enter")
    expect(ana.get_by_role("heading", name="All done, thank you")).to_be_visible()
    is_accessible()
