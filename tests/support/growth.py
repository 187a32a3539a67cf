"""Measures how the CPU time of a function grows with its input, even on a busy machine."""

import gc
import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

# How many times the CPU time for twice the input.
MAX_GROWTH = 2.5
ROUNDS = 6
# Seconds of CPU time; below it, noise is larger than the measurement.
MEASURABLE = 0.01
SHORTEST = 1e-6
# A quadratic function that takes 20 ms for this size takes 1.2 s for the longest article.
LARGEST = 256_000
# Seconds of CPU time, for functions that should take milliseconds.
GIVEN_UP = 5


class TooSlowError(Exception):
    """The function didn't end in time, so it is probably exponential."""


@contextmanager
def cpu_limit(seconds: float = GIVEN_UP) -> Iterator[None]:
    """Raise TooSlowError if the block takes longer, in CPU time of this process."""

    def give_up(*_: object) -> None:
        raise TooSlowError(f"more than {seconds} s of CPU")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def cpu_of(work: Callable[[T], object], given: T) -> float:
    collected = gc.isenabled()
    gc.disable()
    started = time.process_time()
    try:
        work(given)
        return time.process_time() - started
    finally:
        if collected:
            gc.enable()


def growth(work: Callable[[T], object], make: Callable[[int], T], size: int = 8_000) -> float:
    """How many times the CPU time twice the input takes; 0 if every size is too fast to measure.

    `make` makes an input of about so many characters. A function that isn't linear isn't linear at
    larger sizes either. Noise and the cost of memory, which jumps once, differ between sizes, so
    the least growth of several sizes counts.
    """
    # The first call imports and compiles, so it isn't measured. A function that is exponential
    # doesn't even end.
    with cpu_limit():
        work(make(size))

    # The limit makes the clock coarse (4 ms), so the measurement itself runs without it.
    while cpu_of(work, make(size)) < MEASURABLE / 4:
        size *= 2
        if size > LARGEST:
            if cpu_of(work, make(4 * LARGEST)) < MEASURABLE:
                return 0
            size = LARGEST
            break

    least = measured_growth(work, make(size), make(4 * size))
    for larger in (4 * size, 16 * size):
        if least > MAX_GROWTH:
            with cpu_limit():
                work(make(4 * larger))
            least = min(least, measured_growth(work, make(larger), make(4 * larger)))
    return least


def measured_growth(work: Callable[[T], object], once: T, four_times: T) -> float:
    """Growth for twice the input: 2 for a linear function, 4 for a quadratic one.

    It is the square root of the growth for four times the input, which leaves room for noise. Noise
    only adds time, so the least of several runs counts.
    """
    least, most = float("inf"), float("inf")
    for _ in range(ROUNDS):
        least = min(least, *(cpu_of(work, once) for _ in range(2)))
        most = min(most, cpu_of(work, four_times))
        if most <= MAX_GROWTH**2 * least:
            break
    return math.sqrt(most / max(least, SHORTEST))
