from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.management.backups import BackupError, back_up


class Command(BaseCommand):
    help = (
        "Write the whole database and the release files into one file, with checksums. People "
        "may go on working."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            saved = back_up(options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        for name in saved.missing:
            self.stderr.write(f"{name}: the storage has it no more, so the backup has not either")
        self.stdout.write(
            f"{options['file']}: the database and {saved.files} files, {saved.size:,} bytes"
        )
