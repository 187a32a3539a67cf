"""Finds near-duplicates: texts that are copies of each other but for small changes.

Two texts are near-duplicates if their shingles have a Jaccard similarity of at least 0.5, or if one
contains at least 0.7 of the other's, as when its end was cut. docs/datasets.md has how often this
is right.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

import numpy as np

from annotator.corpus.near_duplicates.candidates import Sketches, sketch
from annotator.corpus.near_duplicates.shingles import Hashes, shingles
from annotator.corpus.other_processes import in_order

MIN_JACCARD = 0.5
MIN_CONTAINMENT = 0.7
# Containment says little about a text of a sentence or two, which many others may quote.
MIN_CONTAINED = 10
# Pairs that are compared at a time, so that the shingles of few texts are in memory.
BATCH = 2_000

# Texts that are sent to another process at once, and how many such chunks are done here.
CHUNK, CHUNKS_HERE = 100, 30

# A key and a text.
Text = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two near-duplicates by their keys. `similarity` is the higher of the two measures."""

    first: int
    second: int
    similarity: float


def find_pairs(
    texts: Iterable[Text],
    fetch: Callable[[Sequence[int]], Iterable[Text]],
    *,
    new: Collection[int] | None = None,
    processes: int = 0,
) -> list[Pair]:
    """Return the near-duplicates among the texts, in the order of their keys.

    `fetch` returns some of the texts again, by their keys: not all fit into memory. With `new`, a
    pair has at least one of these keys. `processes` may help if there are many texts.
    """
    # Texts with the same digest have the same shingles, so they need not be read again.
    digests: dict[int, bytes] = {}
    sketches = Sketches()
    for chunk in in_order(_digest, _chunks(texts), here=CHUNKS_HERE, processes=processes):
        for key, digest, one in chunk:
            digests[key] = digest
            sketches.add(one)
    keys = list(digests)

    candidates = [
        (keys[first], keys[second]) for first, second in zip(*sketches.candidates(), strict=True)
    ]
    if new is not None:
        candidates = [pair for pair in candidates if pair[0] in new or pair[1] in new]

    same = [pair for pair in candidates if digests[pair[0]] == digests[pair[1]]]
    others = [pair for pair in candidates if digests[pair[0]] != digests[pair[1]]]
    found = [Pair(*pair, 1.0) for pair in same]
    return sorted([*found, *_compare(others, fetch)], key=lambda pair: (pair.first, pair.second))


def _chunks(texts: Iterable[Text]) -> Iterator[list[Text]]:
    texts = iter(texts)
    while chunk := list(islice(texts, CHUNK)):
        yield chunk


def _digest(texts: Sequence[Text]) -> list[tuple[int, bytes, Hashes]]:
    """Return the key, the digest and the sketch of each text."""
    found = []
    for key, text in texts:
        hashes = shingles(text)
        # Not hash(): it differs from process to process.
        digest = blake2b(hashes.tobytes(), digest_size=16).digest()
        found.append((key, digest, sketch(hashes)))
    return found


def similarity(one: Hashes, other: Hashes) -> float:
    """Return how similar two texts are by their shingles: from 0 to 1, 0 if they are not
    near-duplicates.
    """
    shared = np.intersect1d(one, other, assume_unique=True).size
    jaccard = shared / max(one.size + other.size - shared, 1)
    contained = shared / max(min(one.size, other.size), 1)

    if contained >= MIN_CONTAINMENT and shared >= MIN_CONTAINED:
        return contained
    return jaccard if jaccard >= MIN_JACCARD else 0.0


def _compare(
    candidates: Sequence[tuple[int, int]], fetch: Callable[[Sequence[int]], Iterable[Text]]
) -> Iterator[Pair]:
    for begin in range(0, len(candidates), BATCH):
        batch = candidates[begin : begin + BATCH]
        wanted = sorted({key for pair in batch for key in pair})
        hashes = {key: shingles(text) for key, text in fetch(wanted)}

        for first, second in batch:
            # A text may have been deleted in the meantime.
            if first in hashes and second in hashes:
                found = similarity(hashes[first], hashes[second])
                if found:
                    yield Pair(first, second, found)
