import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand

from annotator.agreement.counted import Narrowing
from annotator.agreement.disagreements import disputed_sentences, with_annotations
from annotator.agreement.reports import FigureShape, agreement_report
from annotator.projects.commands import project_named
from annotator.projects.models import Project

MOST_REPLICATES = 100_000


def whole(text: str) -> int:
    if not text.isdecimal() or int(text) > MOST_REPLICATES:
        raise ArgumentTypeError(f"a whole number from 0 to {MOST_REPLICATES}")
    return int(text)


SHOWN = 10  # disputed sentences; the page lists them all


class Command(BaseCommand):
    help = "How far the annotators of a project agree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")
        parser.add_argument("--round", default="", help="this stage of the campaign only")
        parser.add_argument("--unfinished", action="store_true", help="count articles that are not submitted yet too")
        parser.add_argument("--replicates", type=whole, default=1000, help="resamples for the intervals (%(default)s)")
        parser.add_argument("--seed", type=whole, default=0, help="of the resampling (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_named(options["slug"])
        report = agreement_report(
            project,
            Narrowing(round=options["round"], unfinished=options["unfinished"]),
            replicates=options["replicates"],
            seed=options["seed"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"{project.name}: {report['articles']} articles, {report['sentences']} sentences, "
            f"{report['annotators']} annotators, {report['annotations']} annotations; "
            f"{report['pairable']} sentences have two labels or more"
        )
        self.stdout.write(f"percent agreement     {_line(report['percent_agreement'])}")
        self.stdout.write(f"Krippendorff's alpha  {_line(report['krippendorff_alpha'])}")
        self.stdout.write(f"Fleiss' kappa         {_line(report['fleiss_kappa'])}")
        self.stdout.write(f"Gwet's AC1            {_line(report['gwet_ac1'])}")
        self._write_disagreements(project, options["round"])

    def _write_disagreements(self, project: Project, round: str) -> None:
        disputed = disputed_sentences(project, list(project.labels.all()))
        if round:
            disputed = disputed.filter(article__round=round)
        count = disputed.count()
        if not count:
            return
        self.stdout.write(f"\nannotators differ on {count} sentences" + (", the worst:" if count > SHOWN else ":"))
        for disagreement in with_annotations(disputed[:SHOWN]):
            sentence = disagreement.sentence
            said = ", ".join(
                f"{annotation.assignment.annotator.pseudonym} {annotation.decision}"
                for annotation in disagreement.annotations
            )
            self.stdout.write(f"{sentence.article.external_id}:{sentence.position}  {said}\n    {sentence.text}")


def _line(figure: FigureShape) -> str:
    if figure["value"] is None:
        return f"undefined: {figure['reason']}"
    interval = (
        f"95 % interval {figure['low']:.3f} to {figure['high']:.3f}"
        if figure["low"] is not None
        else f"no interval: {figure['reason']}"
    )
    return f"{figure['value']:.3f}  (n {figure['n']}; {interval})"
