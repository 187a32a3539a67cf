"""The prevalence of labels in the report: of which sentences, under which filters, and where."""

import csv
import io
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.report import agreement_report
from annotator.agreement.report.shapes import PrevalenceReport
from annotator.labelling.assignments.places import assign
from annotator.labelling.choices import AssignmentState, Origin
from annotator.labelling.models import Assignment
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article, make_member


@pytest.fixture
def labelled(project: Project, ana: Membership, ben: Membership) -> Project:
    """Two articles in two rounds, labelled by two people, and a third one by nobody."""
    first = make_article(project, "It fell. Who says so? Rain came. Go on.", external_id="first")
    second = make_article(project, "Rivers rise. They did.", external_id="second", round="pilot")
    make_article(project, "Nobody read this.", external_id="third", round="late")
    label_article(ana, "claim", "denial", "claim", "question", article=first)
    label_article(ben, "claim", "opinion", "claim", "question", article=first)
    label_article(ana, "claim", "opinion", article=second)
    label_article(ben, "claim", "opinion", article=second)
    return project


def prevalence(project: Project, **conditions: object) -> PrevalenceReport:
    return agreement_report(project, ReportFilter(**conditions))["prevalence"]  # type: ignore[arg-type]


def final_shares(found: PrevalenceReport) -> dict[str, float]:
    """The shares that are not 0."""
    shares = {key: figures["final"]["value"] for key, figures in found["labels"].items()}
    return {key: share for key, share in shares.items() if share}


def decide(project: Project, rita: Membership, article: str, position: int, label: str) -> None:
    sentence = project.articles.get(external_id=article).sentences.get(position=position)
    adjudicate(sentence=sentence, adjudicator=rita, label=label)


def test_sentences_without_a_final_label_are_counted_but_have_no_share(labelled: Project) -> None:
    found = prevalence(labelled)
    # One of the six is tied, and one was skipped.
    assert (found["sentences"], found["with_final_label"]) == (6, 4)
    assert final_shares(found) == {"claim": 0.75, "opinion": 0.25}
    assert {figures["final"]["n"] for figures in found["labels"].values()} == {4}

    # The model has an opinion of the tied one, too.
    assert {figures["model"]["n"] for figures in found["labels"].values()} == {5}
    shares = [figures["model"]["value"] for figures in found["labels"].values()]
    assert sum(share or 0 for share in shares) == pytest.approx(1)


def test_adjudications_and_tie_breaks_make_final_labels(
    labelled: Project, rita: Membership
) -> None:
    decide(labelled, rita, "first", 2, "doubt")
    # The only sentence of the article that nobody labelled.
    decide(labelled, rita, "third", 1, "doubt")
    found = prevalence(labelled)
    assert (found["sentences"], found["with_final_label"]) == (7, 6)
    assert final_shares(found) == pytest.approx({"claim": 0.5, "opinion": 1 / 6, "doubt": 1 / 3})

    cleo = make_member(labelled, "cleo")
    second = labelled.articles.get(external_id="second")
    label_article(cleo, "opinion", "opinion", article=second)
    of_second = Assignment.objects.filter(article=second)
    of_second.filter(annotator=cleo).update(origin=Origin.TIE_BREAK)
    of_second.exclude(annotator=cleo).update(state=AssignmentState.RETURNED, submitted_at=None)
    assert agreement_report(labelled)["annotations"] == 8
    assert final_shares(prevalence(labelled)) == pytest.approx(
        {"claim": 1 / 3, "opinion": 1 / 3, "doubt": 1 / 3}
    )


def test_a_filter_of_articles_keeps_their_adjudications(
    labelled: Project, rita: Membership
) -> None:
    for article in ("first", "second", "third"):
        decide(labelled, rita, article, 1, "doubt")
    assert final_shares(prevalence(labelled, rounds=["pilot"])) == {"doubt": 0.5, "opinion": 0.5}
    assert final_shares(prevalence(labelled, rounds=["late"])) == {"doubt": 1.0}


def test_a_filter_of_annotations_keeps_adjudications_of_their_sentences(
    labelled: Project, rita: Membership, ana: Membership
) -> None:
    decide(labelled, rita, "second", 1, "doubt")
    decide(labelled, rita, "third", 1, "doubt")
    found = prevalence(labelled, annotators=[ana.pseudonym])
    assert (found["sentences"], found["with_final_label"]) == (6, 5)
    assert final_shares(found) == {"claim": 0.4, "denial": 0.2, "opinion": 0.2, "doubt": 0.2}
    assert prevalence(labelled, until=date(2001, 1, 1))["sentences"] == 0


def test_articles_that_the_viewer_has_open_are_left_out(
    labelled: Project, rita: Membership
) -> None:
    for article in ("second", "third"):
        decide(labelled, rita, article, 1, "doubt")
        assign(article=labelled.articles.get(external_id=article), membership=rita)
    assert final_shares(prevalence(labelled, viewer=rita)) == {"claim": 1.0}


def test_page_command_and_table_have_the_figures(
    as_rita: Client, labelled: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    page = as_rita.get("/p/dam/agreement/").content.decode()
    section = " ".join(page.split('id="of-prevalence"')[1].split("<h2")[0].split())
    assert "(4 of 6 sentences have one)" in section
    assert "0.750" in section

    call_command("agreement", "dam")
    lines = capsys.readouterr().out.split("Prevalence by label, final labels\n")[1].splitlines()
    assert lines[0].split()[:2] == ["claim", "0.750"]

    table = as_rita.get("/p/dam/agreement/labels.csv").content.decode()
    rows = {(row[0], row[2]): row[3:5] for row in csv.reader(io.StringIO(table))}
    assert rows["claim", "prevalence final"] == ["0.75", "4"]
    assert rows["denial", "prevalence model"][1] == "5"
