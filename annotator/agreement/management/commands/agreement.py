import json
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.agreement.adjudication.disagreements import with_annotations
from annotator.agreement.adjudication.lists.finding import find_disputed_sentences
from annotator.agreement.adjudication.lists.listed import load_sentences
from annotator.agreement.report.comparisons.standings import annotators_report
from annotator.agreement.report.comparisons.two_parts import compare
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.forms import ReportFilterForm
from annotator.agreement.report.interpretation import verdict_in_words
from annotator.agreement.report.planning.forms import NARROWEST, WIDEST
from annotator.agreement.report.planning.plan import DEFAULT_HALF_WIDTH, make_plan
from annotator.agreement.report.planning.text_lines import plan_lines
from annotator.agreement.report.report import agreement_report
from annotator.agreement.report.shapes import FigureShape, Report
from annotator.agreement.report.text_lines import (
    WIDTH,
    error_rate_lines,
    figure_line,
    standing_lines,
)
from annotator.agreement.report.true_labels.error_model import error_rates
from annotator.agreement.report.true_labels.multiverse import multiverse
from annotator.corpus.article_list import rounds_present
from annotator.lib.filter_choices import choices_text
from annotator.lib.processes.command import AppCommand
from annotator.projects.command_arguments import get_project
from annotator.projects.models import Project

# Disputed sentences in the output; the page lists all of them.
PREVIEW_SENTENCES = 10


class Command(AppCommand):
    help = _("Print the agreement report of a project.")

    def add_arguments(self, parser: ArgumentParser) -> None:
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

    def handle(self, *args: Any, **options: Any) -> None:
        project = get_project(options["slug"])
        if options["half_width"] is not None and not options["plan"]:
            raise CommandError(_("--half-width is only for --plan"))
        if options["final_labels"]:
            if options["round"] or options["unfinished"]:
                raise CommandError(
                    _("--final-labels has no filters: leave out --round, --unfinished")
                )
            self.stdout.write(json.dumps(multiverse(project), ensure_ascii=False, indent=1))
            return
        if options["compare"]:
            self._write_comparison(project, options)
            return
        if options["error_rates"]:
            self._write_error_rates(project, options)
            return

        chosen = _valid_round(project, options["round"])
        report_filter = ReportFilter(
            rounds=[chosen] if chosen else [], unfinished=options["unfinished"]
        )
        if options["replicates"] is not None or options["seed"] is not None:
            self.stderr.write(
                _("--replicates and --seed have no effect: intervals are no longer random.")
            )
        if options["plan"]:
            self._write_plan(project, report_filter, options)
            return

        if options["annotators"]:
            self._write_annotators(project, report_filter, options)
            return

        report = agreement_report(project, report_filter)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return

        self._write_figures(project, report)
        self._write_disagreements(project, report_filter)

    def _write_annotators(
        self, project: Project, report_filter: ReportFilter, options: Mapping[str, Any]
    ) -> None:
        found = annotators_report(project, report_filter)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        if not found["annotators"]:
            self.stdout.write(_("Nobody shares a sentence with another annotator yet."))
            return

        for line in standing_lines(found["annotators"]):
            self.stdout.write(line)

    def _write_error_rates(self, project: Project, options: Mapping[str, Any]) -> None:
        # The model is always that of the whole project: a filter would be ignored.
        if options["round"] or options["unfinished"]:
            raise CommandError(_("--error-rates can’t be combined with --round or --unfinished."))

        rates = error_rates(project)
        if options["json"]:
            self.stdout.write(json.dumps(rates, ensure_ascii=False, indent=1))
            return
        if not rates["annotators"]:
            self.stdout.write(_("No labels have been submitted yet."))
            return

        for line in error_rate_lines(rates):
            self.stdout.write(line)

    def _write_comparison(self, project: Project, options: Mapping[str, Any]) -> None:
        if options["round"] or options["unfinished"]:
            raise CommandError(
                _("--compare has filters of its own: leave out --round, --unfinished")
            )

        first, second = (_part(project, text) for text in options["compare"])
        found = compare(project, first, second)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return

        overall = {
            _("Krippendorff’s alpha"): found["krippendorff_alpha"],
            _("Gwet’s AC1"): found["gwet_ac1"],
            _("percent agreement"): found["percent_agreement"],
        }
        labels = {key: label["krippendorff_alpha"] for key, label in found["per_label"].items()}
        for name, compared in (overall | labels).items():
            self.stdout.write(name)
            self.stdout.write(f"  {options['compare'][0]:<{WIDTH}}{figure_line(compared['first'])}")
            self.stdout.write(
                f"  {options['compare'][1]:<{WIDTH}}{figure_line(compared['second'])}"
            )
            difference = _("first minus second")
            self.stdout.write(f"  {difference:<{WIDTH}}{figure_line(compared['difference'])}")

    def _write_plan(
        self, project: Project, report_filter: ReportFilter, options: Mapping[str, Any]
    ) -> None:
        half_width = options["half_width"]
        if half_width is None:
            half_width = DEFAULT_HALF_WIDTH
        if not NARROWEST <= half_width <= WIDEST:
            raise CommandError(
                _("--half-width: between %(low)s and %(high)s") % {"low": NARROWEST, "high": WIDEST}
            )

        plan = make_plan(project, report_filter, half_width=half_width)
        if options["json"]:
            self.stdout.write(json.dumps(plan, ensure_ascii=False, indent=1))
            return

        for line in plan_lines(plan):
            self.stdout.write(line)

    def _write_figures(self, project: Project, report: Report) -> None:
        self.stdout.write(
            _(
                "%(name)s: articles %(articles)s, sentences %(sentences)s, "
                "annotators %(annotators)s, annotations %(annotations)s; "
                "sentences with two or more labels %(pairable)s"
            )
            % {
                "name": project.name,
                "articles": f"{report['articles']:,}",
                "sentences": f"{report['sentences']:,}",
                "annotators": f"{report['annotators']:,}",
                "annotations": f"{report['annotations']:,}",
                "pairable": f"{report['pairable']:,}",
            }
        )
        self.stdout.write(verdict_in_words(report))
        self._write_lines("", _headlines(report) | _other_figures(report))
        labels = {
            key: figures["krippendorff_alpha"] for key, figures in report["per_label"].items()
        }
        self._write_lines(_("Alpha by label (one vs rest)"), labels)

        shares = report["prevalence"]["labels"]
        self._write_lines(
            _("Prevalence by label, final labels"),
            {key: figures["final"] for key, figures in shares.items()},
        )
        self._write_lines(
            _("Prevalence by label, model (Dawid–Skene)"),
            {key: figures["model"] for key, figures in shares.items()},
        )

        if len(report["rounds"]) > 1:
            rounds = {
                name: figures["krippendorff_alpha"] for name, figures in report["rounds"].items()
            }
            self._write_lines(_("Alpha by round"), rounds)

        others = report["other_annotators"]
        self._write_lines(
            _("Interval for other annotators, too"),
            {_("Krippendorff’s alpha"): others["krippendorff_alpha"]},
        )

        pairs = {_pair_name(pair["annotators"]): pair["cohen_kappa"] for pair in report["pairs"]}
        self._write_lines(_("Pairwise Cohen’s kappa"), pairs)

    def _write_lines(self, head: str, figures: Mapping[str, FigureShape]) -> None:
        if head and figures:
            self.stdout.write(f"\n{head}")
        for name, figure in figures.items():
            self.stdout.write(f"{name:<{WIDTH}}  {figure_line(figure)}")

    def _write_disagreements(self, project: Project, report_filter: ReportFilter) -> None:
        labels = list(project.labels.all())
        disputed = find_disputed_sentences(project, labels, report_filter=report_filter)
        count = len(disputed)
        if not count:
            return

        self.stdout.write(
            "\n"
            + ngettext(
                "%(count)s sentence with conflicting labels, most divided first:",
                "%(count)s sentences with conflicting labels, most divided first:",
                count,
            )
            % {"count": f"{count:,}"}
        )

        for disagreement in with_annotations(
            load_sentences(project, disputed.sentences[:PREVIEW_SENTENCES]),
            report_filter=report_filter,
        ):
            sentence = disagreement.sentence
            answers = ", ".join(
                f"{annotation.assignment.annotator.pseudonym} {annotation.decision}"
                for annotation in disagreement.annotations
            )
            self.stdout.write(
                f"{sentence.article.external_id}:{sentence.position}  {answers}\n"
                f"    {sentence.text}"
            )


