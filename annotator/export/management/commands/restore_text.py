from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import Refused
from annotator.export.releases.restoring.restoring import (
    DIFFERENCES,
    NothingRestoredError,
    RestoreAccount,
    restore_text,
)
from annotator.importing.command_options import (
    add_reading_options,
    check_options,
    reading_options,
    with_progress,
)
from annotator.importing.local_files import files_at
from annotator.importing.options import ImportOptions
from annotator.lib.checksums import NoReleaseError
from annotator.lib.processes.command import AppCommand
from annotator.lib.ways import COMMAND as COMMAND_LINE
from annotator.lib.ways import worded_for


class Command(AppCommand):
    help = _(
        "Put the text back into a stand-off release, from your own copies of its articles. The "
        "copies are read as import_articles reads files. The release isn’t changed: new files are "
        "written into another folder, and differences.csv there names what doesn’t match."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "release", type=Path, metavar="RELEASE", help=_("the release, a folder or a ZIP")
        )
        parser.add_argument(
            "path", nargs="+", type=Path, metavar="COPY", help=_("files or folders with the text")
        )
        parser.add_argument(
            "-o",
            "--output",
            type=Path,
            required=True,
            metavar="DIR",
            help=_("the folder for the new files, new or empty"),
        )
        add_reading_options(parser)

    @worded_for(COMMAND_LINE)
    def handle(self, *args: Any, **options: Any) -> None:
        chosen = ImportOptions(**reading_options(options))
        check_options(chosen)
        files = (file for path in options["path"] for file in files_at(path))
        intake = Intake(files, chosen.read_options)

        try:
            account = restore_text(
                place=options["release"],
                copies=with_progress(intake),
                folder=options["output"],
                line_breaks=chosen.segmentation,
                on_refused=self._print_refused,
            )
        except NothingRestoredError:
            raise CommandError(
                _("No sentence of the release was found in the copies. Nothing was written.")
            ) from None
        except (NoReleaseError, OSError) as error:
            raise CommandError(str(error)) from error

        self._print(account, options["output"])

    def _print_refused(self, refused: Refused) -> None:
        self.stderr.write(f"{refused.source}: {refused.reason}")

    def _print(self, account: RestoreAccount, folder: Path) -> None:
        counts = {
            _("articles with the same text"): account.same,
            _("articles with another text"): account.differing,
            _("articles not found"): account.missing,
            _("sentences restored"): account.sentences,
            _("sentences not found"): account.of_sentences - account.sentences,
            _("copies of other articles"): account.unused,
        }
        for name, count in counts.items():
            self.stdout.write(f"{count:>9,}  {name}")
        if account.differing or account.missing:
            self.stdout.write(
                _("What doesn’t match is in %(file)s.") % {"file": folder / DIFFERENCES}
            )
