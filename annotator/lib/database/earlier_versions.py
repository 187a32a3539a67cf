"""Migrating the database to this version, also from versions before migrations were squashed."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy

MESSAGE = gettext_lazy("The database comes from a version that is too old to be upgraded directly.")
HINT = gettext_lazy(
    "Start it once with the last version before 0.1.0 that has the migration %(migration)s, "
    "then with this version. Nothing has been changed."
)


def known_migrations() -> set[tuple[str, str]]:
    """Return (app, name) of the migrations of this version, and of those that they replace."""
    migrations = MigrationLoader(None).disk_migrations
    replaced = {key for migration in migrations.values() for key in migration.replaces}
    return set(migrations) | replaced


def check_earlier_version(
    *, databases: Collection[str] | None = None, **_: Any
) -> Sequence[CheckMessage]:
    """Return an error if only some of the migrations that were squashed have been applied.

    Django would fail halfway, with a message about models that it can't find.
    """
    errors = []
    for alias in databases or ():
        loader = MigrationLoader(connections[alias])
        applied = set(loader.applied_migrations)

        for key, migration in loader.disk_migrations.items():
            missing = set(migration.replaces) - applied
            is_ours = migration.__module__.startswith("annotator.")

            if is_ours and key not in applied and 0 < len(missing) < len(migration.replaces):
                hint = HINT % {"migration": ".".join(migration.replaces[-1])}
                errors.append(Error(str(MESSAGE), hint=hint, id="annotator.E001"))
    return errors


def migrate_database() -> None:
    """Apply the missing migrations. Raises CommandError if that isn't possible."""
    errors = check_earlier_version(databases=["default"])
    if errors:
        raise CommandError(f"{errors[0].msg} {errors[0].hint}")

    call_command("migrate", verbosity=0, interactive=False)
