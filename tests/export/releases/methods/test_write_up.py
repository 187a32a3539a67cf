"""Agreement for a paper: the numbers are those of the report, and the files those of the page."""

import re
from html import unescape

import pytest
from django.test import Client

from annotator.agreement.report.report import agreement_report
from annotator.export.releases.methods.agreement import HEAD, agreement_methods, labels_table
from annotator.export.releases.methods.parts import Number
from annotator.export.releases.methods.rendering import table_latex, table_markdown
from annotator.export.releases.methods.writer import value_at
from annotator.projects.audit import COMMAND
from annotator.projects.labels.changing import change_label
from annotator.projects.models import Project, Role
from tests.support.make import make_member

PAGE = "/p/dam/agreement/write-up/"


def reviewer(project: Project, client: Client) -> Client:
    client.force_login(make_member(project, "rita", Role.ADJUDICATOR).user)  # type: ignore[arg-type]
    return client


def test_every_number_is_one_of_the_report(rich: Project) -> None:
    report = agreement_report(rich)
    names = {label.key: label.name for label in rich.labels.all()}
    cells = [cell for row in labels_table(report, names) for cell in row]
    text = [part for section in agreement_methods(report, title="Dam").sections
            for part in section.parts]  # fmt: skip
    numbers = [part for part in [*text, *(part for cell in cells for part in cell)]
               if isinstance(part, Number)]  # fmt: skip

    documents = {"agreement.json": report, "release.json": {"process": {}}}
    for number in numbers:
        source = number.source.removesuffix(" × 100")
        value = value_at(documents, source)
        factor = 100 if source != number.source else 1
        assert float(number.text.replace(",", "")) == pytest.approx(value * factor, abs=5e-4)
    # Alpha with its interval, and what is beside it, for each label and for all together.
    assert len(numbers) > 6 * len(names)


def test_the_table_has_a_row_for_each_label_and_one_for_all(rich: Project) -> None:
    report = agreement_report(rich)
    rows = labels_table(report, {label.key: label.name for label in rich.labels.all()})
    markdown = table_markdown(HEAD, rows).splitlines()
    assert [line.split("|")[1].strip() for line in markdown] == [
        "Label", "---", "Claim", "Denial", "Doubted reporting", "Opinion", "All labels",
    ]  # fmt: skip
    alpha = report["krippendorff_alpha"]
    assert f"| {report['annotations']:,} | {alpha['value']:.3f} |" in markdown[-1]
    assert f"[{alpha['low']:.3f}, {alpha['high']:.3f}]" in markdown[-1]


def test_latex_has_as_many_cells_in_each_row_and_no_command_of_a_label(rich: Project) -> None:
    label = rich.labels.get(key="claim")
    label.name = r"50% & \input{x}"
    change_label(label, by=COMMAND)
    rows = labels_table(agreement_report(rich), {one.key: one.name for one in rich.labels.all()})
    latex = table_latex(HEAD, rows, "Of R&D.")

    body = latex.partition("\\midrule")[2].partition("\\bottomrule")[0]
    lines = [line for line in body.splitlines() if line.strip() and not line.startswith("%")]
    assert all(len(re.findall(r"(?<!\\)&", line)) == len(HEAD) - 1 for line in lines)
    assert r"50\% \& \textbackslash{}input\textbraceleft{}x\textbraceright{}" in latex
    assert r"\caption{Of R\&D.}" in latex


def test_page_and_files_have_the_same_and_keep_the_filters(rich: Project, client: Client) -> None:
    rita = reviewer(rich, client)
    page = unescape(rita.get(PAGE).content.decode())
    for name, begins in (
        ("agreement.md", "## Agreement"),
        ("agreement.tex", "% Methods"),
        ("references.bib", "@book{krippendorff2004"),
    ):
        answer = rita.get(PAGE + name)
        assert answer.content.decode().startswith(begins)
        assert answer["Content-Disposition"] == f'attachment; filename="dam-{name}"'
    assert rita.get(PAGE + "references.bib").content.decode().strip() in page

    round_name = rich.articles.values_list("round", flat=True)[0]
    filtered = rita.get(PAGE, {"round": round_name}).content.decode()
    assert f"agreement.tex?round={round_name}" in filtered
    assert f"/p/dam/agreement/?round={round_name}" in filtered
    assert rita.get(PAGE + "nope.md").status_code == 404
    assert rita.get(PAGE + "agreement.md", {"round": "nope"}).status_code == 400


def test_an_empty_project_has_a_text_without_numbers(project: Project, client: Client) -> None:
    page = reviewer(project, client).get(PAGE).content.decode()
    assert "undefined" in page
