"""What a paper needs about agreement: the figures of now as text, tables and references."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.forms import ReportFilterForm
from annotator.agreement.report.kept_figures import kept_page_figures
from annotator.export.releases.methods.agreement import HEAD, agreement_methods, labels_table
from annotator.export.releases.methods.references import works_bib
from annotator.export.releases.methods.rendering import (
    methods_latex,
    sections_markdown,
    table_latex,
    table_markdown,
)
from annotator.lib.database.replica import from_replica
from annotator.lib.markdown import render_markdown
from annotator.lib.web.text_files import text_file_response
from annotator.projects.access import Access, enter
from annotator.projects.models import Role

TYPES = {"md": "text/markdown", "tex": "application/x-tex", "bib": "application/x-bibtex"}


@dataclass(frozen=True)
class WriteUp:
    """The same figures in each form: a section, a table, and the works that they cite."""

    markdown: str
    latex: str
    table_markdown: str
    table_latex: str
    bibtex: str

    @property
    def files(self) -> dict[str, str]:
        return {
            "agreement.md": f"{self.markdown}\n\n{self.table_markdown}\n",
            "agreement.tex": f"{self.latex}\n{self.table_latex}",
            "references.bib": self.bibtex,
        }


@from_replica
def write_up(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show them with the filters of the agreement page; invalid ones are ignored and marked."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    form = _form(request, access)
    written = _write_up(access, form.report_filter())
    context = {
        "access": access,
        "form": form,
        "text": render_markdown(written.markdown),
        "files": list(written.files),
        "table": render_markdown(written.table_markdown),
        "sources": [
            ("table-markdown", _("Table in Markdown"), written.table_markdown),
            ("table-latex", _("Table in LaTeX"), written.table_latex),
            ("text-markdown", _("Text in Markdown"), written.markdown),
            ("text-latex", _("Text in LaTeX"), written.latex),
            ("references-bibtex", _("References in BibTeX"), written.bibtex),
        ],
    }
    return render(request, "export/write_up.html", context)


@from_replica
def write_up_file(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """Return one of the files. Raises BadRequest if a filter is invalid."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    try:
        content = _write_up(access, _form(request, access).valid_filter()).files[name]
    except KeyError as error:
        raise Http404 from error
    kind = TYPES[name.rpartition(".")[2]]
    return text_file_response(
        content, content_type=f"{kind}; charset=utf-8", file_name=f"{slug}-{name}"
    )


def _form(request: SignedInRequest, access: Access) -> ReportFilterForm:
    return ReportFilterForm(request.GET, project=access.project, viewer=access.membership)


def _write_up(access: Access, report_filter: ReportFilter) -> WriteUp:
    project = access.project
    report = kept_page_figures(project, report_filter).report
    methods = agreement_methods(report, title=project.name)
    names = {label.key: label.name for label in project.labels.all()}
    rows = labels_table(report, names)
    return WriteUp(
        markdown=sections_markdown(methods),
        latex=methods_latex(methods),
        table_markdown=table_markdown(HEAD, rows),
        table_latex=table_latex(HEAD, rows, f"Agreement by label in {project.name}."),
        bibtex=works_bib(methods.citations),
    )
