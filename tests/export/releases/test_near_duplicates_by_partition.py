"""The job of docs/analysis finds the near-duplicates that the app finds."""

from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from annotator.corpus.near_duplicates.candidates import sketch
from annotator.corpus.near_duplicates.pairs import find_pairs
from annotator.corpus.near_duplicates.shingles import shingles
from annotator.export.releases.partitions.copying import partition_file, partition_of
from docs.analysis.near_duplicates import clusters, find

PARTITIONS = 4


def text_of(story: int, cut: int = 100) -> str:
    words = [f"word{(story * 7919 + number * number) % 1000}" for number in range(100)]
    return " ".join(words[:cut])


@pytest.fixture
def texts() -> dict[str, str]:
    """Twenty stories; of every third there is a copy, of every fifth a part."""
    found = {f"a{story:02}": text_of(story) for story in range(20)}
    found |= {f"b{story:02}": text_of(story) + " Reuters" for story in range(0, 20, 3)}
    return found | {f"c{story:02}": text_of(story, cut=60) for story in range(0, 20, 5)}


@pytest.fixture
def folder(texts: dict[str, str], tmp_path: Path) -> Path:
    for partition in range(PARTITIONS):
        names = [name for name in texts if partition_of(name, PARTITIONS) == partition]
        file = partition_file(tmp_path, "articles", partition)
        file.parent.mkdir(parents=True)
        table = pyarrow.table({"article_id": names, "text": [texts[name] for name in names]})
        pyarrow.parquet.write_table(table, file)
    return tmp_path


def test_the_pairs_are_those_of_the_app(texts: dict[str, str], folder: Path) -> None:
    names, pairs = find(folder, map)
    numbered = [(number, texts[name]) for number, name in enumerate(sorted(texts))]
    assert names == sorted(texts)
    assert pairs == find_pairs(numbered, lambda keys: [numbered[key] for key in keys])
    assert len(pairs) > 10

    together = clusters(names, pairs)
    assert ["a00", "b00", "c00"] in together
    assert sum(len(cluster) for cluster in together) == 9 + 7 + 4


def test_a_sketch_is_its_own_sketch() -> None:
    for cut in (3, 40, 100):
        hashes = shingles(text_of(1, cut))
        assert (sketch(sketch(hashes)) == sketch(hashes)).all()