def _valid_round(project: Project, name: str) -> str:
    """Return the round. Raises CommandError for an unknown one, and names the others."""
    # Without this check, a misspelt round would give an empty report.
    rounds = rounds_present(project)
    if name and name not in rounds:
        raise CommandError(
            _("--round: there is no round “%(name)s”. %(choices)s")
            % {"name": name, "choices": choices_text(rounds)}
        )
    return name


def _part(project: Project, text: str) -> ReportFilter:
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


def _headlines(report: Report) -> dict[str, FigureShape]:
    return {
        _("percent agreement"): report["percent_agreement"],
        _("Krippendorff’s alpha"): report["krippendorff_alpha"],
        _("Fleiss’ kappa"): report["fleiss_kappa"],
        _("Gwet’s AC1"): report["gwet_ac1"],
    }


def _other_figures(report: Report) -> dict[str, FigureShape]:
    weighted = report["weighted"]
    declared = {_("alpha, declared distances"): weighted["krippendorff_alpha"]} if weighted else {}
    return declared | {
        _("labelled or skipped, alpha"): report["labelled_or_skipped"]["krippendorff_alpha"],
        _("targets, percent agreement"): report["targets"]["percent_agreement"],
        _("targets without accepted candidates"): report["targets"]["without_accepted_offers"],
        _("retest, alpha"): report["retest"]["krippendorff_alpha"],
    }


def _pair_name(annotators: list[str]) -> str:
    first, second = annotators
    return _("%(first)s and %(second)s") % {"first": first, "second": second}
