"""A database that is migrated once in a run, of which each worker's database is a copy.

To migrate takes seconds, and each worker did it. Only the tests' own server has such a database:
on another, it would be left behind.
"""

import fcntl
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

TEMPLATE = "migrated"


def copy_the_migrated_database() -> None:
    """Let the test database of this process be a copy. Django then finds nothing to migrate."""
    var = Path(os.environ["SKEPSIS_VAR"])
    made = var / TEMPLATE

    # The other workers wait here until it is whole.
    with (var / f"{TEMPLATE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _migrate_template()
            made.touch()

    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE


def _migrate_template() -> None:
    database: dict[str, Any] = connection.settings_dict
    name, test_name = database["NAME"], database["TEST"]["NAME"]
    database["TEST"]["NAME"] = TEMPLATE

    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        # A database that somebody is connected to can't be copied.
        connection.close()
        database["NAME"] = settings.DATABASES[connection.alias]["NAME"] = name
        database["TEST"]["NAME"] = test_name
