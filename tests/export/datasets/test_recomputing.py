"""The agreement report and the final labels, recomputed from the exported files alone."""

import io
from typing import Any

import pandas as pd
import pytest

from annotator.agreement.report.report import agreement_report
from annotator.export.datasets.forms import export_form_for
from annotator.projects.models import Project
from tests.support.plain_rules import plain_final_label, plain_target
from tests.support.recomputed_report import recompute
from tests.support.remembered import remember
from tests.support.varied_project import varied_project

NOT_COUNTED = {"suspended", "open", "returned", "lapsed", "retest", "tie-break"}


@pytest.fixture
def varied(db: None) -> Project:
    return remember("varied", varied_project)


def file_of(project: Project, dataset: str, **asked: object) -> pd.DataFrame:
    form = export_form_for(asked, project, dataset=dataset, format="csv")
    assert form.is_valid(), form.errors
    return pd.read_csv(io.BytesIO(b"".join(form.request().pieces())))


def label_keys(sentences: pd.DataFrame) -> list[str]:
    """The labels of the project, as the columns of the file name them."""
    return [name[2:] for name in sentences.columns if name.startswith("p_")]


def same(figure: Any, expected: Any) -> bool:
    """Whether a part of the report equals the recomputed one; figures are (value, n) there."""
    if isinstance(expected, tuple):
        value, n = expected
        return bool((figure["value"], figure["n"]) == (pytest.approx(value, abs=1e-9), n))
    if isinstance(expected, dict):
        assert list(figure) == list(expected)
        for name, part in expected.items():
            assert same(figure[name], part), (name, figure[name], part)
        return True
    return bool(figure == pytest.approx(expected, abs=1e-9))


def test_the_whole_report_can_be_recomputed_with_pandas(varied: Project) -> None:
    annotations = file_of(varied, "annotations")
    # Each kind of row that doesn't count is there.
    assert set(annotations["why_not_counted"].dropna()) == NOT_COUNTED

    report: dict[str, Any] = dict(agreement_report(varied))
    expected = recompute(annotations, label_keys(file_of(varied, "sentences")))

    pairs = {tuple(pair.pop("annotators")): pair for pair in report.pop("pairs")}
    assert same(pairs, expected.pop("pairs"))
    assert report.pop("confusion")["counts"] == expected.pop("confusion")
    # What is left is not computed from annotations.
    assert set(report) - set(expected) == {
        "project",
        "interval",
        "prevalence",
        "metric",
        "weighted",
    }
    for name, part in expected.items():
        assert same(report[name], part), (name, report[name], part)


def test_the_prevalence_can_be_recomputed_from_the_sentences(varied: Project) -> None:
    found = agreement_report(varied)["prevalence"]
    sentences = file_of(varied, "sentences")
    is_decided = sentences["label_origin"] == "adjudicated"
    assert found["sentences"] == ((sentences["annotators"] > 0) | is_decided).sum()
    final = sentences["label"].dropna()
    assert 0 < found["with_final_label"] == len(final) < found["sentences"]

    unsure, skipped = sentences["n_cannot_tell"], sentences["n_skipped"]
    given = sentences["annotators"] - unsure - skipped
    fit = (skipped < given + unsure) & (unsure < given)
    for key, figures in found["labels"].items():
        assert same(figures["final"], ((final == key).mean(), len(final)))
        probabilities = sentences[fit][f"model_{key}"]
        assert figures["model"]["n"] == len(probabilities)
        # The file has four digits of them.
        assert figures["model"]["value"] == pytest.approx(probabilities.mean(), abs=5e-5)


def test_only_what_the_figures_count_can_be_exported(varied: Project) -> None:
    whole = file_of(varied, "annotations")
    counted = file_of(varied, "annotations", counted_only=True)
    assert len(counted) == agreement_report(varied)["annotations"] < len(whole)
    assert counted["counted"].all()

    expected = whole[whole["counted"]].drop(columns="annotation_id").reset_index(drop=True)
    pd.testing.assert_frame_equal(
        counted.drop(columns="annotation_id"), expected, check_dtype=False
    )
    assert (whole["counted"] == whole["why_not_counted"].isna()).all()


def test_final_labels_and_targets_can_be_recomputed(varied: Project) -> None:
    rows, sentences = file_of(varied, "annotations"), file_of(varied, "sentences")
    rows = rows[rows["counted"] | (rows["why_not_counted"] == "tie-break")]
    labels = label_keys(sentences)
    answers = rows["label"].fillna(rows["skip_reason"]).groupby(rows["sentence_id"]).agg(list)
    sentences = sentences.set_index("sentence_id")
    by_majority = sentences[sentences["label_origin"] != "adjudicated"]
    assert len(by_majority) == len(sentences) - 3

    origins = set()
    for name, sentence in by_majority.astype(object).fillna("").iterrows():
        label, origin = plain_final_label(answers.get(name, []), labels)
        assert (sentence["label"], sentence["label_origin"]) == (label, origin), name
        origins.add(origin)

        gave_it = rows[(rows["sentence_id"] == name) & (rows["label"] == label)]
        target = plain_target(gave_it["target_position"].dropna().tolist())
        assert sentence["target_position"] == ("" if target is None else target), name
    assert origins == {"", "unanimous", "majority", "single", "cannot_tell"}
