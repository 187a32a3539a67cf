"""The account of an import: whatever a file holds, each row and each label is accounted for."""

import io
import json
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.corpus.models import Article, Sentence
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import InputFile, UnreadableError
from annotator.importing.account.account_text import describe
from annotator.importing.account.result import ImportResult, count_reasons
from annotator.importing.annotation_import import import_annotations
from annotator.importing.article_import import import_articles
from annotator.importing.options import ImportOptions
from annotator.jobs.running import LostJobError
from annotator.labelling.annotations.bulk_insert import RefusedAnnotationsError
from annotator.labelling.models import Annotation
from annotator.projects.models import Project
from tests.importing.support import Importer
from tests.support.make import make_article
from tools.served import ROOT

LABELS = ["", "claim", "denial", "odd", "noise"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "article_id": st.sampled_from(["", "a1", "a2"]),
            "position": st.sampled_from(["", "0", "1", "2.0"]),
            "sentence": st.sampled_from(["", "It held.", "It broke.", "So it goes."]),
            "label": st.sampled_from(LABELS),
            "annotator": st.sampled_from(["", "ana", "ben", "x@y.example"]),
        }
    ),
    min_size=1,
    max_size=10,
)


def run_import(project: Project, rows: list[dict[str, str]], **options: bool) -> ImportResult:
    data = "\n".join(map(json.dumps, rows)).encode()
    chosen = ImportOptions(labels={"noise": ""}, **options)
    file = InputFile("rows.jsonl", "rows", len(data), lambda: io.BytesIO(data))
    intake = Intake([file], chosen.read_options)
    result = import_articles(
        project=project, items=intake, options=chosen, on_batch=lambda *_problems: None
    )
    result.take_account(intake.account)
    return result


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=ROWS, second=ROWS, all_or_nothing=st.booleans())
def test_every_row_and_every_label_is_accounted_for(
    project: Project,
    first: list[dict[str, str]],
    second: list[dict[str, str]],
    all_or_nothing: bool,
) -> None:
    """The second file meets the articles and labels of the first."""
    with transaction.atomic():
        for rows in (first, second):
            before = Annotation.objects.current().count()
            articles = Article.objects.count()
            result = run_import(project, rows, all_or_nothing=all_or_nothing)

            readable = [row for row in rows if row["label"] and row["annotator"] != "x@y.example"]
            assert result.rows == sum(entry["rows"] for entry in result.files) == len(rows)
            assert result.label_count == len(readable)
            assert Annotation.objects.current().count() == before + result.annotations
            assert Article.objects.count() == articles + result.articles
            if not all_or_nothing:
                assert result.articles + result.extended + result.failed == result.read
            assert sum(result.reasons.values()) == result.failed
            assert describe(result)
        transaction.set_rollback(True)


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["dam", "dam", "gone"]),
        st.sampled_from(["1", "2", "2.0", "9", ""]),
        st.sampled_from(["ana", "ben"]),
        st.sampled_from(["claim", "denial", "noise", ""]),
        st.sampled_from(["", "", "question"]),
    )
    | st.just(("", "", "", "", "")),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=ANSWERS, second=ANSWERS)
