from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.lib.processes.command import AppCommand
from annotator.management.backups import BackupError, back_up


class Command(AppCommand):
    help = _(
        "Back up the database and the files in the storage into one file with checksums. Safe "
        "while the app is running."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_("the backup to write"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            saved = back_up(options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error

        for name in saved.missing:
            self.stderr.write(
                _("%(name)s: missing from the storage, so not in the backup") % {"name": name}
            )

        self.stdout.write(
            ngettext(
                "%(file)s: the database and %(count)s file, %(size)s bytes",
                "%(file)s: the database and %(count)s files, %(size)s bytes",
                saved.files,
            )
            % {"file": options["file"], "count": saved.files, "size": f"{saved.size:,}"}
        )
