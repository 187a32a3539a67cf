from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.lib.checksums import ERRATA, SUMS, NoReleaseError, files_of, verify
from annotator.lib.processes.command import AppCommand


class Command(AppCommand):
    help = _("Verify a copy of a release, a folder or a ZIP, against its checksums.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", type=Path, metavar="DIR", help=_("the folder or the ZIP"))

    def handle(self, *args: Any, **options: Any) -> None:
        place: Path = options["place"]
        try:
            faults = verify(place)
            if faults:
                raise CommandError("\n".join(faults))
            with files_of(place) as files:
                # The file with the checksums and corrections aren't among the files that
                # it lists.
                count = len({*files.names} - {SUMS, ERRATA})

            self.stdout.write(
                ngettext(
                    "%(place)s: %(count)s file verified",
                    "%(place)s: %(count)s files verified",
                    count,
                )
                % {"place": place, "count": count}
            )
        except NoReleaseError as error:
            raise CommandError(str(error)) from error
