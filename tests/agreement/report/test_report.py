import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from nltk.metrics.agreement import AnnotationTask

from annotator.agreement.final_label import with_final_label
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.report import agreement_report
from annotator.corpus.models import Article, Sentence
from annotator.labelling.assignments.places import assign
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_assignment,
    make_entry,
    make_member,
)


@pytest.fixture
def labelled(project: Project, ana: Membership, ben: Membership) -> Project:
    """Two articles by ana and ben: they differ on one sentence, and ben skips another."""
    first = make_article(project, external_id="first")
    second = make_article(project, "Rivers rise. They always did.", external_id="second")
    label_article(ana, "claim", "denial", "opinion", article=first)
    label_article(ana, "claim", "opinion", article=second)
    label_article(ben, "claim", "claim", "opinion", article=first)
    label_article(ben, "claim", "question", article=second)
    return project


def test_the_report_counts_and_agrees_with_an_independent_computation(labelled: Project) -> None:
    report = agreement_report(labelled)
    assert {
        name: report[name]
        for name in ("articles", "sentences", "annotators", "annotations", "pairable")
    } == {
        "articles": 2,
        "sentences": 5,
        "annotators": 2,
        "annotations": 10,
        "pairable": 4,
    }
    output = [
        (row.assignment.annotator.pseudonym, row.sentence_id, row.label.key)
        for row in Annotation.objects.select_related("label", "assignment__annotator")
        if row.label and row.sentence.text != "They always did."
    ]
    assert report["krippendorff_alpha"]["value"] == pytest.approx(
        AnnotationTask(output).alpha(), abs=1e-9
    )
    assert report["percent_agreement"]["value"] == pytest.approx(3 / 4)
    assert report["krippendorff_alpha"]["n"] == 4
    assert report["krippendorff_alpha"]["reason"] == "no interval (fewer than 10 articles)"


def test_open_withdrawn_tie_break_and_suspended_work_does_not_count(
    labelled: Project, ana: Membership
) -> None:
    make_article(labelled, "A third dam. It held.")
    assignment = make_assignment(ana)
    sentences = list(assignment.article.sentences.values_list("pk", flat=True))
    annotate(assignment, *(make_entry(pk) for pk in sentences))
    assert agreement_report(labelled)["annotations"] == 10
    assert agreement_report(labelled, ReportFilter(unfinished=True))["annotations"] == 12
    Article.objects.filter(external_id="second").update(state="withdrawn")
    assert agreement_report(labelled)["annotations"] == 6
    Assignment.objects.filter(annotator=ana, article__external_id="first").update(
        origin="tie-break"
    )
    assert agreement_report(labelled)["annotations"] == 3
    Membership.objects.exclude(pk=ana.pk).update(suspended_at=timezone.now())
    assert agreement_report(labelled)["annotations"] == 0


def test_a_second_pass_is_not_mixed_in(labelled: Project) -> None:
    Assignment.objects.filter(article__external_id="second").update(pass_number=2)
    assert agreement_report(labelled)["annotations"] == 6


def test_the_report_of_one_round(labelled: Project) -> None:
    Article.objects.filter(external_id="second").update(round="pilot")
    assert agreement_report(labelled, ReportFilter(rounds=["pilot"]))["sentences"] == 2


def test_without_labels_the_figures_are_undefined_with_a_reason(project: Project) -> None:
    report = agreement_report(project)
    assert report["krippendorff_alpha"] == {
        "value": None, "n": 0, "low": None, "high": None, "reason": "no sentence has two labels",
    }  # fmt: skip


def test_a_single_label_in_use_is_not_perfect_agreement(
    project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project, "The dam held. It stood.")
    label_article(ana, "claim", "claim")
    label_article(ben, "claim", "claim")
    report = agreement_report(project)
    assert report["krippendorff_alpha"]["value"] is None
    assert report["krippendorff_alpha"]["reason"] == "only one label was used"
    assert report["percent_agreement"]["value"] == 1.0


def test_ten_articles_give_an_interval(project: Project, ana: Membership, ben: Membership) -> None:
    for number in range(10):
        make_article(project, f"Dam {number} held. It did not fail.")
        label_article(ana, "claim", "denial")
        label_article(ben, "claim", "denial" if number % 3 else "claim")
    alpha = agreement_report(project)["krippendorff_alpha"]
    assert alpha["low"] is not None
    assert alpha["high"] is not None
    assert alpha["low"] < (alpha["value"] or 0) < alpha["high"]


