from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from annotator.export.releases.counts_in_words import counts_in_words
from annotator.export.releases.reading_back import NotEmptyError, import_release
from annotator.lib.checksums import NoReleaseError
from annotator.lib.processes.command import AppCommand
from annotator.projects.audit import COMMAND, record
from annotator.projects.command_arguments import get_project
from annotator.projects.models import AuditAction


class Command(AppCommand):
    help = _("Import a full-text release, a folder or a ZIP, into an empty project.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help=_("the project"))
        parser.add_argument("place", type=Path, metavar="DIR", help=_("the folder or the ZIP"))

    def handle(self, *args: Any, **options: Any) -> None:
        folder_or_zip: Path = options["place"]
        project = get_project(options["slug"])

        try:
            with transaction.atomic():
                done = import_release(project=project, place=folder_or_zip)
                record(
                    project=project,
                    action=AuditAction.RELEASE_IMPORTED,
                    by=COMMAND,
                    about=f"release {done.number}",
                )
        except NoReleaseError as error:
            raise CommandError(
                # Some messages name the folder already.
                f"{folder_or_zip}: {error}" if str(folder_or_zip) not in str(error) else str(error)
            ) from error
        except NotEmptyError as error:
            raise CommandError(str(error)) from error

        counts = asdict(done)
        number = counts.pop("number")
        self.stdout.write(
            _("Release %(number)s imported: %(counts)s")
            % {"number": number, "counts": counts_in_words(counts)}
        )
