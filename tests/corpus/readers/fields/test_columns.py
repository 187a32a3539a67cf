"""Columns are recognised by their names, or chosen."""

import unicodedata

import pytest

from annotator.corpus.readers.fields.columns import recognise_columns, sample_columns
from annotator.corpus.readers.records import ReadOptions
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


def found(header: str, chosen: dict[str, str] | None = None) -> dict[str, str]:
    return recognise_columns(header.split(), chosen or {})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "tweet_id,tweet_text\n1,The dam is safe.\n"),
        ("b.csv", "id,statement\n1,The dam is safe.\n"),
        ("c.csv", "public_id,title_text\n1,The dam is safe.\n"),
        ("d.csv", "id,claim\n1,The dam is safe.\n"),
        ("e.csv", "id,full_text\n1,The dam is safe.\n"),
        ("f.csv", "Input.text,Answer.label\nThe dam is safe.,\n"),
        ("g.jsonl", '{"id": 52, "data": "The dam is safe.", "label": [[0, 16, "claim"]]}\n'),
    ],
)
def test_the_text_columns_of_common_data_sets_are_known(name: str, data: str) -> None:
    assert texts(name, data) == ["The dam is safe."]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        # CheckThat!
        (
            "topic_id tweet_id tweet_url tweet_text claim claim_worthiness",
            {
                "text": "tweet_text",
                "external_id": "tweet_id",
                "url": "tweet_url",
                "label": "claim_worthiness",
            },
        ),
        (
            "Sentence_id Text class_label",
            {"text": "Text", "sentence_id": "Sentence_id", "label": "class_label"},
        ),
        (
            "sentence_id sentence label solved_conflict",
            {"sentence": "sentence", "sentence_id": "sentence_id", "label": "label"},
        ),
        # BABE and MBIC
        (
            "text news_link outlet topic type label_bias label_opinion biased_words",
            {"text": "text", "url": "news_link", "source": "outlet", "label": "label_bias"},
        ),
        # MultiFC
        (
            "claimID claim label claimURL",
            {"text": "claim", "external_id": "claimID", "url": "claimURL", "label": "label"},
        ),
        # FakeNewsNet
        (
            "url text title publish_date source",
            {
                "text": "text",
                "url": "url",
                "title": "title",
                "published": "publish_date",
                "source": "source",
            },
        ),
        # Figure Eight and Mechanical Turk
        (
            "_unit_id _worker_id text stance",
            {
                "text": "text",
                "external_id": "_unit_id",
                "annotator": "_worker_id",
                "label": "stance",
            },
        ),
        ("HITId WorkerId Input.text", {"text": "Input.text", "annotator": "WorkerId"}),
    ],
)
def test_the_columns_of_common_data_sets_are_known(header: str, fields: dict[str, str]) -> None:
    assert found(header) == fields


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("titre texte", {"text": "texte", "title": "titre"}),
        (
            "Überschrift Inhalt Quelle",
            {"text": "Inhalt", "title": "Überschrift", "source": "Quelle"},
        ),
        ("título texto", {"text": "texto", "title": "título"}),
        ("TÍTULO TEXTO", {"text": "TEXTO", "title": "TÍTULO"}),
        ("tytuł treść źródło", {"text": "treść", "title": "tytuł", "source": "źródło"}),
        ("BAŞLIK METİN", {"text": "METİN", "title": "BAŞLIK"}),
        ("заголовок текст", {"text": "текст", "title": "заголовок"}),
        ("العنوان النص", {"text": "النص", "title": "العنوان"}),
        ("عنوان متن", {"text": "متن", "title": "عنوان"}),
        ("शीर्षक पाठ", {"text": "पाठ", "title": "शीर्षक"}),
        ("หัวข้อ ข้อความ", {"text": "ข้อความ", "title": "หัวข้อ"}),
        ("标题 正文", {"text": "正文", "title": "标题"}),
        ("見出し 本文", {"text": "本文", "title": "見出し"}),
        ("věta štítek", {"sentence": "věta", "label": "štítek"}),
    ],
)
def test_columns_are_known_in_the_languages_of_the_readers(
    header: str, fields: dict[str, str]
) -> None:
    assert found(header) == fields
    assert found(unicodedata.normalize("NFD", header)).keys() == fields.keys()


