"""The whole report: published tables, imported as annotations, give their printed figures."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from annotator.agreement.report.comparisons.over_time import agreement_over_time
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.report import agreement_report
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_entry,
    make_member,
    make_project,
)
from tests.support.reliability_tables import TABLES, Table


def imported(table: Table, folder: Path) -> Project:
    """Return a project whose article has a sentence for each unit of the table."""
    values = list(table.labels)
    project = make_project("table", label_keys=[f"v{index}" for index, _ in enumerate(values)])
    units = [f"Unit {number}." for number in range(1, len(table.units) + 1)]
    make_article(project, "\n".join(units), external_id="units", sentences=tuple(units))
    rows = [
        f"units,{position},r{rater},v{values.index(value)},"
        for position, unit in enumerate(table.units, start=1)
        for rater, value in enumerate(unit)
        if value is not None
    ]
    file = folder / "labels.csv"
    file.write_text("\n".join(["article_id,position,annotator,label,skip_reason", *rows]))
    call_command("import_annotations", "table", str(file), "--pseudonyms")
    return project


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_published_table_gives_its_figures(
    table: Table, db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = imported(table, tmp_path)
    capsys.readouterr()
    call_command("agreement", "table", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["pairable"] == sum(
        sum(value is not None for value in unit) >= 2 for unit in table.units
    )
    kappas = {tuple(pair["annotators"]): pair["cohen_kappa"]["value"] for pair in report["pairs"]}
    for name, expected in table.computed.items():
        match name:
            case str() if name in report:
                value = report[name]["value"]
            case ("cohen_kappa", int(first), int(second)):
                value = kappas[f"r{first}", f"r{second}"]
            case (str(name_of_label), str(label)) if name_of_label in report["per_label"]["v0"]:
                value = report["per_label"][f"v{list(table.labels).index(label)}"][name_of_label][
                    "value"
                ]
            case _:
                continue
        assert value == pytest.approx(expected, abs=1e-9), name
    for name, digits in table.printed.items():
        if name in report:
            places = len(digits.partition(".")[2])
            assert report[name]["value"] == pytest.approx(float(digits), abs=0.51 * 10**-places), (
                name
            )
    assert project.slug == report["project"]


@pytest.fixture
def labelled(project: Project, ana: Membership, ben: Membership) -> Project:
    first = make_article(project, external_id="first")
    second = make_article(
        project, "Rivers rise. They always did.", external_id="second", language="de"
    )
    label_article(ana, "claim", "denial", "cannot_tell", article=first)
    label_article(ben, "claim", "claim", "opinion", article=first)
    label_article(ana, "claim", "opinion", article=second)
    label_article(ben, "claim", "question", article=second)
    return project


def test_the_report_has_every_figure_of_the_contract(
    labelled: Project, ana: Membership, ben: Membership
) -> None:
    report = agreement_report(labelled)
    assert list(report) == [
        "project", "articles", "sentences", "annotators", "annotations", "pairable",
        "percent_agreement",
        "krippendorff_alpha", "fleiss_kappa", "gwet_ac1", "labelled_or_skipped", "cannot_tell",
        "per_label", "pairs",
        "confusion", "targets", "rounds", "retest", "interval", "pairable_articles",
        "other_annotators", "prevalence", "metric", "weighted",
    ]  # fmt: skip
    assert report["other_annotators"]["annotators"] == 2
    assert report["other_annotators"]["krippendorff_alpha"] == report["krippendorff_alpha"]
    assert report["labelled_or_skipped"]["percent_agreement"] == {
        "value": 0.8, "n": 5, "low": None, "high": None,
        "reason": "no interval (fewer than 10 articles)",
    }  # fmt: skip
    assert (report["cannot_tell"]["count"], report["cannot_tell"]["share"]) == (1, 0.1)
    assert {key: figures["count"] for key, figures in report["per_label"].items()} == {
        "claim": 5, "denial": 1, "doubt": 0, "opinion": 2,
    }  # fmt: skip
    assert report["per_label"]["doubt"]["specific_agreement"]["value"] is None
    assert [pair["annotators"] for pair in report["pairs"]] == [
        sorted([ana.pseudonym, ben.pseudonym])
    ]
    assert report["confusion"] == {
        "labels": ["claim", "denial", "doubt", "opinion"],
        "counts": [[4, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
    }
    assert (
        report["rounds"]["main"]["krippendorff_alpha"]["value"]
        == report["krippendorff_alpha"]["value"]
    )
    assert report["retest"]["percent_agreement"] == {
        "value": None, "n": 0, "low": None, "high": None, "reason": "nobody has been given an "
                                                                    "article again",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("report_filter", "annotations"),
    [
        (ReportFilter(languages=["de"]), 4),
        (ReportFilter(source="nowhere"), 0),
        (ReportFilter(codebook=1), 0),
        (ReportFilter(rounds=["pilot"]), 0),
    ],
)
def test_the_report_can_be_filtered(
    labelled: Project, report_filter: ReportFilter, annotations: int
) -> None:
    assert agreement_report(labelled, report_filter)["annotations"] == annotations


def test_a_round_has_the_same_figures_wherever_it_is_shown(
    project: Project, ana: Membership, ben: Membership
) -> None:
    for number in range(24):
        round = "pilot" if number % 2 else "main"
        article = make_article(
            project, f"Dam {number} held. It did not.", external_id=f"d{number}", round=round
        )
        label_article(ana, "claim", "denial" if number % 5 else "opinion", article=article)
        label_article(ben, "claim" if number % 3 else "opinion", "denial", article=article)
    whole = agreement_report(project)
    alone = agreement_report(project, ReportFilter(rounds=["pilot"]))
    assert alone["krippendorff_alpha"]["low"] is not None
    round_report = {name: alone[name] for name in whole["rounds"]["pilot"]}  # type: ignore[literal-required]
    assert whole["rounds"]["pilot"] == round_report == alone["rounds"]["pilot"]
    by_month = agreement_over_time(project, ReportFilter()).months
    assert list(by_month.values()) == [{name: whole[name] for name in round_report}]  # type: ignore[literal-required]


def test_another_database_has_the_same_figures(
    project: Project, ana: Membership, ben: Membership
) -> None:
    """There, the articles have other primary keys, in another order."""
    other = make_project("other")
    for name in ("ana", "ben"):
        make_member(other, name)
    numbers = range(12)
    for target, order in ((project, numbers), (other, reversed(numbers))):
        for number in order:
            article = make_article(
                target, f"Dam {number} held. It did not.", external_id=f"d{number}"
            )
            first, second = target.memberships.order_by("user__username")
            label_article(first, "claim", "denial", article=article)
            label_article(second, "claim" if number % 3 else "opinion", "denial", article=article)
    assert agreement_report(project)["gwet_ac1"] == agreement_report(other)["gwet_ac1"]


def test_targets_agree_on_the_same_sentence(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)
    one, two, three = article.sentences.order_by("position")
    for member, targets in ((ana, (one.pk, None)), (ben, (one.pk, one.pk))):
        assignment = label_article(member, "claim", "denial", "doubt", article=article)
        Assignment.objects.filter(pk=assignment.pk).update(state="open", submitted_at=None)
        annotate(
            assignment,
            make_entry(two.pk, "denial", target=targets[0]),
            make_entry(three.pk, "doubt", target=targets[1], target_outside=targets[1] is None),
        )
        Assignment.objects.filter(pk=assignment.pk).update(
            state="submitted", submitted_at=assignment.began_at
        )
    figure = agreement_report(project)["targets"]["percent_agreement"]
    assert (figure["value"], figure["n"]) == (0.5, 2)


def test_targets_that_were_offered_and_taken_have_a_figure_apart(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)
    one, two, three = article.sentences.order_by("position")
    chosen = {
        ana: [(two, one, 1), (three, one, None), (one, two, 0)],
        ben: [(two, one, 2), (three, one, 0), (one, three, 3)],
    }
    for member, targets in chosen.items():
        assignment = label_article(member, "denial", "denial", "doubt", article=article)
        for sentence, target, rank in targets:
            Annotation.objects.filter(assignment=assignment, sentence=sentence).update(
                target=target, target_rank=rank
            )

    report = agreement_report(project)["targets"]

    assert (report["percent_agreement"]["value"], report["percent_agreement"]["n"]) == (
        pytest.approx(2 / 3),
        3,
    )
    # Only sentence 3: nobody took an offered candidate there.
    own = report["without_accepted_offers"]
    assert (own["value"], own["n"]) == (1, 1)
    assert report["offers"] == {
        "offered": 5, "taken": {"1": 1, "2": 1, "3": 1}, "none_taken": 2, "none_offered": 1,
    }  # fmt: skip


def test_a_retest_compares_people_with_themselves(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)
    first = label_article(ana, "claim", "denial", "opinion", article=article)
    label_article(ben, "claim", "claim", "claim", article=article)
    label_again(first, "claim", "claim", "opinion")
    report = agreement_report(project)
    assert report["annotations"] == 6
    assert report["retest"]["percent_agreement"]["value"] == pytest.approx(2 / 3)


def label_again(first: Assignment, *says: str) -> Assignment:
    """Submit a retest of the same person on the same article."""
    again = Assignment.objects.create(
        project=first.project, article=first.article, annotator=first.annotator, pass_number=2,
        origin="retest",
        expires_at=first.expires_at,
    )  # fmt: skip
    sentences = list(first.article.sentences.order_by("position"))
    annotate(again, *(make_entry(s.pk, word) for s, word in zip(sentences, says, strict=True)))
    Assignment.objects.filter(pk=again.pk).update(state="submitted", submitted_at=first.began_at)
    return again


def test_a_missing_retest_gives_the_true_reason(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)
    first = label_article(ana, "claim", "denial", "opinion", article=article)
    label_article(ben, "claim", "claim", "claim", article=article)

    def reasons() -> set[str | None]:
        return {figure["reason"] for figure in agreement_report(project)["retest"].values()}

    assert reasons() == {"nobody has been given an article again"}
    again = label_again(first, "question", "question", "question")
    assert reasons() == {"nobody gave the same sentence a label both times"}
    Assignment.objects.filter(pk=again.pk).update(state="open", submitted_at=None)
    assert reasons() == {"no article that was given again has been submitted again"}
