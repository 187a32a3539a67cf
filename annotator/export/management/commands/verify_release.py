from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.lib.checksums import NoReleaseError, files_of, verify


class Command(BaseCommand):
    help = (
        "Check that a copy of a release, a folder or a ZIP, holds what was published and "
        "nothing else."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", type=Path, metavar="DIR", help="the folder, or the ZIP")

    def handle(self, *args: Any, **options: Any) -> None:
        place: Path = options["place"]
        try:
            found = verify(place)
            if found:
                raise CommandError("\n".join(found))
            with files_of(place) as files:
                self.stdout.write(
                    f"{place}: {len(files.names) - 1} files, all as they were published"
                )
        except NoReleaseError as error:
            raise CommandError(str(error)) from error
