import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.agreement.final_label import LABEL_ORIGINS
from annotator.export.datasets.file_formats import FORMATS
from annotator.export.datasets.forms import export_form_for
from annotator.export.datasets.queries import DATASETS
from annotator.export.datasets.request import FLAGS
from annotator.projects.audit import COMMAND, record
from annotator.projects.command_arguments import get_project
from annotator.projects.models import AuditAction


class Command(BaseCommand):
    help = "Write a dataset of a project, to standard output or a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("dataset", choices=list(DATASETS))
        parser.add_argument("--format", choices=list(FORMATS), default="csv", help="(%(default)s)")
        parser.add_argument("-o", "--output", type=Path, help="the file to write (standard output)")
        parser.add_argument("--round", default="", help="this stage of the campaign only")
        parser.add_argument(
            "--language", dest="languages", action="append", metavar="TAG", help="may be said again"
        )
        parser.add_argument("--done-only", action="store_true", help="only articles that are done")
        parser.add_argument(
            "--annotator",
            dest="annotators",
            action="append",
            metavar="NAME",
            help="may be said again",
        )
        parser.add_argument(
            "--since", metavar="DAY", help="labelled on this day or later, like 2026-03-31"
        )
        parser.add_argument("--until", metavar="DAY", help="labelled on this day or before")
        parser.add_argument(
            "--label-origin", dest="label_origins", action="append", choices=LABEL_ORIGINS
        )
        parser.add_argument("--standoff", action="store_true", help="without text and titles")
        parser.add_argument(
            "--spreadsheet-safe",
            action="store_true",
            help="a ' before cells that look like formulas",
        )
        parser.add_argument("--byte-order-mark", dest="mark", action="store_true", help="for Excel")
        parser.add_argument(
            "--split", metavar="80/10/10", help="train, validation, test for articles without one"
        )
        parser.add_argument("--seed", type=int, help="of the split")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {
            name: options[name] for name in FLAGS if options.get(name) not in (None, False, "")
        }
        project = get_project(options["slug"])
        form = export_form_for(asked, project, dataset=options["dataset"], format=options["format"])
        for name, errors in form.errors.items():
            raise CommandError(f"{FLAGS.get(name, name)}: {errors[0]}")

        request = form.request()
        about = request.file_name + request.query
        record(project=project, action=AuditAction.EXPORTED, by=COMMAND, about=about)

        if options["output"] is None:
            with suppress(BrokenPipeError):  # whoever reads has seen enough
                for piece in request.pieces():
                    sys.stdout.buffer.write(piece)
                sys.stdout.flush()
            return
        write_whole(options["output"], request.pieces())


def write_whole(path: Path, pieces: Iterator[bytes]) -> None:
    """Written beside its place and moved there whole: a broken export leaves no half of a file.
    What is no file, a pipe say, is written into.
    """
    if not path.name or path.is_dir():
        raise CommandError(f"{path}: a folder, where a file is to be written")
    path = path.resolve()
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as pipe:
                pipe.writelines(pieces)
            return
        draft = path.with_name(path.name + ".part")
        try:
            with draft.open("wb") as file:
                file.writelines(pieces)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
