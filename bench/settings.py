"""The app's settings, with the bare view as one more address."""

from annotator.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"

# The benchmarks save faster than the limit for people.
ROWS_PER_SECOND = 1e6