def test_every_row_of_a_table_of_labels_is_accounted_for(
    project: Project, first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    """All rows come in, are known already or are ignored, or else nothing comes in."""
    with transaction.atomic():
        make_article(project, external_id="dam")
        mapping = ImportOptions(labels={"noise": ""}).mapping(project)
        for rows in (first, second):
            head = "article_id,position,annotator,label,skip_reason\n"
            table = head + "".join(",".join(row) + "\n" for row in rows)
            before = Annotation.objects.current().count()
            filled = [row for row in rows if any(row)]
            try:
                stored, account = import_annotations(
                    project=project, stream=io.BytesIO(table.encode()), name="l.csv",
                    mapping=mapping,
                )  # fmt: skip
            except RefusedAnnotationsError as error:
                lines = {line for line, _reason in error.reasons}
                assert lines
                assert lines <= set(range(2, len(rows) + 2))
                assert Annotation.objects.current().count() == before
            except UnreadableError:
                assert not filled
            else:
                assert account.label_count == account.rows == len(filled)
                assert account.files[0]["blank"] == len(rows) - len(filled)
                assert sum(count for _key, count in account.label_names.values()) == len(filled)
                assert Annotation.objects.current().count() == before + stored.annotations
                assert stored.annotations == account.labels.get("stored", 0)
        transaction.set_rollback(True)


def test_the_account_names_what_was_not_used(importer: Importer) -> None:
    result = importer.articles(
        "a.csv",
        "text,label,topic,annotator1,annotator2\nIt held.,noise,dam,claim,denial\n",
        "--map=noise=",
        "--rows=sentences",
    )

    assert "columns “annotator1”, “annotator2”, “topic” of " in result.out
    assert "1 label in the files: 1 ignored as chosen" in result.out
    assert "label “noise”, ignored as chosen: 1" in result.out
    assert Sentence.objects.count() == 1


def test_files_of_programs_are_counted_by_kind(importer: Importer) -> None:
    importer.write("in/.DS_Store", b"x")
    importer.write("in/a.txt", "It held.")

    result = importer.run("import_articles", importer.folder / "in")

    assert "Files passed over:\n  1 × .DS_Store" in result.out


def test_an_import_that_stops_names_the_file_and_how_far_it_came(project: Project) -> None:
    data = [
        "id,text\n" + "".join(f"{name}{n},Dam {name}{n} held.\n" for n in range(count))
        for name, count in (("a", 1), ("b", 2000))
    ]
    files = [
        InputFile(f"{name}.csv", name, len(text), partial(io.BytesIO, text.encode()))
        for name, text in zip("ab", data, strict=True)
    ]
    intake = Intake(files, ImportOptions().read_options)
    so_far = ImportResult()
    stored: dict[str, Any] = {}

    def stop_after_a_batch(imported: ImportResult, *_problems: object) -> None:
        if so_far.read:
            raise LostJobError
        so_far.add(imported)
        so_far.take_account(intake.account)
        stored.update(so_far.as_json())

    with pytest.raises(LostJobError):
        import_articles(
            project=project, items=intake, options=ImportOptions(), on_batch=stop_after_a_batch
        )

    result = ImportResult.from_json(stored)
    unfinished, *_others, read = describe(result, is_whole=False)
    assert [line.text for line in unfinished.lines] == [
        "stopped after b.csv, line 500; what follows wasn’t imported"
    ]
    assert "not read to the end" in repr(read.lines)
    assert [(entry["names"], entry["is_cut"]) for entry in result.files] == [
        (["a.csv"], False),
        (["b.csv"], True),
    ]
    assert "unfinished" not in [section.name for section in describe(result)]


def test_the_account_in_the_documentation_is_the_one_that_is_printed(importer: Importer) -> None:
    blocks = (ROOT / "docs" / "importing.md").read_text().split("```\n")
    table = next(block for block in blocks if block.startswith("article_id,position"))
    account = next(block for block in blocks if block.startswith("Labels:"))

    result = importer.articles("rows.csv", table, "--map=unclear=")
    printed = result.out.replace(f"{importer.folder}/", "").splitlines()

    # Pseudonyms are drawn, so they differ.
    shown = account.splitlines()
    people = shown.index("Annotators:")
    assert printed[:people] == shown[:people]
    assert printed[-1] == shown[-1]


def test_many_kinds_of_reasons_stay_few() -> None:
    reasons = count_reasons(f"reason {chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(600))

    assert len(reasons) == 300
    assert sum(reasons.values()) == 600


def test_reasons_keep_their_values_until_they_differ() -> None:
    one = ImportResult(reasons=count_reasons(["unknown label “odd”"] * 2 + ["has no text"]))
    assert one.reasons == {"unknown label “odd”": 2, "has no text": 1}

    one.add(ImportResult(reasons={"unknown label “odd”": 1, "has no text": 1}))
    assert one.reasons == {"unknown label “odd”": 3, "has no text": 2}

    one.add(ImportResult(reasons={"unknown label “new”": 1}))
    assert one.reasons == {"unknown label “…”": 4, "has no text": 2}


def test_a_label_that_nobody_has_mapped_is_not_called_ignored(importer: Importer) -> None:
    result = importer.articles("a.csv", "sentence,label\nIt held.,odd\nIt broke.,odd\n")

    assert "  2 × unknown label “odd”; map it" in result.out
    assert "label “odd”, unknown in this project: 2" in result.out


def test_what_was_not_imported_is_in_no_line_as_0(importer: Importer) -> None:
    result = importer.articles("a.csv", "1,It held.\n2,It broke.\n")

    assert " 0 " not in result.out
    assert result.out.endswith("Imported: nothing. Rejected: 1 item.\n")


def test_a_file_that_is_refused_as_a_whole_was_not_read_in_some_way(importer: Importer) -> None:
    result = importer.articles("a.txt", " \n")

    assert "How the files were read" not in result.out


def test_articles_that_got_more_labels_are_in_the_last_line(importer: Importer) -> None:
    table = "id,text,label,annotator\n1,It held.,claim,ana\n2,It broke.,claim,ana\n"
    importer.articles("a.csv", table)

    result = importer.articles("a.csv", table.replace("ana", "ben"))

    last = result.out.splitlines()[-1]
    assert last == "Imported: 2 labels. 2 articles of the project got more labels."
