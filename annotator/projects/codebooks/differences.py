"""Which words two texts have in common, in an order that people can read.

The words that occur once in both texts are put side by side first, as in patience diff (Bram
Cohen); then the words between them, in the same way. Time grows with n log n.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

# A position in the old text and one in the new text. One of them is None for an item that was
# added or removed.
Step = tuple[int | None, int | None]

# Each level looks at all that is left once, so this bounds the time. Texts that people write
# need two or three.
MAX_DEPTH = 10


def compare(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Step]:
    """Return the steps from the old to the new sequence; of a change, what was removed first.

    >>> compare("abc", "xbc")
    [(0, None), (None, 0), (1, 1), (2, 2)]
    """
    return list(_steps(old, range(len(old)), new, range(len(new)), MAX_DEPTH))


def _steps(
    old: Sequence[Hashable], olds: range, new: Sequence[Hashable], news: range, depth: int
) -> Iterator[Step]:
    start = 0
    while start < min(len(olds), len(news)) and old[olds[start]] == new[news[start]]:
        yield olds[start], news[start]
        start += 1
    olds, news = olds[start:], news[start:]

    end = 0
    while end < min(len(olds), len(news)) and old[olds[-1 - end]] == new[news[-1 - end]]:
        end += 1
    same_end = zip(olds[len(olds) - end :], news[len(news) - end :], strict=True)
    olds, news = olds[: len(olds) - end], news[: len(news) - end]

    anchors = _anchors(old, olds, new, news) if depth else []
    if anchors:
        # The last pair of ends closes what lies behind the last anchor.
        for from_old, from_new in [*anchors, (olds.stop, news.stop)]:
            before = range(olds.start, from_old), range(news.start, from_new)
            yield from _steps(old, before[0], new, before[1], depth - 1)
            if from_old < olds.stop:
                yield from_old, from_new
            olds, news = range(from_old + 1, olds.stop), range(from_new + 1, news.stop)
    else:
        yield from ((position, None) for position in olds)
        yield from ((None, position) for position in news)

    yield from same_end


def _anchors(
    old: Sequence[Hashable], olds: range, new: Sequence[Hashable], news: range
) -> list[tuple[int, int]]:
    """The longest list of items that occur once in both, in the order of both."""
    counts_old = Counter(old[position] for position in olds)
    counts_new = Counter(new[position] for position in news)
    place_new = {new[position]: position for position in news}
    pairs = [
        (position, place_new[old[position]])
        for position in olds
        if counts_old[old[position]] == 1 and counts_new[old[position]] == 1
    ]

    # The longest rising run of places in the new text, by patience sorting.
    tops: list[int] = []
    last_of_pile: list[int] = []
    before: list[int | None] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(last_of_pile[pile - 1] if pile else None)
        if pile == len(tops):
            tops.append(place)
            last_of_pile.append(index)
        else:
            tops[pile], last_of_pile[pile] = place, index

    chosen: list[tuple[int, int]] = []
    index_or_none = last_of_pile[-1] if last_of_pile else None
    while index_or_none is not None:
        chosen.append(pairs[index_or_none])
        index_or_none = before[index_or_none]
    return chosen[::-1]
