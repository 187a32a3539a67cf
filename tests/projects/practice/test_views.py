"""The practice article: before the first article, what is stored of it, and how it is changed."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.labelling.models import Annotation, Assignment
from annotator.projects.audit import audit_log
from annotator.projects.models import Membership, PracticeRun, Project
from annotator.projects.practice.articles import current_practice
from tests.support.make import make_article, make_project

EXPECTED = [
    "claim", "claim", "denial", "claim", "claim", "doubt", "claim", "doubt", "denial", "claim",
    "opinion", "opinion",
]  # fmt: skip
LINES = "The dam held. | claim | an event (rule 1)"


@pytest.fixture
def project(db: None) -> Project:
    return make_project(offers_practice=True)


def answer(client: Client, labels: list[str], **fields: object) -> str:
    """Send answers; return where that leads."""
    sent = {"submission": uuid4(), "version": 1, "labels": ",".join(labels), **fields}
    return client.post("/p/dam/practice/", sent).headers["Location"]


def test_it_comes_before_the_first_article(as_ana: Client, project: Project) -> None:
    make_article(project)
    assert as_ana.get("/p/dam/label/").headers["Location"] == "/p/dam/practice/"
    assert not Assignment.objects.exists()
    page = as_ana.get("/p/dam/practice/").content.decode()
    assert "Ms Abara declined to show the inspector’s report." in page
    assert "Skip practice" in page

    assert answer(as_ana, EXPECTED) == "/p/dam/practice/result/"

    assert as_ana.get("/p/dam/label/").headers["Location"].startswith("/p/dam/label/")
    assert Assignment.objects.exists()


def test_the_notice_comes_before_it(as_ana: Client, project: Project) -> None:
    Project.objects.update(notice="These articles speak of violence.")
    assert "speak of violence" in as_ana.get("/p/dam/label/").content.decode()
    as_ana.post("/p/dam/notice/")
    assert as_ana.get("/p/dam/label/").headers["Location"] == "/p/dam/practice/"


@pytest.mark.parametrize(
    "changed", [{"offers_practice": False}, {"is_open": False}], ids=["off", "closed"]
)
def test_there_is_none_where_it_is_switched_off_or_the_project_is_closed(
    as_ana: Client, project: Project, changed: dict[str, bool]
) -> None:
    make_article(project)
    Project.objects.update(**changed)
    assert as_ana.get("/p/dam/label/").headers.get("Location") != "/p/dam/practice/"


def test_who_has_labelled_already_is_not_sent_to_it(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    Membership.objects.update(codebook_seen=1)
    assert as_ana.get("/p/dam/label/").headers["Location"] != "/p/dam/practice/"


def test_what_was_answered_is_stored_and_is_no_annotation(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    given = ["denial", *EXPECTED[1:]]
    answer(as_ana, given)

    run = PracticeRun.objects.get()
    assert (run.member, run.article.version, run.codebook_version) == (ana, 1, 1)
    assert run.answers[0] == {"sentence": 1, "label": "denial"}
    assert [one["label"] for one in run.answers] == given
    assert not run.is_skipped
    assert not Annotation.objects.exists()
    assert not Assignment.objects.exists()


def test_the_result_has_the_sentences_that_differ_with_their_reasons(
    as_ana: Client, project: Project
) -> None:
    given = [*EXPECTED]
    given[3] = "denial"
    answer(as_ana, given)

    page = as_ana.get("/p/dam/practice/result/").content.decode()

    assert "11 of 12 as the codebook says" in page
    assert "You said Denial; here we say <b>Claim</b>: refusing is not denying (rule 3)" in page
    assert page.count("here we say") == 1
    assert "Start labelling" in page


def test_skipping_it_is_recorded_with_the_answers_so_far(as_ana: Client, project: Project) -> None:
    make_article(project)
    assert answer(as_ana, ["claim"]) == "/p/dam/label/"
    run = PracticeRun.objects.get()
    assert (run.is_skipped, len(run.answers)) == (True, 1)
    assert as_ana.get("/p/dam/label/").headers["Location"] != "/p/dam/practice/"
    assert as_ana.get("/p/dam/practice/result/").headers["Location"] == "/p/dam/practice/"


def test_it_can_be_skipped_without_a_script(as_ana: Client, project: Project) -> None:
    assert answer(as_ana, []) == "/p/dam/label/"
    assert PracticeRun.objects.get().is_skipped


def test_the_form_sent_twice_stores_one_run_and_practising_again_another(
    as_ana: Client, project: Project
) -> None:
    submission = uuid4()
    answer(as_ana, EXPECTED, submission=submission)
    answer(as_ana, EXPECTED[:1], submission=submission)
    assert [len(run.answers) for run in PracticeRun.objects.all()] == [12]
    assert "Skip practice" not in as_ana.get("/p/dam/practice/").content.decode()
    answer(as_ana, EXPECTED)
    assert PracticeRun.objects.count() == 2


@pytest.mark.parametrize(
    ("labels", "version", "message"),
    [
        (["claims"], 1, "These aren’t answers to the practice article."),
        (["claim"] * 13, 1, "These aren’t answers to the practice article."),
        (EXPECTED, 7, "The practice article has changed meanwhile."),
    ],
)
def test_other_answers_are_refused_and_nothing_is_stored(
    as_ana: Client, project: Project, labels: list[str], version: int, message: str
) -> None:
    assert answer(as_ana, labels, version=version) == "/p/dam/practice/"
    assert message in as_ana.get("/p/dam/practice/").content.decode()
    assert not PracticeRun.objects.exists()


def test_a_run_keeps_the_article_that_was_practised(
    as_ana: Client, as_mia: Client, project: Project
) -> None:
    answer(as_ana, EXPECTED)
    as_mia.post("/p/dam/practice/edit/", {"title": "Short", "sentences": LINES})
    Project.objects.update(offers_practice=True)
    assert "12 of 12" in as_ana.get("/p/dam/practice/result/").content.decode()
    assert "The dam held." in as_ana.get("/p/dam/practice/").content.decode()


# The manager's page.


def test_a_manager_changes_it_and_the_audit_log_has_the_old_values(
    as_mia: Client, project: Project
) -> None:
    page = as_mia.get("/p/dam/practice/edit/").content.decode()
    assert "Ms Abara declined to show the inspector’s report. | claim | refusing" in page

    as_mia.post("/p/dam/practice/edit/", {"title": "Short", "sentences": LINES})

    project.refresh_from_db()
    article = current_practice(project)
    assert article is not None
    assert (article.version, article.title, len(article.sentences)) == (2, "Short", 1)
    assert not project.offers_practice
    about = audit_log(project)[0].about
    assert about == "practice article (was version 1); offers_practice (was True)"

    events = audit_log(project).count()
    as_mia.post("/p/dam/practice/edit/", {"title": "Short", "sentences": LINES})
    assert audit_log(project).count() == events, "nothing has changed"


def test_a_wrong_line_is_named_and_nothing_changes(as_mia: Client, project: Project) -> None:
    wrong = f"{LINES}\nIt did not fail. | refusal | rule 3\nIt held."
    page = as_mia.post("/p/dam/practice/edit/", {"title": "Short", "sentences": wrong})
    text = page.content.decode()
    assert "Line 2: there is no label “refusal”" in text
    assert "Line 3: write it as: sentence | label | reason" in text
    assert "It did not fail. | refusal" in text, "what was written is still there"
    assert project.practice_articles.count() == 1


def test_a_project_of_before_is_offered_the_default_article(
    as_mia: Client, project: Project
) -> None:
    project.practice_articles.all().delete()
    page = as_mia.get("/p/dam/practice/edit/").content.decode()
    assert "Save this suggestion to use it." in page
    assert "Ms Abara declined" in page


def test_a_project_with_its_own_labels_is_told_to_write_one(
    as_mia: Client, project: Project
) -> None:
    project.practice_articles.all().delete()
    project.labels.filter(key="doubt").delete()
    page = as_mia.get("/p/dam/practice/edit/").content.decode()
    assert "Write one that fits its labels." in page
    assert "Ms Abara" not in page


def test_a_command_can_create_a_project_without_it(db: None) -> None:
    call_command("create_project", "one")
    call_command("create_project", "two", "--no-practice")
    offered = Project.objects.values_list("slug", "offers_practice")
    assert set(offered) == {("one", True), ("two", False)}
