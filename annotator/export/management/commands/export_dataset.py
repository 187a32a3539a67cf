import sys
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.export.datasets import DATASETS
from annotator.lib.copy import csv_stream
from annotator.projects.commands import project_named


class Command(BaseCommand):
    help = "Write a dataset of a project as CSV, to standard output or a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("dataset", choices=list(DATASETS))
        parser.add_argument("-o", "--output", type=Path, help="the file to write (standard output)")
        parser.add_argument("--round", default="", help="this stage of the campaign only")

    def handle(self, *args: Any, **options: Any) -> None:
        dataset = DATASETS[options["dataset"]](project_named(options["slug"]), round=options["round"])
        pieces = csv_stream(*dataset.sql())
        if options["output"] is None:
            with suppress(BrokenPipeError):  # whoever reads has seen enough
                for piece in pieces:
                    sys.stdout.buffer.write(piece)
                sys.stdout.flush()
            return
        # Written beside its place and moved there whole: a broken export leaves no half of a file.
        if not options["output"].name or options["output"].is_dir():
            raise CommandError(f"{options['output']}: a folder, where a file is to be written")
        draft = options["output"].with_name(options["output"].name + ".part")
        try:
            with draft.open("wb") as file:
                file.writelines(pieces)
            draft.replace(options["output"])
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}") from error
