import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from annotator.corpus.importing import ImportOptions, import_articles, sources_at
from annotator.projects.commands import project_named


def overlap(text: str) -> int | None:
    if text == "everyone":
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise ArgumentTypeError("a number from 1 to 1000, or everyone")
    return int(text)


def round_name(text: str) -> str:
    if not 1 <= len(text) <= 40:
        raise ArgumentTypeError("a word of at most 40 characters")
    return text


class Command(BaseCommand):
    help = "Bring articles in: .txt files, one article each, or folders of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("path", nargs="+", type=Path)
        parser.add_argument("--review", action="store_true", help="as drafts, for a check of the sentences first")
        parser.add_argument("--round", type=round_name, default="main", help="stage of the campaign (%(default)s)")
        parser.add_argument(
            "--overlap", type=overlap, default=0, help="annotators per article: a number, or everyone (the project's)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_named(options["slug"])
        chosen = project.overlap if options["overlap"] == 0 else options["overlap"]
        sources = [source for path in options["path"] for source in sources_at(path)]
        result = import_articles(
            project=project,
            sources=tqdm(sources, unit=" articles", disable=not sys.stderr.isatty()),
            options=ImportOptions(review=options["review"], round=options["round"], overlap=chosen),
        )
        for name, reason in result.failures:
            self.stderr.write(f"{name}: {reason}")
        self.stdout.write(result.summary)
        if not result.articles:
            sys.exit(1)
