import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotator.agreement.final_label import LABEL_ORIGINS
from annotator.export.datasets.file_formats import FORMATS
from annotator.export.datasets.forms import export_form_for
from annotator.export.datasets.queries import DATASETS
from annotator.export.datasets.request import FLAGS
from annotator.lib.processes.command import AppCommand
from annotator.projects.audit import COMMAND, record
from annotator.projects.command_arguments import get_project
from annotator.projects.models import AuditAction


class Command(AppCommand):
    help = _("Write a dataset of a project to standard output or to a file.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help=_("the project"))
        parser.add_argument("dataset", choices=list(DATASETS))
        parser.add_argument(
            "--format", choices=list(FORMATS), default="csv", help=_("file format (%(default)s)")
        )
        parser.add_argument("-o", "--output", type=Path, help=_("output file (standard output)"))
        parser.add_argument("--round", default="", help=_("only this round"))
        parser.add_argument(
            "--language", dest="languages", action="append", metavar="TAG", help=_("repeatable")
        )
        parser.add_argument("--done-only", action="store_true", help=_("only completed articles"))
        parser.add_argument(
            "--counted-only",
            action="store_true",
            help=_("only annotations that the agreement figures count"),
        )
        parser.add_argument(
            "--annotator",
            dest="annotators",
            action="append",
            metavar="NAME",
            help=_("repeatable"),
        )

        parser.add_argument(
            "--since", metavar="DAY", help=_("labelled on or after this day, e.g. 2026-03-31")
        )
        parser.add_argument("--until", metavar="DAY", help=_("labelled on or before this day"))
        parser.add_argument(
            "--label-origin",
            dest="label_origins",
            action="append",
            choices=LABEL_ORIGINS,
            help=_("how the final label was decided; repeatable"),
        )
        parser.add_argument("--standoff", action="store_true", help=_("without text and titles"))
        parser.add_argument(
            "--spreadsheet-safe",
            action="store_true",
            help=_("put a ' before cells that look like formulas"),
        )
        parser.add_argument(
            "--byte-order-mark",
            dest="mark",
            action="store_true",
            help=_("add a byte order mark, for Excel"),
        )
        parser.add_argument(
            "--split", metavar="80/10/10", help=_("percentages for articles without a split")
        )
        parser.add_argument("--seed", type=int, help=_("random seed of the split"))

    def handle(self, *args: Any, **options: Any) -> None:
        values = {
            name: options[name] for name in FLAGS if options.get(name) not in (None, False, "")
        }
        project = get_project(options["slug"])

        form = export_form_for(
            values, project, dataset=options["dataset"], format=options["format"]
        )
        for name, errors in form.errors.items():
            raise CommandError(f"{FLAGS.get(name, name)}: {errors[0]}")

        request = form.request()
        about = request.file_name + request.query
        record(project=project, action=AuditAction.EXPORTED, by=COMMAND, about=about)

        if options["output"] is None:
            # The reading program may stop early, as `head` does.
            with suppress(BrokenPipeError):
                for piece in request.pieces():
                    sys.stdout.buffer.write(piece)
                sys.stdout.flush()
            return
        write_whole(options["output"], request.pieces())


def write_whole(path: Path, pieces: Iterator[bytes]) -> None:
    """Write the file under a temporary name and rename it, so that a failed export leaves no
    partial file. Pipes and devices are written to directly.
    """
    if not path.name or path.is_dir():
        raise CommandError(_("%(path)s: is a folder, not a file") % {"path": path})

    # A link stays a link: the file that it leads to is replaced.
    path = path.resolve()
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as pipe:
                pipe.writelines(pieces)
            return

        # In the same folder: a file can only be renamed within its file system.
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
