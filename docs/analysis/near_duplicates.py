"""Near-duplicates of a partitioned release, by the app's own functions, in two maps by Dask:
`python -m docs.analysis.near_duplicates FOLDER`.

The first map makes the sketches of a partition. Candidates are found from all sketches in one
place. The second map compares the candidates of two partitions. Prints each cluster as a line.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet

from annotator.corpus.near_duplicates.candidates import Sketches, sketch
from annotator.corpus.near_duplicates.clusters import join
from annotator.corpus.near_duplicates.pairs import Pair, similarity
from annotator.corpus.near_duplicates.shingles import Hashes, shingles

# The numbers of two articles in the order of `names`, and their names.
Candidate = tuple[int, int, str, str]
# Such as the built-in `map`.
Mapped = Callable[..., Iterable[Any]]


def sketches_of(file: Path) -> list[tuple[str, Hashes]]:
    """Return the name and the sketch of each article of a partition."""
    return [(name, sketch(shingles(text))) for name, text in _texts(file)]


def compare(files: tuple[Path, Path], candidates: Sequence[Candidate]) -> list[Pair]:
    """Return which of the candidates are near-duplicates. Their articles are in these files."""
    wanted = {name for _, _, *names in candidates for name in names}
    found = {
        name: shingles(text)
        for file in sorted(set(files))
        for name, text in _texts(file, [("article_id", "in", wanted)])
    }
    pairs = [
        Pair(one, other, similarity(found[first], found[second]))
        for one, other, first, second in candidates
    ]
    return [pair for pair in pairs if pair.similarity]


def find(folder: Path, mapped: Mapped) -> tuple[list[str], list[Pair]]:
    """Return the names of the articles, and the pairs by their numbers among these."""
    files = sorted((folder / "articles").glob("part=*/*.parquet"))
    articles = [
        (name, file, kept)
        for file, of_partition in zip(files, mapped(sketches_of, files), strict=True)
        for name, kept in of_partition
    ]
    articles.sort(key=lambda article: article[0])
    sketches = Sketches()
    for _, _, kept in articles:
        sketches.add(kept)

    tasks: dict[tuple[Path, Path], list[Candidate]] = defaultdict(list)
    for one, other in zip(*(numbers.tolist() for numbers in sketches.candidates()), strict=True):
        (first, file, _), (second, other_file, _) = articles[one], articles[other]
        tasks[file, other_file].append((one, other, first, second))
    found = mapped(compare, list(tasks), list(tasks.values()))

    pairs = [pair for of_task in found for pair in of_task]
    return [name for name, _, _ in articles], sorted(pairs, key=lambda p: (p.first, p.second))


def clusters(names: Sequence[str], pairs: Iterable[Pair]) -> list[list[str]]:
    """Return the articles that belong together, where there are several."""
    members = join(range(len(names)), [], pairs).members
    return [[names[number] for number in found] for found in members if len(found) > 1]


def _texts(file: Path, which: list[Any] | None = None) -> Iterable[tuple[str, str]]:
    # By its file alone: `part` in the path is no column here.
    columns = ["article_id", "text"]
    table = pyarrow.parquet.read_table(file, columns=columns, filters=which, partitioning=None)
    return zip(table["article_id"].to_pylist(), table["text"].to_pylist(), strict=True)


if __name__ == "__main__":
    from docs.analysis.with_dask import connected

    def by_workers(client: Any, function: Callable[..., Any], *lists: Any) -> Any:
        return client.gather(client.map(function, *lists))

    with connected() as client:
        for cluster in clusters(*find(Path(sys.argv[1]), partial(by_workers, client))):
            print(*cluster)
