"""What the rows of a file are: articles, or sentences."""

import csv
import io

import pytest

from annotator.corpus.readers.records import ReadOptions
from tests.corpus.readers.support import labels, records, refused

SENTENCE = "The mayor says that the dam is safe."


def table(texts: list[str]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([["text", "label"], *([text, "claim"] for text in texts)])
    return file.getvalue()


@pytest.mark.parametrize(
    "other",
    [
        "The dam holds and will hold. " * 20,
        "The dam is safe.\nSo says the mayor.",
    ],
    ids=["a long sentence", "a post of two lines"],
)
def test_a_few_odd_texts_among_labelled_sentences_are_sentences_too(other: str) -> None:
    texts = [f"{SENTENCE} {number}" for number in range(20)]

    found = labels("a.csv", table([*texts, other]))

    assert len(found) == 21


@pytest.mark.parametrize(
    "texts",
    [
        [SENTENCE, "The dam holds and will hold. " * 20],
        [*(f"{SENTENCE} {number}" for number in range(20)), "The dam holds. " * 200],
    ],
    ids=["many long texts", "a whole article"],
)
def test_long_texts_are_articles_and_say_what_to_choose(texts: list[str]) -> None:
    assert (
        "choose ‘a sentence of an article’ at ‘Each row is’" in refused("a.csv", table(texts))[0][1]
    )
    assert len(records("a.csv", table(texts), ReadOptions(rows="sentences"))) == len(texts)


def test_one_sentence_id_with_two_texts_costs_no_other_id() -> None:
    rows = "".join(f"s{number}\tThe dam holds in year {number}.\n" for number in range(30))
    table = f"sentence_id\tsentence\n{rows}s7\tThe mayor doubts it.\n"

    found = [record.external_id for record in records("a.tsv", table)]

    assert [each for each in found if each[0] == "s"] == [f"s{n}" for n in range(30) if n != 7]
    assert len(found) == 31
