"""Builds a release as a folder. All files come from one snapshot of the data. The same data,
parameters and date give the same bytes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet
from django.db.models import Count, Max, Min

from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.report import agreement_report
from annotator.agreement.report.shapes import Report
from annotator.export.datasets.dataset import Dataset
from annotator.export.datasets.formats.parquet import parquet_file
from annotator.export.datasets.queries import (
    adjudications,
    annotations,
    annotators,
    articles,
    sentences,
)
from annotator.export.datasets.splits.proposal import SplitProposal, propose_project_splits
from annotator.export.datasets.splits.shares import NAMES
from annotator.export.datasets.writers import csv_file
from annotator.export.releases.changes import (
    ComparedTables,
    changes_between,
    changes_text,
    read_tables,
)
from annotator.export.releases.checks.shared_sentences import count_shared_sentences
from annotator.export.releases.metadata.citation import citation_cff, zenodo_json
from annotator.export.releases.metadata.croissant import croissant
from annotator.export.releases.metadata.manifest import Days, release_manifest
from annotator.export.releases.methods.references import references_bib
from annotator.export.releases.methods.rendering import methods_latex, methods_markdown
from annotator.export.releases.methods.sections import methods
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.progress import Progress
from annotator.export.releases.texts.codebook import codebook
from annotator.export.releases.texts.counts import count_facts
from annotator.export.releases.texts.data_statement import data_statement
from annotator.export.releases.texts.dataset_card import dataset_card
from annotator.export.releases.texts.facts import with_answers
from annotator.lib.checksums import MANIFEST, SUMS, sha256_of, sums_text
from annotator.lib.database.snapshots import one_snapshot
from annotator.projects.models import Project, stated_facts

SPLITS = "splits"


@dataclass(frozen=True)
class BuiltRelease:
    """The built folder: its counts, its agreement report, [SHA-256, bytes] of each file, and the
    splits for articles that had none.
    """

    counts: Mapping[str, Any]
    agreement: Report
    files: Mapping[str, tuple[str, int]]
    splits: Mapping[int, str]


def build_release(
    *,
    project: Project,
    number: int,
    parameters: ReleaseParameters,
    folder: Path,
    previous: Callable[[], ComparedTables] | None,
    progress: Progress,
) -> BuiltRelease:
    """Write the files of release `number` into `folder`, which is empty; `previous` reads
    what is compared with the release before it.
    """
    # One snapshot, because people go on labelling meanwhile: the tables must agree.
    with one_snapshot():
        proposal = _proposed_splits(project, parameters, progress)
        selection, content = parameters.selection, parameters.content(proposal.new)
        tables = [make(project, selection, content) for make in (annotations, sentences, articles)]
        small = [make(project, selection, content) for make in (annotators, adjudications)]
        progress.began(sum(table.rows.count() for table in tables))
        for table in tables:
            _write_table(table, folder, progress)
        for table in small:
            _write(folder / f"{table.name}.csv", csv_file(table.columns, table.csv_rows()))
        progress.check_cancelled()
        report = agreement_report(
            project,
            ReportFilter(
                rounds=parameters.rounds,
                languages=parameters.languages,
                done_only=parameters.done_only,
            ),
        )
        # Days of all together reveal no single annotator, so every release has them.
        labelled = _days_of_work(tables[0])
        manifest = release_manifest(project, number, parameters, labelled)
        _write_splits(folder, parameters)
        facts = count_facts(
            folder,
            manifest=manifest,
            parameters=parameters,
            report=report,
            tables=[*tables, *small],
            labelled=labelled,
            left_out=_left_out(project, parameters),
            overlaps=_overlaps(project, parameters, proposal),
        )
        facts = with_answers(facts, stated_facts(project))

    # The transaction is over here: what follows reads only files.
    after = read_tables(lambda name: (folder / name).open("rb"))
    changes = changes_between(previous() if previous else None, after)
    _write_json(folder / "agreement.json", report)
    sealed = facts.as_json()
    _write_json(folder / MANIFEST, sealed)
    written = methods(sealed, report)
    _write_text(folder / "METHODS.md", methods_markdown(written))
    _write_text(folder / "methods.tex", methods_latex(written))
    _write_text(folder / "references.bib", references_bib(sealed, written.citations))
    _write_text(folder / "CITATION.cff", citation_cff(sealed))
    _write_text(folder / ".zenodo.json", zenodo_json(sealed))
    _write_text(folder / "README.md", dataset_card(facts))
    _write_text(folder / "CODEBOOK.md", codebook(facts))
    _write_text(folder / "DATA_STATEMENT.md", data_statement(facts))
    _write_text(
        folder / "CHANGES.md",
        changes_text(changes, number, previous=number - 1 if previous else None),
    )

    files = {
        path.relative_to(folder).as_posix(): _checksum_and_size(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    # croissant.json has the checksums of the files above, and SHA256SUMS that of
    # croissant.json.
    _write_json(folder / "croissant.json", croissant(facts, tables, files))
    files["croissant.json"] = _checksum_and_size(folder / "croissant.json")
    _write_text(folder / SUMS, sums_text({name: digest for name, (digest, _) in files.items()}))
    files[SUMS] = _checksum_and_size(folder / SUMS)
    return BuiltRelease(facts.counts, report, files, proposal.new)


def _proposed_splits(
    project: Project, parameters: ReleaseParameters, progress: Progress
) -> SplitProposal:
    if parameters.shares is None:
        return SplitProposal({}, {}, [])
    return propose_project_splits(
        project,
        parameters.selection,
        parameters.shares,
        parameters.seed,
        check_cancelled=progress.check_cancelled,
    )


def _overlaps(
    project: Project, parameters: ReleaseParameters, proposal: SplitProposal
) -> Mapping[str, Any]:
    """Count what stands in two splits: near-duplicates, and sentences that train has, too."""
    if parameters.shares is None:
        return {}
    return {
        "near_duplicates": {"pairs": len(proposal.pairs), "apart": proposal.pairs_apart()},
        "shared_sentences": count_shared_sentences(project, parameters.selection, proposal.splits),
    }


def _write_table(table: Dataset, folder: Path, progress: Progress) -> None:
    """Write CSV and Parquet from one read of the database."""
    with (folder / f"{table.name}.csv").open("wb") as csv:

        def copy_to_csv(rows: Iterable[bytes]) -> Iterator[bytes]:
            csv.writelines(csv_file(table.columns, ()))
            for row in rows:
                csv.write(row)
                yield row

        rows = progress.counting(table.csv_rows())
        _write(folder / f"{table.name}.parquet", parquet_file(table.columns, copy_to_csv(rows)))


def _write_splits(folder: Path, parameters: ReleaseParameters) -> None:
    """Write the sentences again, as one Parquet file per split, because some programs expect a
    file for each split. They train on what they find there, so sentences without a final label are
    left out unless asked for.
    """
    if parameters.shares is None:
        return

    (folder / SPLITS).mkdir()
    source = pa.parquet.ParquetFile(folder / "sentences.parquet")
    writers = {
        name: pa.parquet.ParquetWriter(
            folder / SPLITS / f"{name}.parquet", source.schema_arrow, compression="zstd"
        )
        for name in NAMES
    }

    # One row group at a time, so that memory doesn't grow with the release.
    for group in range(source.num_row_groups):
        table = source.read_row_group(group)
        if not parameters.unlabelled:
            table = table.filter(pa.compute.is_valid(table["label"]))
        for name, writer in writers.items():
            writer.write_table(
                table.filter(pa.compute.equal(table["split"], name)).combine_chunks()
            )

    for writer in writers.values():
        writer.close()


def _days_of_work(annotations: Dataset) -> Days:
    """Return the first and the last day of all work together."""
    times = annotations.rows.order_by().aggregate(
        first=Min("annotated_at"), last=Max("annotated_at")
    )
    first, last = (
        time.astimezone(UTC).date() if time else None for time in (times["first"], times["last"])
    )
    return first, last


def _left_out(project: Project, parameters: ReleaseParameters) -> dict[str, int]:
    """Count the work of suspended annotators that is not in the release."""
    if parameters.annotator_details:
        return {"annotators": 0, "annotations": 0}
    everybody = replace(parameters.selection, set_aside=True)
    rows = (
        annotations(project, everybody)
        .rows.order_by()
        .filter(assignment__annotator__suspended_at__isnull=False)
    )

    return rows.aggregate(
        annotators=Count("assignment__annotator", distinct=True), annotations=Count("pk")
    )


def _checksum_and_size(path: Path) -> tuple[str, int]:
    """Return the SHA-256 and the size in bytes of a file."""
    with path.open("rb") as file:
        return sha256_of(file), path.stat().st_size


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(pieces)


def _write_text(path: Path, text: str) -> None:
    _write(path, [text.encode()])


def _write_json(path: Path, value: Any) -> None:
    _write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")
