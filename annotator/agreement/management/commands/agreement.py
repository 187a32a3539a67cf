import json
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotator.agreement.management.agreement_arguments import (
    add_arguments,
    read_part,
    valid_round,
)
from annotator.agreement.management.agreement_text import (
    comparison_lines,
    dispute_lines,
    report_lines,
)
from annotator.agreement.report.comparisons.standings import annotators_report
from annotator.agreement.report.comparisons.two_parts import compare
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.planning.forms import NARROWEST, WIDEST
from annotator.agreement.report.planning.plan import DEFAULT_HALF_WIDTH, make_plan
from annotator.agreement.report.planning.text_lines import plan_lines
from annotator.agreement.report.report import agreement_report
from annotator.agreement.report.text_lines import (
    error_rate_lines,
    standing_lines,
)
from annotator.agreement.report.true_labels.error_model import error_rates
from annotator.agreement.report.true_labels.multiverse import multiverse
from annotator.lib.processes.command import AppCommand
from annotator.projects.command_arguments import get_project
from annotator.projects.models import Project


class Command(AppCommand):
    help = _("Print the agreement report of a project.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_arguments(parser)

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

        chosen = valid_round(project, options["round"])
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

        for line in report_lines(project, report):
            self.stdout.write(line)
        for line in dispute_lines(project, report_filter):
            self.stdout.write(line)

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

        first, second = (read_part(project, text) for text in options["compare"])
        found = compare(project, first, second)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return

        for line in comparison_lines(found, options["compare"]):
            self.stdout.write(line)

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
