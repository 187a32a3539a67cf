"""Archives with a file for each annotator."""

import pytest

from annotator.corpus.readers.labels.annotator_files import annotator_of_file, share_articles


@pytest.mark.parametrize(
    ("names", "annotators"),
    [
        (["ana.jsonl", "ben.jsonl"], ["ana", "ben"]),
        (["a.zip › ana.jsonl", "a.zip › ben.jsonl"], ["ana", "ben"]),
        (["out/ana.csv", "out/ben.csv"], ["ana", "ben"]),
        (["labels_ana.csv", "labels_ben.csv"], ["ana", "ben"]),
        (["annotator1.jsonl", "annotator2.jsonl"], ["annotator1", "annotator2"]),
        (["ana.jsonl"], [""]),
        (["all.jsonl", "ana.jsonl"], ["", ""]),
        (["train.jsonl", "test.jsonl"], ["", ""]),
        (["2019.csv", "2020.csv"], ["", ""]),
        (["part1.jsonl", "part2.jsonl"], ["", ""]),
        (["a/ana.jsonl", "b/ben.jsonl"], ["", ""]),
        (["ana.txt", "ben.txt"], ["", ""]),
    ],
)
def test_files_are_named_after_annotators(names: list[str], annotators: list[str]) -> None:
    assert [annotator_of_file(name, names) for name in names] == annotators


def test_an_address_is_not_revealed() -> None:
    names = ["ana@x.example.jsonl", "ben@x.example.jsonl"]
    assert "@" not in annotator_of_file(names[0], names)


def test_files_of_annotators_share_articles() -> None:
    assert share_articles([["1", "2"], ["2", "3"]])
    assert not share_articles([["1", "2"], ["3", "4"]])
    assert not share_articles([["1"]])
