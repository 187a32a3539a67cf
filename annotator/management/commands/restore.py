from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.lib.database.earlier_versions import migrate_database
from annotator.lib.processes.command import AppCommand
from annotator.management.backups import BackupError, restore
from annotator.projects.audit import COMMAND, record
from annotator.projects.models import AuditAction, Project


def record_restore(name: str) -> None:
    """Record in each project that it was restored: later entries of its audit log are lost."""
    with transaction.atomic():
        for project in Project.objects.order_by("pk"):
            record(project=project, action=AuditAction.RESTORED, by=COMMAND, about=name)


class Command(AppCommand):
    help = _(
        "Verify a backup and restore it, atomically, into an empty database. The app must be "
        "stopped."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_("the backup to restore"))
        parser.add_argument("--replace", action="store_true", help=_("replace all existing data"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = restore(options["file"], replace=options["replace"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        # The backup may come from an earlier version.
        migrate_database()
        record_restore(options["file"].name)

        for name in restored.missing:
            self.stderr.write(
                _("%(name)s: missing, because it wasn’t in the storage at the time of the backup")
                % {"name": name}
            )
        self.stdout.write(
            ngettext(
                "%(file)s: restored the database and %(count)s file",
                "%(file)s: restored the database and %(count)s files",
                restored.files,
            )
            % {"file": options["file"], "count": restored.files}
        )
