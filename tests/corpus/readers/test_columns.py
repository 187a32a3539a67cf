"""Columns are recognised by their names, or chosen."""

from annotator.corpus.readers.records import (
    ReadOptions,
)
from tests.corpus.readers.support import records, refused, texts


def test_a_column_can_be_chosen() -> None:
    assert texts("a.csv", "a,b\nx,The dam.\n", ReadOptions(columns={"text": "b"})) == ["The dam."]
    assert (
        records("a.csv", "title,text\nx,The dam.\n", ReadOptions(columns={"title": ""}))[0].title
        == ""
    )


def test_a_chosen_column_applies_only_to_files_that_have_it() -> None:
    chosen = ReadOptions(columns={"text": "Inhalt"})
    assert texts("a.csv", "text,Inhalt\nshort,The dam.\n", chosen) == ["The dam."]
    assert texts("b.csv", "id,body\n1,The gate.\n", chosen) == ["The gate."]


def test_a_user_field_is_not_the_annotator() -> None:
    assert texts("a.jsonl", '{"text": "One.", "user": {"name": "x"}}\n{"text": "Two."}\n') == [
        "One.",
        "Two.",
    ]
    assert (
        "e-mail addresses"
        in refused("s.csv", "sentence,label,annotator\nOne.,a,x@y.example\n")[0][1]
    )
