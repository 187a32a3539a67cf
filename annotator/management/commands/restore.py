from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from annotator.lib.database.earlier_versions import migrate_database
from annotator.management.backups import BackupError, restore
from annotator.projects.audit import COMMAND, record
from annotator.projects.models import AuditAction, Project


def record_restore(name: str) -> None:
    """Say in each project that its trail, like all of it, is that of a backup: what was done since
    is not in it.
    """
    with transaction.atomic():
        for project in Project.objects.order_by("pk"):
            record(project=project, action=AuditAction.RESTORED, by=COMMAND, about=name)


class Command(BaseCommand):
    help = (
        "Check a backup and bring it back, whole or not at all, into an empty database. The app "
        "must be stopped."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="put it in place of everything that there is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            brought = restore(options["file"], replace=options["replace"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        # The backup may come from an earlier version.
        migrate_database()
        record_restore(options["file"].name)
        for name in brought.missing:
            self.stderr.write(
                f"{name}: the file was missing when the backup was made; what needs it will say so"
            )
        self.stdout.write(f"{options['file']}: the database and {brought.files} files are back")
