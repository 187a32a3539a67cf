import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from annotator.corpus.models import Article
from annotator.export.datasets import DATASETS
from annotator.labelling.models import Annotation
from annotator.lib.copy import csv_stream
from annotator.projects.models import Membership, Project
from tests.make import label_article, make_article, make_assignment

GOLDEN = Path(__file__).with_name("golden")
AWKWARD = (
    "“No, not once,” she said, \"never\". =1+1 held.\n"
    "قال: لم يفشل السد، أبدًا! He went 😀 home.\n"
    "Share, like\n"
)  # fmt: skip


@pytest.fixture
def labelled(project: Project, ana: Membership, ben: Membership) -> Project:
    """Awkward text, labels, a skip, and articles whose ids sort by bytes."""
    Membership.objects.filter(pk=ana.pk).update(pseudonym="b2")
    Membership.objects.filter(pk=ben.pk).update(pseudonym="C3")
    first = make_article(project, AWKWARD, external_id="é,1", title='The "dam"', source="=Courier", language="ar")
    second = make_article(project, "Rivers rise.", external_id="Z")
    label_article(ana, "denial", "claim", "doubt", "claim", article=first)
    label_article(ben, "denial", "opinion", "question", "claim", article=first)
    label_article(ana, "claim", article=second)
    Annotation.objects.filter(label__key="opinion").update(note="two\nlines")
    Annotation.objects.update(annotated_at="2031-03-03T10:00:00Z", seconds=1.5)
    for row in Annotation.objects.filter(label__key="doubt"):
        Annotation.objects.filter(pk=row.pk).update(target=row.article.sentences.get(position=1))
    Annotation.objects.filter(label__key="denial").update(target_outside=True)
    return project


def exported(project: Project, name: str) -> str:
    text = b"".join(csv_stream(*DATASETS[name](project).sql())).decode()
    if name == "annotations":  # numbers given by the database differ from run to run
        first = min(Annotation.objects.values_list("pk", flat=True))
        rows = list(csv.DictReader(io.StringIO(text)))
        for row in rows:
            text = text.replace(f"\n{row['annotation_id']},", f"\n{int(row['annotation_id']) - first + 1},")
    return text


@pytest.mark.parametrize("name", ["annotations", "sentences"])
def test_a_dataset_is_byte_for_byte_its_golden_file(labelled: Project, name: str) -> None:
    golden = GOLDEN / f"{name}.csv"
    assert exported(labelled, name) == golden.read_bytes().decode()


@pytest.mark.parametrize("name", ["annotations", "sentences"])
def test_the_columns_are_those_of_the_contract(labelled: Project, name: str) -> None:
    declared = [column.name for column in DATASETS[name](labelled).columns]
    assert exported(labelled, name).splitlines()[0] == ",".join(declared)


def test_text_survives_the_way_out(labelled: Project) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(labelled, "sentences"))))
    article = Article.objects.get(external_id="é,1")
    assert [row["text"] for row in rows if row["article_id"] == "é,1"] == [
        article.text[int(row["start"]) : int(row["end"])] for row in rows if row["article_id"] == "é,1"
    ]


def test_a_download_is_the_same_as_the_command(
    as_mia: Client, labelled: Project, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    response = as_mia.get("/p/dam/export/annotations.csv")
    assert response["Content-Disposition"] == 'attachment; filename="dam-annotations.csv"'
    downloaded = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    call_command("export_dataset", "dam", "annotations")
    assert capfdbinary.readouterr().out == downloaded
    call_command("export_dataset", "dam", "annotations", "-o", str(tmp_path / "a.csv"))
    assert (tmp_path / "a.csv").read_bytes() == downloaded
    assert downloaded.count(b"\n") > 9
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_dataset", "dam", "annotations", "-o", str(tmp_path / "no" / "a.csv"))


def test_a_download_that_breaks_off_leaves_the_connection_usable(labelled: Project) -> None:
    pieces = csv_stream(*DATASETS["sentences"](labelled).sql())
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_label_taken_back_and_a_withdrawn_article_are_left_out(labelled: Project, ana: Membership) -> None:
    Article.objects.filter(external_id="é,1").update(state="withdrawn")
    assert exported(labelled, "annotations").count("\n") == 2
    assert exported(labelled, "sentences").count("\n") == 2
    Annotation.objects.update(label=None, target_outside=False, target=None)
    assert exported(labelled, "annotations").count("\n") == 1


def test_the_page_offers_what_there_is(as_mia: Client, project: Project, ana: Membership) -> None:
    assert "rows appear with the first label" in as_mia.get("/p/dam/export/").content.decode()
    make_article(project)
    make_assignment(ana)
    page = as_mia.get("/p/dam/export/").content.decode()
    assert "3 rows, 26 columns" in page
    assert "export_dataset dam sentences" in page


def test_an_unknown_dataset_is_not_found(as_mia: Client) -> None:
    assert as_mia.get("/p/dam/export/secrets.csv").status_code == 404
