"""CSV files for people: no text runs as a formula, and numbers stay numbers."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from annotator.jobs.models import Job, JobProblem
from annotator.lib.web.csv_response import csv_text
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article

ANNOTATOR = Path(__file__).parents[3] / "annotator"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def written(*rows: tuple[object, ...]) -> list[list[str]]:
    return read(csv_text([("a", "b"), *rows]))[1:]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert written((text, "plain"), ("x", 'say "a, b"')) == [
        ["'" + text, "plain"],
        ["x", 'say "a, b"'],
    ]


def test_numbers_and_dates_are_not_changed() -> None:
    assert written((-0.5, -3), (date(2031, 3, 3), None)) == [["-0.5", "-3"], ["2031-03-03", ""]]


@pytest.mark.parametrize("name", FORMULAS[:4])
def test_no_csv_for_people_contains_a_formula(
    name: str, as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    """Every name that a person or a file can choose looks like a formula here."""
    Membership.objects.filter(pk=ana.pk).update(pseudonym=name)
    article = make_article(project, round=name)
    for member in (ana, ben):
        label_article(member, "claim", "denial", "opinion", article=article)
    job = Job.objects.create(project=project, kind="import", state="done", result={})
    JobProblem.objects.create(job=job, location=name, reason=f"{name} is not known")

    tables = [
        f"agreement/{table}.csv"
        for table in ("figures", "labels", "pairs", "confusion", "rounds", "months")
    ]
    for address in ("people/time.csv", f"import/{job.pk}/refused.csv", *tables):
        text = as_mia.get(f"/p/dam/{address}").getvalue().decode()
        cells = [cell for row in read(text) for cell in row]
        assert not [cell for cell in cells if cell[:1] in "=+@-" and not is_number(cell)], address
    assert f"'{name}" in as_mia.get("/p/dam/people/time.csv").getvalue().decode()
    assert f"'{name}" in as_mia.get("/p/dam/agreement/pairs.csv").content.decode()


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return not cell
    return "+" not in cell


def test_every_csv_for_people_comes_from_one_module() -> None:
    """Other modules must not write such files. The datasets, in export/, are for programs."""
    sources = {
        path: path.read_text() for path in ANNOTATOR.rglob("*.py") if "export" not in path.parts
    }
    sending = [path.name for path, source in sources.items() if "text/csv" in source]
    safe = [
        path.name
        for path, source in sources.items()
        if re.search("csv_response|def csv_text", source)
    ]
    assert sending
    assert set(sending) <= set(safe)
    assert not [
        path.name for path, source in sources.items() if re.search("csv[.](Dict)?[wW]riter", source)
    ]
