"""How the CPU time of a function grows with its input, measured so that a busy machine does not
matter.
"""

import gc
import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

MAX_GROWTH = 2.5  # times the CPU for the double input
ROUNDS = 6
MEASURABLE = 0.02  # seconds of CPU; below it, noise is larger than what is measured
SHORTEST = 1e-6
LARGEST = 256_000  # a quadratic function that takes 20 ms here takes 1.2 s for the longest article
GIVEN_UP = 5  # seconds of CPU for what takes milliseconds


class TooSlowError(Exception):
    """The function did not end: it is exponential, or as good as that."""


@contextmanager
def cpu_limit(seconds: float = GIVEN_UP) -> Iterator[None]:
    """Raises TooSlowError in what runs longer. CPU time of this process: what others do does not
    count.
    """

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
    """How many times the CPU the double input takes; 0 if no size takes long enough to be measured.

    `make` makes an input of about so many characters. What is not linear is not linear at larger
    sizes either, so noise and the costs of memory, which jump once, have to strike at several sizes
    before they count.
    """
    # The limit makes the clock coarse (4 ms), so the measurement itself runs without it.
    with cpu_limit():
        work(make(size))  # what the first call imports and compiles is not measured
        while cpu_of(work, make(4 * size)) < MEASURABLE:
            size *= 2
            if size > LARGEST:
                return 0

    least = measured_growth(work, make(size), make(4 * size))
    for larger in (4 * size, 16 * size):
        if least > MAX_GROWTH:
            with cpu_limit():
                work(make(4 * larger))
            least = min(least, measured_growth(work, make(larger), make(4 * larger)))
    return least


def measured_growth(work: Callable[[T], object], once: T, four_times: T) -> float:
    """By the square root of four times the input: 2 for a linear function, 4 for a quadratic one,
    with room for noise.

    Noise only adds time, so the least of several runs counts.
    """
    least, most = float("inf"), float("inf")
    for _ in range(ROUNDS):
        least = min(least, *(cpu_of(work, once) for _ in range(3)))
        most = min(most, cpu_of(work, four_times))
        if most <= MAX_GROWTH**2 * least:
            break
    return math.sqrt(most / max(least, SHORTEST))