def test_the_command_prints_the_same_figures(
    labelled: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("agreement", "dam", "--json")
    assert json.loads(capsys.readouterr().out) == agreement_report(labelled)
    call_command("agreement", "dam")
    output = capsys.readouterr().out
    assert output.splitlines()[1].startswith("Too few articles for a verdict")
    found = {
        re.split("  +", line)[0]: re.split("  +", line)[1]
        for line in output.splitlines()
        if "  " in line
    }
    report = agreement_report(labelled)
    # Labels have more figures further down.
    alphas = output.split("Alpha by label (one vs rest)\n")[1].split("\n\n")[0]
    found |= dict(re.split("  +", line)[:2] for line in alphas.splitlines())
    assert found["percent agreement"] == "0.750"
    assert found["Krippendorff’s alpha"] == f"{report['krippendorff_alpha']['value']:.3f}"
    assert found["retest, alpha"] == "undefined: nobody has been given an article again"
    assert found["denial"] == f"{report['per_label']['denial']['krippendorff_alpha']['value']:.3f}"
    (pair,) = report["pairs"]
    assert found[" and ".join(pair["annotators"])] == f"{pair['cohen_kappa']['value']:.3f}"
    assert "2 sentences with conflicting labels, most divided first:" in output
    assert "It did not fail, the ministry said." in output
    with pytest.raises(CommandError):
        call_command("agreement", "nowhere")


def test_the_command_lists_rounds_and_refuses_an_unknown_one(
    labelled: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    Article.objects.filter(external_id="second").update(round="pilot")
    call_command("agreement", "dam")
    assert "Alpha by round\nmain " in capsys.readouterr().out
    call_command("agreement", "dam", "--round=main")
    output = capsys.readouterr().out
    assert "1 sentence with conflicting labels, most divided first:" in output
    assert "Alpha by round" not in output
    for how in ([], ["--json"]):
        with pytest.raises(CommandError, match=r"no round “nope”\. Choose from: main, pilot"):
            call_command("agreement", "dam", "--round=nope", *how)
    assert not capsys.readouterr().out


def test_options_of_the_bootstrap_are_accepted_and_said_to_have_no_effect(
    labelled: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("agreement", "dam", "--json", "--replicates=100", "--seed=3")
    output = capsys.readouterr()
    assert json.loads(output.out) == agreement_report(labelled)
    assert "--replicates and --seed have no effect" in output.err
    assert json.loads(output.out)["interval"] == {
        "level": 0.95,
        "method": "jackknife-t",
        "over": "articles",
    }


def test_the_command_lists_the_disagreements_of_what_it_counts(
    labelled: Project, ana: Membership, ben: Membership, capsys: pytest.CaptureFixture[str]
) -> None:
    article = make_article(labelled, "A third dam. It held.")
    label_article(ana, "claim", "claim", article=article)
    annotate(
        assign(article=article, membership=ben),
        make_entry(article.sentences.get(position=1).pk, "opinion"),
    )
    call_command("agreement", "dam")
    assert "2 sentences with conflicting labels, most divided first:" in capsys.readouterr().out
    call_command("agreement", "dam", "--unfinished")
    assert "3 sentences with conflicting labels, most divided first:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("says", "label", "origin", "entropy"),
    [
        (["claim", "claim", "claim"], "claim", "unanimous", 0),
        (["claim", "claim", "denial"], "claim", "majority", 0.45914791702734353),
        (["claim", "denial"], "", "", 0.5),
        (["claim", "denial", "doubt", "opinion"], "", "", 1.0),
        (["opinion"], "opinion", "single", None),
        (["opinion", "cannot_tell", "cannot_tell"], "", "cannot_tell", None),
        (["claim", "claim", "question"], "claim", "majority", 0),
        (["claim", "question"], "", "", None),
        (["claim", "claim", "question", "boilerplate"], "", "", 0),
        (["question", "question"], "", "", None),
        (["cannot_tell"], "", "cannot_tell", None),
    ],
)
def test_the_final_label(
    project: Project, says: list[str], label: str, origin: str, entropy: float | None
) -> None:
    make_article(project, "The dam held.", overlap=len(says))
    for number, word in enumerate(says):
        label_article(make_member(project, f"person{number}"), word)
    sentence = with_final_label(Sentence.objects.all(), list(project.labels.all())).get()
    assert (sentence.final_label, sentence.label_origin) == (label, origin)
    assert sentence.entropy == (entropy if entropy is None else pytest.approx(entropy, abs=1e-12))
