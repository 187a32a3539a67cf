"""When annotations were made, how long they took and under which codebook, as columns of integers.

The database sends its own numbers, and numpy converts them: in the database, the conversion of a
million times takes half a second.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.timezone import get_current_timezone

from annotator.agreement.statistics.arrays import Ints, compact
from annotator.projects.models import Codebook, Label

# The seconds since 1970 in the time zone of the site, the tenths of a second that a label took, or
# NO_TIME, and the version of the codebook, or 0.
AT, TENTHS, VERSION = "at", "tenths", "version"
NO_TIME = -1
TENTHS_PER_SECOND = 10

# The first moment of PostgreSQL's times, which are whole microseconds.
YEAR_2000 = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
MICROSECONDS = 1_000_000
# Clocks are changed at whole quarters of an hour, in every time zone of today.
QUARTER = 15 * 60


def time_columns() -> dict[str, Combinable]:
    """Return the columns of the database, of eight bytes each: a time, a float, an id."""
    return {
        AT: F("annotated_at"),
        TENTHS: Coalesce("seconds", Value(NO_TIME / TENTHS_PER_SECOND)),
        VERSION: Coalesce("codebook_id", Value(0)),
    }


def as_integers(received: Mapping[str, Ints], labels: Sequence[Label]) -> dict[str, Ints]:
    """Return the columns as they are declared above. `received` has the eight bytes as integers.

    `labels` are those of the project.
    """
    utc = received[AT] // MICROSECONDS + YEAR_2000
    tenths = np.rint(received[TENTHS].view(np.float64) * TENTHS_PER_SECOND)
    return {
        AT: utc + _offsets(utc),
        TENTHS: tenths.astype(np.int64),
        VERSION: _versions(received[VERSION], labels),
    }


def _offsets(utc: Ints) -> Ints:
    """Return how many seconds the site's time is ahead of UTC at each of these times."""
    zone = get_current_timezone()
    quarters, index = compact(utc // QUARTER)
    there = [datetime.fromtimestamp(quarter * QUARTER, zone) for quarter in quarters.tolist()]
    offsets = [(time.utcoffset() or timedelta()).total_seconds() for time in there]
    return np.array(offsets, np.int64)[index]


def _versions(ids: Ints, labels: Sequence[Label]) -> Ints:
    """Return the versions of the codebooks with these ids, and 0 for 0."""
    distinct, index = compact(ids)
    of_project = Codebook.objects.filter(project__in={label.project_id for label in labels})
    versions = dict(of_project.filter(pk__in=distinct.tolist()).values_list("pk", "version"))
    return np.array([versions.get(pk, 0) for pk in distinct.tolist()], np.int64)[index]
