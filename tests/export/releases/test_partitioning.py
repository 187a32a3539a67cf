"""A partitioned copy of a release, and the figures that follow from its partitions."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
from django.core.management import CommandError, call_command

from annotator.agreement.statistics.annotations import CANNOT_TELL, NOT_IN_ARTICLE, SKIPPED
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import ArticleSums
from annotator.export.releases.partitions.copying import partition_of
from annotator.export.releases.partitions.sums import counted_rows, partition_sums
from annotator.export.releases.reading_back import import_release
from annotator.lib.checksums import NoReleaseError, verify
from docs.analysis import figures, with_duckdb
from tests.support.make import make_project

PARTITIONS = 5


@pytest.fixture
def release(released: Callable[..., Path]) -> Path:
    return released()


@pytest.fixture
def parts(release: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "parts"
    call_command("partition_release", str(release), "-o", str(folder), "--partitions=5")
    return folder


def files_of(folder: Path, table: str) -> list[Path]:
    return [folder / table / f"part={number:03}" / f"{table}.parquet" for number in range(5)]


@pytest.mark.parametrize("table", ["annotations", "sentences", "articles"])
def test_each_row_is_in_the_partition_of_its_article(
    release: Path, parts: Path, table: str
) -> None:
    found = []
    for number, file in enumerate(files_of(parts, table)):
        rows = pyarrow.parquet.ParquetFile(file).read().to_pylist()
        assert {partition_of(row["article_id"], PARTITIONS) for row in rows} <= {number}
        found += rows
    whole = pyarrow.parquet.ParquetFile(release / f"{table}.parquet")
    expected = whole.read().to_pylist()
    assert sorted(map(repr, found)) == sorted(map(repr, expected))
    assert pyarrow.parquet.ParquetFile(file).schema_arrow == whole.schema_arrow


def test_the_copy_is_verified_like_a_release(parts: Path) -> None:
    assert verify(parts) == []
    described = json.loads((parts / "partitions.json").read_text())
    assert described["partitions"] == len(described["rows"]["annotations"]) == PARTITIONS

    changed = files_of(parts, "sentences")[2]
    changed.write_bytes(changed.read_bytes() + b"!")
    assert verify(parts) == ["sentences/part=002/sentences.parquet: it was changed"]


def test_the_sums_of_the_partitions_are_those_of_the_whole(release: Path, parts: Path) -> None:
    labels = figures.read_labels(release)
    takes_target = [labels.index("denial"), labels.index("doubt")]
    whole = partition_sums(release / "annotations.parquet", labels, takes_target)
    joined = ArticleSums.joined(
        [partition_sums(file, labels, takes_target) for file in files_of(parts, "annotations")]
    )
    by_columns = [np.sort(sums.values, axis=1) for sums in (whole, joined)]
    assert np.array_equal(*by_columns)

    report = json.loads((release / "agreement.json").read_text())
    summary = summarise(joined)
    assert summary.annotations == report["annotations"]
    assert summary.cannot_tell == report["cannot_tell"]["count"]
    for name in ("krippendorff_alpha", "percent_agreement", "fleiss_kappa", "gwet_ac1"):
        shown = report[name]
        found = getattr(summary, name)
        assert found.value == pytest.approx(shown["value"], abs=1e-12)
        assert found.n == shown["n"]
    targets = report["targets"]["percent_agreement"]["value"]
    assert summary.target_percent_agreement.value == pytest.approx(targets, abs=1e-12)
    for key, of_label in zip(labels, summary.per_label, strict=True):
        assert of_label.count == report["per_label"][key]["count"]


def test_skips_targets_and_what_does_not_count() -> None:
    table = pyarrow.table(
        {
            "article_id": ["b", "a", "a", "a", "a"],
            "sentence_id": ["b:1", "a:0", "a:0", "a:1", "a:0"],
            "annotator": ["ana", "ben", "ana", "ana", "cleo"],
            "label": pyarrow.array(["x", "y", None, None, "x"]),
            "skip_reason": pyarrow.array([None, None, "cannot_tell", "question", None]),
            "target_position": pyarrow.array([0, -1, None, None, 1], pyarrow.int64()),
            "target_rank": pyarrow.array([None, 0, None, None, 1], pyarrow.int64()),
            "counted": [True, True, True, True, False],
        }
    )
    rows = counted_rows(table, ["x", "y"])
    assert rows.articles.to_pylist() == ["b", "a"]
    assert rows.sentences.to_pylist() == ["b:1", "a:0", "a:1"]
    assert rows.annotations.label.tolist() == [0, CANNOT_TELL, 1, SKIPPED]
    # Sentence 0 is a target, and so is none of the article's, which is -1 beside it.
    assert (rows.annotations.target >= NOT_IN_ARTICLE).tolist() == [True, False, True, False]
    assert rows.soft_labels(["x", "y"]).to_pylist() == [
        {"sentence_id": "b:1", "n_x": 1, "n_y": 0, "p_x": 1.0, "p_y": 0.0},
        {"sentence_id": "a:0", "n_x": 0, "n_y": 1, "p_x": 0.0, "p_y": 1.0},
        {"sentence_id": "a:1", "n_x": 0, "n_y": 0, "p_x": None, "p_y": None},
    ]


def test_duckdb_finds_the_figures_of_the_report(release: Path, parts: Path, tmp_path: Path) -> None:
    found = with_duckdb.job(parts, tmp_path / "output")
    report = json.loads((release / "agreement.json").read_text())
    for name in ("krippendorff_alpha", "percent_agreement"):
        assert found[name] == pytest.approx(report[name]["value"], abs=1e-12)

    labels = figures.read_labels(release)
    whole = partition_sums(release / "annotations.parquet", labels)
    own = figures.figures(figures.totals_of(whole, labels), labels)
    for name in ("label_shares", "soft_labels"):
        assert found[name] == pytest.approx(own[name], abs=1e-12)
    assert found["pairable"] == own["pairable"]


def test_a_copy_is_not_imported(parts: Path) -> None:
    with pytest.raises(NoReleaseError, match="import the release itself"):
        import_release(project=make_project("back"), place=parts)


def test_what_can_not_be_partitioned_is_refused(release: Path, tmp_path: Path) -> None:
    command = ["partition_release", str(release), "-o"]
    with pytest.raises(CommandError, match="not empty"):
        call_command(*command, str(release))
    with pytest.raises(CommandError, match="from 1 to 256"):
        call_command(*command, str(tmp_path / "new"), "--partitions=0")

    (release / "articles.csv").unlink()
    with pytest.raises(CommandError, match="is missing"):
        call_command(*command, str(tmp_path / "new"))
