"""Rows become articles, with their sentences and labels."""

import json

import pytest

from annotator.corpus.readers.records import (
    ReadArticle,
    ReadOptions,
    Refused,
)
from tests.corpus.readers.support import labels, read, records, refused, task, texts


def test_a_generated_identifier_stays_the_same() -> None:
    first = records("crawl.csv", "text\nThe dam.\nThe gate.\n")
    fixed = records("crawl.csv", "text\nA new one.\nThe dam.\nThe gate.\n")
    assert {record.external_id for record in first} < {record.external_id for record in fixed}
    assert all(record.external_id.startswith("crawl-") for record in fixed)


def test_rows_of_sentences_become_articles() -> None:
    table = (
        "doc_id,sentence,title,paragraph\n"
        "A,One.,First,1\nB,“Uno”,Second,1\nA,Two.,,1\nA,Three.,,2\n"
    )
    second, first = records("s.csv", table)
    assert (first.external_id, first.title, first.text) == ("A", "First", "One. Two.\nThree.")
    assert first.sentences == ("One.", "Two.", "Three.")
    assert (second.external_id, second.sentences) == ("B", ("“Uno”",))


def test_sentences_are_ordered_by_position() -> None:
    table = "article_id,position,sentence\nA,2,Two.\nA,10,Ten.\nA,1,One.\n"
    assert records("s.csv", table)[0].sentences == ("One.", "Two.", "Ten.")


def test_an_article_with_a_bad_sentence_is_refused() -> None:
    items = read("s.csv", "article_id,sentence\nA,One.\nA,  \nB,Uno.\n")
    assert [item.record.external_id for item in items if isinstance(item, ReadArticle)] == ["B"]
    assert refused("s.csv", "article_id,sentence\nA,One.\nA,  \n") == [
        ("s.csv, line 2", "sentence in line 3: has no text")
    ]


def test_sentences_can_be_a_list() -> None:
    line = json.dumps(
        {"id": "A", "text": "One. Two.\nThree.", "sentences": ["One. Two.", "Three."]}
    )
    assert records("a.jsonl", line)[0].sentences == ("One. Two.", "Three.")
    assert (
        "isn’t a list of texts"
        in refused("a.jsonl", json.dumps({"text": "One.", "sentences": [1]}))[0][1]
    )


def test_classified_lines_from_doccano_are_sentences() -> None:
    lines = (
        '{"id":1,"text":"The dam '
        'held.","label":["claim"],"Comments":[]}\n{"id":2,"text":"Lucky!","label":[]}\n'
    )
    assert [record.sentences for record in records("admin.jsonl", lines)] == [
        ("The dam held.",),
        ("Lucky!",),
    ]
    assert labels("admin.jsonl", lines) == [("claim", "", 1, 0, 0)]


def test_spans_from_doccano_are_on_characters() -> None:
    spans = '{"id":1,"text":"The dam held. It broke.","label":[[0,13,"claim"]]}\n'
    entities = (
        '{"id":1,"text":"A.\\r\\nIt '
        'broke.","entities":[{"id":5,"label":"denial","start_offset":4,"end_offset":13}]}\n'
    )
    assert labels("a.jsonl", spans) == [("claim", "", 0, 0, 13)]
    assert labels("a.jsonl", entities) == [("denial", "", 0, 3, 12)]
    assert (
        "on characters that don’t exist"
        in refused("a.jsonl", '{"text":"Short.","label":[[0,99,"claim"]]}')[0][1]
    )


def test_labels_that_cannot_be_read_are_refused() -> None:
    long = json.dumps({"text": "It held.\n" * 100, "label": "fake"})
    assert "the label “fake” is on the whole row" in refused("a.jsonl", long)[0][1]
    assert labels("a.jsonl", '{"text": "Lucky!", "label": 1.0}') == [("1", "", 1, 0, 0)]
    chosen = ReadOptions(columns={"label": "label"})
    assert (
        "label format not recognised"
        in refused("a.jsonl", '{"text": "Lucky!", "label": {"colour": "x"}}', chosen)[0][1]
    )
    minimal = (
        '[{"id": 1, "text": "It held. Lucky!", "label": [{"start": 0, "end": 8, "text": "x", '
        '"labels": ["A"]}]}]'
    )
    assert labels("a.json", minimal) == [("A", "", 0, 0, 8)]
    hyper = {"type": "hypertextlabels", "value": {"hypertextlabels": ["A"], "start": "/p[1]"}}
    assert (
        "hypertextlabels" in refused("a.json", json.dumps([task("x", {"result": [hyper]})]))[0][1]
    )


def test_exported_tables_can_be_imported() -> None:
    articles = "article_id,title,sentences,annotators,text\nA,Dam,3,2,It held.\n"
    assert texts("articles.csv", articles) == ["It held."]
    annotations = (
        "annotation_id,article_id,position,text,annotator,label,skip_reason\n"
        "1,A,1,It held.,Q7,claim,\n2,A,1,It held.,B2,,question\n3,A,2,Lucky!,Q7,opinion,\n"
    )
    (record,) = records("annotations.csv", annotations)
    assert record.sentences == ("It held.", "Lucky!")
    assert [(g.name, g.annotator, g.position) for g in record.labels] == [
        ("claim", "Q7", 1),
        ("question", "B2", 1),
        ("opinion", "Q7", 2),
    ]
    sentences = "article_id,position,text,excluded,label\nA,1,It held.,false,\nA,2,Share,true,\n"
    (record,) = records("sentences.csv", sentences, ReadOptions(rows="sentences"))
    assert record.excluded == {2}


def test_language_names_become_tags() -> None:
    assert records("a.jsonl", '{"text": "It held.", "language": "English"}')[0].language == "en"
    assert records("a.jsonl", '{"text": "It held.", "language": "pt_BR"}')[0].language == "pt-BR"


@pytest.mark.parametrize("column", ["text", "sentence"])
def test_a_missing_value_is_no_text(column: str) -> None:
    rows = [{"id": number, column: text} for number, text in enumerate(["nan", "NULL", "It held."])]
    items = read("a.jsonl", "\n".join(map(json.dumps, rows)))
    assert [isinstance(item, ReadArticle) for item in items] == [False, False, True]
    assert all("missing value" in item.reason for item in items if isinstance(item, Refused))
