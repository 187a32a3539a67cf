import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.agreement.adjudication.disagreements import find_disputed_sentences, with_annotations
from annotator.agreement.report.data import FEW, MANY, ReportFilter
from annotator.agreement.report.interpretation import verdict_in_words
from annotator.agreement.report.report import FigureShape, Report, agreement_report
from annotator.agreement.statistics.intervals import LEAST_REPLICATES, MOST_REPLICATES
from annotator.corpus.article_list import rounds_present
from annotator.lib.filter_choices import choices_text
from annotator.projects.command_arguments import get_project
from annotator.projects.models import Project

MAX_SEEDS = 100_000
PREVIEW_SENTENCES = 10  # disputed sentences; the page lists them all
WIDTH = 34  # of the names before the figures


def whole(text: str) -> int:
    if not text.isdecimal() or int(text) > MAX_SEEDS:
        raise ArgumentTypeError(f"a whole number from 0 to {MAX_SEEDS}")
    return int(text)


def replicates(text: str) -> int:
    if not text.isdecimal() or not (
        int(text) == 0 or LEAST_REPLICATES <= int(text) <= MOST_REPLICATES
    ):
        raise ArgumentTypeError(f"{LEAST_REPLICATES} to {MOST_REPLICATES}, or 0 for no intervals")
    return int(text)


class Command(BaseCommand):
    help = "How far the annotators of a project agree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")
        parser.add_argument("--round", default="", help="this stage of the campaign only")
        parser.add_argument(
            "--unfinished",
            action="store_true",
            help="count articles that are not submitted yet too",
        )
        parser.add_argument(
            "--replicates",
            type=replicates,
            help=f"resamples for the intervals ({MANY}, in large projects {FEW})",
        )
        parser.add_argument("--seed", type=whole, default=0, help="of the resampling (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        project = get_project(options["slug"])
        report_filter = ReportFilter(
            round=_round_of(project, options["round"]), unfinished=options["unfinished"]
        )
        report = agreement_report(
            project, report_filter, replicates=options["replicates"], seed=options["seed"]
        )
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return

        self._write_figures(project, report)
        self._write_disagreements(project, report_filter)

    def _write_figures(self, project: Project, report: Report) -> None:
        self.stdout.write(
            f"{project.name}: {report['articles']} articles, {report['sentences']} sentences, "
            f"{report['annotators']} annotators, {report['annotations']} annotations; "
            f"{report['pairable']} sentences have two labels or more"
        )
        self.stdout.write(verdict_in_words(report))
        self._write_lines("", _headlines(report) | _beside_the_labels(report))
        labels = {
            key: figures["krippendorff_alpha"] for key, figures in report["per_label"].items()
        }
        self._write_lines("alpha of each label against the rest", labels)
        if len(report["rounds"]) > 1:
            rounds = {
                name: figures["krippendorff_alpha"] for name, figures in report["rounds"].items()
            }
            self._write_lines("alpha of each round", rounds)
        pairs = {" and ".join(pair["annotators"]): pair["cohen_kappa"] for pair in report["pairs"]}
        self._write_lines("Cohen's kappa of each two annotators", pairs)

    def _write_lines(self, head: str, figures: Mapping[str, FigureShape]) -> None:
        if head and figures:
            self.stdout.write(f"\n{head}")
        for name, figure in figures.items():
            self.stdout.write(f"{name:<{WIDTH}}  {_line(figure)}")

    def _write_disagreements(self, project: Project, report_filter: ReportFilter) -> None:
        disputed = find_disputed_sentences(
            project, list(project.labels.all()), report_filter=report_filter
        )
        count = disputed.count()
        if not count:
            return
        self.stdout.write(
            f"\nannotators differ on {count} sentences"
            + (", the worst:" if count > PREVIEW_SENTENCES else ":")
        )
        for disagreement in with_annotations(
            disputed[:PREVIEW_SENTENCES], report_filter=report_filter
        ):
            sentence = disagreement.sentence
            said = ", ".join(
                f"{annotation.assignment.annotator.pseudonym} {annotation.decision}"
                for annotation in disagreement.annotations
            )
            self.stdout.write(
                f"{sentence.article.external_id}:{sentence.position}  {said}\n    {sentence.text}"
            )


def _round_of(project: Project, name: str) -> str:
    """The round, or the error that names those that there are."""
    rounds = rounds_present(project)
    if name and name not in rounds:
        raise CommandError(f"--round: there is no round {name}. {choices_text(rounds)}")
    return name


def _headlines(report: Report) -> dict[str, FigureShape]:
    return {
        "percent agreement": report["percent_agreement"],
        "Krippendorff's alpha": report["krippendorff_alpha"],
        "Fleiss' kappa": report["fleiss_kappa"],
        "Gwet's AC1": report["gwet_ac1"],
    }


def _beside_the_labels(report: Report) -> dict[str, FigureShape]:
    return {
        "labelled or skipped, alpha": report["labelled_or_skipped"]["krippendorff_alpha"],
        "targets, percent agreement": report["targets"]["percent_agreement"],
        "retest, alpha": report["retest"]["krippendorff_alpha"],
    }


def _line(figure: FigureShape) -> str:
    if figure["value"] is None:
        return f"undefined: {figure['reason']}"
    if figure["low"] is None:
        return f"{figure['value']:.3f}  (n {figure['n']}; no interval: {figure['reason']})"
    remark = f"; {figure['reason']}" if figure["reason"] else ""
    return (
        f"{figure['value']:.3f}  (n {figure['n']}; 95 % interval {figure['low']:.3f} to "
        f"{figure['high']:.3f}{remark})"
    )
