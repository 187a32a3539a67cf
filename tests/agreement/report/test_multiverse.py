"""The final labels under other rules, compared with what the database decides for other rows."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client

from annotator.agreement.final_label import ANNOTATIONS, with_final_label, with_label_counts
from annotator.agreement.models import Adjudication
from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.report.report import agreement_report
from annotator.agreement.report.true_labels.multiverse import Variant, multiverse
from annotator.agreement.statistics.true_labels.dawid_skene import dawid_skene
from annotator.corpus.models import ArticleState, Sentence
from annotator.labelling.assignments.places import assign
from annotator.labelling.assignments.predicates import annotation_counts
from annotator.labelling.choices import Origin
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article
from tests.support.remembered import remember
from tests.support.varied_project import varied_project

Labels = dict[int, str]


@pytest.fixture
def varied(db: None) -> Project:
    return remember("varied", varied_project)


def final_labels(project: Project) -> Labels:
    """The final label of each sentence, as the database decides now."""
    sentences = Sentence.objects.in_project(project).exclude(article__state=ArticleState.WITHDRAWN)
    rows = with_final_label(sentences, list(project.labels.all()))
    return {row.pk: row.final_label for row in rows}  # type: ignore[attr-defined]


def compare(variant: Variant, before: Labels, after: Labels) -> None:
    """Check a variant against the final labels with and without its rule."""
    pairs = [(label, after[sentence]) for sentence, label in before.items()]
    given = [label for label in after.values() if label]
    assert variant["labelled"] == len(given)
    assert variant["changed"] == sum(bool(a and b and a != b) for a, b in pairs)
    assert variant["gained"] == sum(not a and bool(b) for a, b in pairs)
    assert variant["lost"] == sum(bool(a) and not b for a, b in pairs)
    assert variant["prevalence"] == {
        key: pytest.approx(given.count(key) / len(given)) for key in variant["prevalence"]
    }


def alpha(project: Project) -> float | None:
    return agreement_report(project)["krippendorff_alpha"]["value"]


def test_each_rule_gives_what_the_database_decides_without_the_rows(varied: Project) -> None:
    found = multiverse(varied)["variants"]
    before = final_labels(varied)
    variants = {variant["annotator"] or variant["rule"]: variant for variant in found}
    assert variants["adjudicated"]["changed"] == variants["adjudicated"]["lost"] == 0
    compare(variants["adjudicated"], before, before)
    assert sum(bool(v["changed"] or v["gained"] or v["lost"]) for v in found) >= 5

    # The report counts no tie-breaks: it has the alpha of the row without them.
    assert variants["without_tie_breaks"]["krippendorff_alpha"] == alpha(varied)
    tie_breaks = Annotation.objects.filter(assignment__origin=Origin.TIE_BREAK)
    kept = list(tie_breaks.values_list("pk", "superseded_at"))
    tie_breaks.update(superseded_at="2031-03-03T00:00:00Z")
    compare(variants["without_tie_breaks"], before, final_labels(varied))
    for pk, superseded_at in kept:
        Annotation.objects.filter(pk=pk).update(superseded_at=superseded_at)

    # With tie-breakers as ordinary annotators, the report has the alpha of the other rows.
    Assignment.objects.filter(origin=Origin.TIE_BREAK).update(origin=Origin.QUEUE)
    assert variants["adjudicated"]["krippendorff_alpha"] == alpha(varied)
    people = [name for name in variants if variants[name]["rule"] == "without_annotator"]
    assert people == sorted(people)
    assert len(people) == 4
    for name in people:
        member = Membership.objects.filter(project=varied, pseudonym=name)
        member.update(suspended_at="2031-03-03T00:00:00Z")
        compare(variants[name], before, final_labels(varied))
        assert variants[name]["krippendorff_alpha"] == pytest.approx(alpha(varied))
        member.update(suspended_at=None)

    Adjudication.objects.all().delete()
    compare(variants["majority"], before, final_labels(varied))


def test_the_model_decides_where_skips_leave_a_label(varied: Project) -> None:
    labels = list(varied.labels.all())
    annotations = load_counted_annotations(varied, labels, ReportFilter()).annotations
    estimate = dawid_skene(annotations)
    best = dict(
        zip(
            estimate.sentences.tolist(), estimate.probabilities.argmax(axis=1).tolist(), strict=True
        )
    )
    # The rows that the model is estimated from: without tie-breaks.
    counted = with_label_counts(
        Sentence.objects.in_project(varied), labels, counted=annotation_counts(ANNOTATIONS)
    )
    fit = counted.filter(n_labels__gt=F("n_cannot_tell")).filter(  # type: ignore[misc]
        n_skipped__lt=F("n_labels") + F("n_cannot_tell")
    )
    after = {pk: labels[best[pk]].key for pk in fit.values_list("pk", flat=True)}
    assert len(after) < len(best)

    before = final_labels(varied)
    variant = next(v for v in multiverse(varied)["variants"] if v["rule"] == "model")
    compare(variant, before, {pk: after.get(pk, "") for pk in before})


def test_page_api_and_command_have_the_same_variants(
    as_rita: Client, project: Project, ana: Membership, ben: Membership,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert (
        "No labels have been submitted yet."
        in as_rita.get("/p/dam/agreement/final-labels/").content.decode()
    )
    article = make_article(project)
    label_article(ana, "claim", "denial", "opinion", article=article)
    label_article(ben, "claim", "claim", "cannot_tell", article=article)

    page = as_rita.get("/p/dam/agreement/final-labels/").content.decode()
    assert f"Without {ana.pseudonym}" in " ".join(page.split())
    answer = as_rita.get("/api/v1/projects/dam/agreement/final-labels/").json()
    assert answer == multiverse(project)
    call_command("agreement", "dam", "--final-labels")
    assert json.loads(capsys.readouterr().out) == answer
    without_ben = answer["variants"][-1 if ben.pseudonym > ana.pseudonym else -2]
    assert (without_ben["labelled"], without_ben["gained"]) == (3, 2)
    with pytest.raises(CommandError, match="--round"):
        call_command("agreement", "dam", "--final-labels", "--unfinished")


def test_articles_that_the_viewer_labels_are_left_out(
    project: Project, ana: Membership, rita: Membership
) -> None:
    article = make_article(project)
    label_article(ana, "claim", "denial", "opinion", article=article)
    assign(article=article, membership=rita)
    assert multiverse(project)["sentences"] == 3
    assert multiverse(project, viewer=rita) == {
        "project": "dam", "sentences": 0, "variants": [],
    }  # fmt: skip


def test_an_adjudication_without_annotations_is_a_final_label(
    project: Project, rita: Membership
) -> None:
    sentence = make_article(project).sentences.get(position=1)
    Adjudication.objects.create(
        project=project, article=sentence.article, sentence=sentence, adjudicator=rita,
        label=project.labels.get(key="claim"),
    )  # fmt: skip
    found = {variant["rule"]: variant for variant in multiverse(project)["variants"]}
    assert (found["adjudicated"]["labelled"], found["majority"]["lost"]) == (1, 1)