def test_a_word_with_two_meanings_is_read_beside_the_others() -> None:
    assert found("id data label")["text"] == "data"
    assert found("titolo testo data") == {"text": "testo", "title": "titolo", "published": "data"}
    assert found("text label user")["annotator"] == "user"
    assert "annotator" not in found("tweet_id tweet_text user")
    assert found("tweet_text created_at")["published"] == "created_at"
    assert "published" not in found("text annotator created_at")
    assert "text" not in found("sentence label comment")


def test_a_chosen_column_may_be_written_with_other_characters_for_the_same_letters() -> None:
    for written in ["Änderung", "änderung"]:
        for header in ["Änderung", unicodedata.normalize("NFD", "Änderung")]:
            assert found(header, {"text": written}) == {"text": header}


def test_a_sentence_has_an_identifier_beside_its_position() -> None:
    assert found("article_id sent_id sentence_number sentence") == {
        "sentence": "sentence",
        "external_id": "article_id",
        "article": "article_id",
        "sentence_id": "sent_id",
        "position": "sentence_number",
    }


def corrected(*rows: dict[str, object]) -> dict[str, str]:
    return recognise_columns(list(rows[0]), {}, sample_columns(rows))


@pytest.mark.parametrize("name", ["article", "document", "doc", "key", "id"])
def test_a_column_of_texts_is_no_identifier(name: str) -> None:
    text = "The dam is safe. The mayor doubts it."
    fields = corrected(
        {"sentence": "The dam is safe.", name: text, "label": "claim"},
        {"sentence": "The mayor doubts it.", name: text, "label": "doubt"},
    )
    assert {"external_id", "article", "sentence_id"}.isdisjoint(fields)
    assert fields["sentence"] == "sentence"


def test_a_column_of_identifiers_is_not_the_text() -> None:
    row = {"article": "n-101", "claim": "The dam is safe.", "label": "true"}
    assert corrected(row) == {"text": "claim", "article": "article", "label": "label"}
    assert "text" not in corrected({"document": "n-101", "label": "claim"})
    # A column that is named “text” is the text, whatever it holds.
    assert corrected({"text": "Yes", "label": "claim"})["text"] == "text"


def test_a_column_of_objects_is_not_the_annotator() -> None:
    assert "annotator" not in corrected({"text": "The dam.", "user": {"name": "x"}})
    assert corrected({"text": "The dam.", "user": "ana"})["annotator"] == "user"


def test_the_only_column_of_texts_is_the_text() -> None:
    row = {"nr": "1", "kommentti": "Pato on turvallinen, sanoi pormestari.", "label": "claim"}
    assert corrected(row) == {"text": "kommentti", "label": "label"}
    assert "text" not in corrected(row | {"huomautus": "En ole varma, mutta luulen niin."})

    headline = {"headline": "Mayor says that the dam is safe at last", "label": "claim"}
    assert corrected(headline) == {"text": "headline", "label": "label"}
    assert corrected({"headline": headline["headline"], "url": "a.example"}) == {
        "title": "headline",
        "url": "url",
    }
    chosen_none = recognise_columns(list(row), {"text": ""}, sample_columns([row]))
    assert "text" not in chosen_none


@pytest.mark.parametrize("name", ["notes", "annotation.notes", "Begründung", "explanation"])
def test_notes_are_never_taken_for_the_text(name: str) -> None:
    row = {"id": "7", name: "The mayor is quoted at length, so the sentence is not biased."}

    assert "text" not in recognise_columns(list(row), {}, sample_columns([row]))
    assert recognise_columns(list(row), {"text": name}, sample_columns([row]))["text"] == name


def test_a_column_with_html_is_not_the_text_beside_one_without() -> None:
    row = {"body": "<p>The dam held.</p>", "bodyText": "The dam held."}
    sample = sample_columns([row])
    assert recognise_columns(row, {}, sample)["text"] == "bodyText"
    alone = {"body": row["body"]}
    assert recognise_columns(alone, {}, sample_columns([alone]))["text"] == "body"
