"""The app's settings, and beside its addresses the bare view that saving is measured against."""

from annotator.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"

# The benches save faster than anybody may.
ROWS_PER_SECOND = 1e6
