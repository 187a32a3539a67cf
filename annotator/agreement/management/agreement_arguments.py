"""What the command `agreement` can be asked for, and how the answers are read."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.http import QueryDict
from django.utils.translation import gettext as _

from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.forms import ReportFilterForm
from annotator.corpus.article_list import rounds_present
from annotator.lib.filter_choices import choices_text
from annotator.projects.models import Project


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("slug", help=_("short name of the project"))
    parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))
    parser.add_argument("--round", default="", help=_("only this round"))
    parser.add_argument(
        "--unfinished",
        action="store_true",
        help=_("include unsubmitted work"),
    )
    parser.add_argument(
        "--half-width",
        type=float,
        help=_("with --plan: half the width of the intervals (default: 0.05)"),
    )

    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--final-labels",
        action="store_true",
        help=_("print instead, as JSON, how final labels would differ under other rules"),
    )
    instead.add_argument(
        "--error-rates",
        action="store_true",
        help=_("print the annotator error rates (Dawid–Skene) instead, of the whole project"),
    )
    instead.add_argument(
        "--annotators",
        action="store_true",
        help=_("print the annotators instead, worst first"),
    )
    instead.add_argument(
        "--compare",
        nargs=2,
        metavar=("FIRST", "SECOND"),
        help=_("compare two parts instead, e.g. round=pilot and round=main,language=de"),
    )
    instead.add_argument(
        "--plan",
        action="store_true",
        help=_("print instead how many articles and annotators such intervals need"),
    )
    # Intervals were random before the jackknife. Scripts may still send these options.
    for name in ("--replicates", "--seed"):
        parser.add_argument(name, help=_("without effect: intervals are no longer random"))


def valid_round(project: Project, name: str) -> str:
    """Return the round. Raises CommandError for an unknown one, and names the others."""
    # Without this check, a misspelt round would give an empty report.
    rounds = rounds_present(project)
    if name and name not in rounds:
        raise CommandError(
            _("--round: there is no round “%(name)s”. %(choices)s")
            % {"name": name, "choices": choices_text(rounds)}
        )
    return name


def read_part(project: Project, text: str) -> ReportFilter:
    """Return the filter of names and values such as "round=pilot,annotators=A1,annotators=B2".

    Raises CommandError, which names what is wrong.
    """
    query = QueryDict(mutable=True)
    known = ReportFilterForm(query, project=project).fields
    for condition in text.split(","):
        name, _equals, value = condition.partition("=")
        if name not in known:
            raise CommandError(
                _("--compare: there is no filter “%(name)s”. %(choices)s")
                % {"name": name, "choices": choices_text(list(known))}
            )
        query.appendlist(name, value)

    form = ReportFilterForm(query, project=project)
    for name, errors in form.errors.items():
        raise CommandError(f"--compare: {name}: {errors[0]}")
    return form.report_filter()
