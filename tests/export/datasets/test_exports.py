import csv
import io
import json
import os
import shlex
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pyarrow.parquet
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from annotator.corpus.models import Article
from annotator.export.datasets.columns import documentation
from annotator.export.datasets.file_formats import FORMATS, file_pieces
from annotator.export.datasets.forms import export_form_for
from annotator.export.datasets.queries import DATASETS
from annotator.labelling.models import Annotation
from annotator.lib.database.snapshots import MAX_READS, TooManyError, own_snapshot
from annotator.projects.models import Membership, Project, Role
from tests.support.make import label_article, make_article, make_assignment, make_member

OPTIONS: dict[str, dict[str, object]] = {
    "": {},
    "-safe": {"spreadsheet_safe": True, "mark": True},
    "-standoff": {"standoff": True},
    "-filtered": {"languages": ["ar"], "round": "main", "done_only": False},
    "-split": {"split": "80/10/10", "seed": 3},
}


def exported(project: Project, dataset: str, format: str = "csv", **asked: object) -> bytes:
    form = export_form_for(asked, project, dataset=dataset, format=format)
    assert form.is_valid(), form.errors
    return b"".join(form.request().pieces())


def rows_of(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("dataset", list(DATASETS))
@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("options", list(OPTIONS))
def test_a_dataset_equals_its_golden_file(
    labelled: Project,
    is_golden: Callable[[str, bytes], None],
    dataset: str,
    format: str,
    options: str,
) -> None:
    if options == "-safe" and format != "csv":
        pytest.skip("CSV only")
    if options == "-split" and dataset == "annotations":
        pytest.skip("annotations have no split")
    is_golden(
        f"{dataset}{options}.{format}", exported(labelled, dataset, format, **OPTIONS[options])
    )


@pytest.mark.parametrize("dataset", list(DATASETS))
def test_all_formats_have_the_same_values(labelled: Project, dataset: str) -> None:
    columns = DATASETS[dataset](labelled).columns
    lines = exported(labelled, dataset).decode().splitlines()
    assert lines[0] == ",".join(column.name for column in columns)
    objects = [
        json.loads(line) for line in exported(labelled, dataset, "jsonl").decode().split("\n")[:-1]
    ]
    table = pyarrow.parquet.read_table(io.BytesIO(exported(labelled, dataset, "parquet")))
    assert table.schema.names == [column.name for column in columns]
    assert table.schema.field(0).metadata[b"description"].decode() == columns[0].meaning
    values = [
        {name: _as_json(value) for name, value in row.items()}
        for row in table.to_pylist()
    ]  # fmt: skip
    assert values == objects
    as_text = [{name: _as_csv(value) for name, value in row.items()} for row in objects]
    assert as_text == rows_of(exported(labelled, dataset))
    assert len(as_text) == {"annotations": 10, "sentences": 8, "articles": 3}[dataset]


def _as_json(value: object) -> object:
    if hasattr(value, "isoformat"):
        text = value.isoformat()
        return text.replace("+00:00", ".000Z") if "T" in text else text
    return value


def _as_csv(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def test_exported_text_is_the_text_of_the_article(labelled: Project) -> None:
    article = Article.objects.get(external_id="é,1")
    rows = [row for row in rows_of(exported(labelled, "sentences")) if row["article_id"] == "é,1"]
    assert [row["text"] for row in rows] == [
        article.text[int(row["start"]) : int(row["end"])] for row in rows
    ]


def test_no_cell_of_a_safe_file_is_a_formula(labelled: Project) -> None:
    exact, safe = (
        rows_of(exported(labelled, "articles", spreadsheet_safe=on)) for on in (False, True)
    )
    assert {row["source"] for row in exact} >= {"=Courier"}
    for before, after in zip(exact, safe, strict=True):
        for name, cell in after.items():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            assert cell in (before[name], f"'{before[name]}")


def test_the_byte_order_mark_is_added_on_request(labelled: Project) -> None:
    assert exported(labelled, "articles", mark=True) == b"\xef\xbb\xbf" + exported(
        labelled, "articles"
    )


def test_filters_leave_out_other_rows(labelled: Project) -> None:
    def count(dataset: str, **asked: object) -> int:
        return len(rows_of(exported(labelled, dataset, **asked)))

    assert count("annotations", annotators=["C3"]) == 4
    assert count("annotations", since="2031-03-03", until="2031-03-03") == 10
    assert count("annotations", since="2031-03-04") == 0
    assert count("articles", round="main") == 2
    assert count("articles", languages=["ar", "en"]) == 3
    assert count("articles", done_only=True) == 0
    Article.objects.filter(external_id="Z").update(done_at="2031-03-04T00:00:00Z")
    assert count("articles", done_only=True) == 1
    assert count("sentences", done_only=True) == 2
    assert count("sentences", label_origins=["adjudicated"]) == 1
    assert count("sentences", label_origins=["unanimous", "single"]) == 4


@pytest.mark.parametrize(
    ("dataset", "asked", "field"),
    [
        ("sentences", {"annotators": ["C3"]}, "annotators"),
        ("articles", {"label_origins": ["single"]}, "label_origins"),
        ("annotations", {"split": "80/10/10"}, "split"),
        ("sentences", {"split": "80/10"}, "split"),
        ("sentences", {"split": "80/10/20"}, "split"),
        ("annotations", {"annotators": ["nobody"]}, "annotators"),
        ("annotations", {"since": "yesterday"}, "since"),
        ("annotations", {"since": "2031-03-04", "until": "2031-03-03"}, "until"),
        ("sentences", {"seed": -1}, "seed"),
    ],
)
def test_invalid_options_are_refused_with_their_names(
    labelled: Project, dataset: str, asked: dict[str, object], field: str, client: Client
) -> None:
    assert list(export_form_for(asked, labelled, dataset=dataset, format="csv").errors) == [field]
    client.force_login(make_member(labelled, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    page = client.get(f"/p/dam/export/{dataset}.csv", asked)
    assert page.status_code == 400
    assert "Can’t export with these options" in page.content.decode()
    answer = client.get(f"/api/v1/projects/dam/export/{dataset}.csv", asked)
    assert (answer.status_code, list(answer.json())) == (400, [field])


def test_csv_options_are_refused_for_other_formats(labelled: Project) -> None:
    form = export_form_for(
        {"spreadsheet_safe": True}, labelled, dataset="articles", format="parquet"
    )
    assert form.errors == {"spreadsheet_safe": ["CSV only."]}


@pytest.mark.parametrize("format", [key for key, value in FORMATS.items() if not value.tool])
def test_page_api_and_the_displayed_command_write_the_same_file(
    committed: Project, client: Client, tmp_path: Path, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_member(committed, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    asked: dict[str, object] = {
        "languages": ["ar", "en"],
        "counted_only": "on",
        "annotators": ["b2"],
        "since": "2031-01-01",
        "standoff": "on",
    }
    page = client.get("/p/dam/export/", {"dataset": "annotations", "format": format, **asked})
    assert "6 rows, 28 columns" in page.content.decode()
    response = client.get(page.context["address"])
    assert response["Content-Disposition"] == f'attachment; filename="dam-annotations.{format}"'
    downloaded = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert b"".join(client.get(page.context["api"]).streaming_content) == downloaded  # type: ignore[attr-defined]
    monkeypatch.chdir(tmp_path)
    call_command(*shlex.split(page.context["export"].command)[2:])
    assert Path(f"annotations.{format}").read_bytes() == downloaded
    assert len(downloaded) > 500


def test_the_command_writes_whole_files_or_none(
    labelled: Project, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    call_command("export_dataset", "dam", "articles")
    assert capfdbinary.readouterr().out == exported(labelled, "articles")
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_dataset", "dam", "annotations", "-o", str(tmp_path / "no" / "a.csv"))
    with pytest.raises(CommandError, match="a folder"):
        call_command("export_dataset", "dam", "annotations", "-o", str(tmp_path))
    with pytest.raises(
        CommandError, match=r"--annotator: There is no “nobody”\. Choose from: C3, R4, b2\."
    ):
        call_command(
            "export_dataset",
            "dam",
            "annotations",
            "--annotator",
            "nobody",
            "-o",
            str(tmp_path / "a.csv"),
        )
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_into_a_pipe_and_follows_a_link(
    labelled: Project, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor() as threads:
        read = threads.submit((tmp_path / "pipe").read_bytes)
        call_command("export_dataset", "dam", "articles", "-o", str(tmp_path / "pipe"))
        assert read.result() == exported(labelled, "articles")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    call_command("export_dataset", "dam", "articles", "-o", str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == exported(labelled, "articles")


def test_the_api_ignores_the_accept_header(as_mia: Client) -> None:
    for accepted in ("text/csv", "application/octet-stream", "image/png", "application/json"):
        answer = as_mia.get(
            "/api/v1/projects/dam/export/articles.csv", headers={"Accept": accepted}
        )
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert b"".join(answer.streaming_content).startswith(b"article_id,")  # type: ignore[attr-defined]


def test_a_download_sees_the_data_as_they_were_when_it_began(committed: Project) -> None:
    with own_snapshot() as own:
        pieces = file_pieces(DATASETS["annotations"](committed), "csv", using=own)
        header = next(pieces)
        # The snapshot is taken by the first statement.
        with own.cursor() as cursor:
            cursor.execute("SELECT 1")
        Annotation.objects.filter(label__key="claim").update(label=None)
        assert len(rows_of(header + b"".join(pieces))) == 10
    assert len(rows_of(exported(committed, "annotations"))) == 6


def open_transactions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
            "pg_backend_pid() AND xact_start IS NOT NULL AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "file", ["sentences.csv", "sentences.xlsx", "sentences.label-studio", "articles.uima"]
)
def test_a_client_that_hangs_up_leaves_no_transaction_open(
    committed: Project, client: Client, file: str
) -> None:
    client.force_login(make_member(committed, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    for _ in range(MAX_READS + 2):
        response = client.get(f"/p/dam/export/{file}")
        next(iter(response.streaming_content))  # type: ignore[attr-defined]
        assert open_transactions() == 1
        response.close()
        assert open_transactions() == 0


def test_exports_of_one_project_or_person_are_limited(committed: Project) -> None:
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(own_snapshot(project=committed.pk, person=1))
        with pytest.raises(TooManyError), own_snapshot(project=committed.pk, person=1):
            pass
        held.enter_context(own_snapshot(project=committed.pk, person=2))
        with pytest.raises(TooManyError), own_snapshot(project=committed.pk, person=3):
            pass
        held.enter_context(own_snapshot(project=committed.pk + 1, person=3))


def test_too_many_downloads_are_asked_to_wait(committed: Project, client: Client) -> None:
    client.force_login(make_member(committed, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    with ExitStack() as held:
        for _ in range(MAX_READS):
            held.enter_context(own_snapshot())
        page = client.get("/p/dam/export/sentences.csv")
        assert (page.status_code, page["Retry-After"]) == (503, "20")
        assert "Try again in a moment" in page.content.decode()
        answer = client.get("/api/v1/projects/dam/export/sentences.csv")
        assert (answer.status_code, answer["Retry-After"]) == (503, "20")
        assert answer.json()["detail"].startswith(f"{MAX_READS} exports are already running.")
    response = client.get("/p/dam/export/sentences.csv")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).count(b"\n") > 8  # type: ignore[attr-defined]


def test_removed_labels_and_withdrawn_articles_are_left_out(labelled: Project) -> None:
    Article.objects.filter(external_id="é,1").update(state="withdrawn")
    assert [len(rows_of(exported(labelled, name))) for name in DATASETS] == [2, 3, 2]
    Annotation.objects.update(label=None, target_outside=False, target=None, target_rank=None)
    assert exported(labelled, "annotations").count(b"\n") == 1


def test_the_page_shows_a_preview(as_mia: Client, project: Project, ana: Membership) -> None:
    assert "They appear with the first label" in as_mia.get("/p/dam/export/").content.decode()
    make_article(project)
    make_assignment(ana)
    page = as_mia.get("/p/dam/export/?dataset=sentences").content.decode()
    assert "3 rows, 37 columns" in page
    assert "export_dataset dam sentences" in page
    assert "It did not fail, the ministry said." in page
    assert (
        "No rows match your filters"
        in as_mia.get("/p/dam/export/?dataset=sentences&done_only=on").content.decode()
    )


def test_the_page_needs_a_constant_number_of_queries(
    as_mia: Client,
    project: Project,
    ana: Membership,
    django_assert_max_num_queries: Callable[[int], ExitStack],
) -> None:
    for number in range(3):
        label_article(ana, "claim", article=make_article(project, f"Dam {number} held."))
    with django_assert_max_num_queries(13):
        as_mia.get("/p/dam/export/?dataset=sentences")


def test_an_unknown_dataset_is_not_found(as_mia: Client) -> None:
    for address in ("secrets.csv", "annotations.xls", "annotators.csv"):
        assert as_mia.get(f"/p/dam/export/{address}").status_code == 404
        assert as_mia.get(f"/api/v1/projects/dam/export/{address}").status_code == 404


def test_the_columns_are_documented() -> None:
    path = Path(__file__).parents[3] / "docs" / "columns.md"
    assert path.read_text() == documentation(), "run `make columns`"
