"""What comes out of files, format by format; the awkward ones are read right or refused by name."""

import csv
import io
import json
import struct
import tracemalloc
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.readers.files import SUFFIXES, Intake
from annotator.corpus.readers.records import (
    ArticleRecord,
    InputFile,
    ReadArticle,
    ReadOptions,
    Refused,
)


def read(
    name: str, data: bytes | str, reading: ReadOptions | None = None
) -> list[ReadArticle | Refused]:
    content = data.encode() if isinstance(data, str) else data
    file = InputFile(name, name.rpartition(".")[0], len(content), lambda: io.BytesIO(content))
    intake = Intake([file], reading or ReadOptions())
    items = list(intake)
    assert intake.done == intake.total
    return items


def records(
    name: str, data: bytes | str, reading: ReadOptions | None = None
) -> list[ArticleRecord]:
    items = read(name, data, reading)
    assert all(isinstance(item, ReadArticle) for item in items), items
    return [item.record for item in items if isinstance(item, ReadArticle)]


def texts(name: str, data: bytes | str, reading: ReadOptions | None = None) -> list[str]:
    return [record.text for record in records(name, data, reading)]


def refused(
    name: str, data: bytes | str, reading: ReadOptions | None = None
) -> list[tuple[str, str]]:
    return [
        (item.place, item.reason) for item in read(name, data, reading) if isinstance(item, Refused)
    ]


def zipped(**files: bytes | str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


# Text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Der Damm hält.".encode(), "Der Damm hält."),
        (b"\xef\xbb\xbfThe dam held.", "The dam held."),
        ("Der Damm hält.".encode("utf-16"), "Der Damm hält."),
        ("The dam held, they say.".encode("utf-16-be"), "The dam held, they say."),
        (b"One.\r\nTwo.\rThree.\n", "One.\nTwo.\nThree.\n"),
        (
            "Typos kept: teh dam\u00a0held … ‘so’ 👩‍🔧 e\u0301".encode(),
            "Typos kept: teh dam\u00a0held … ‘so’ 👩‍🔧 e\u0301",
        ),
        ("قال (CNN) إن السد\u200f صمد.".encode(), "قال (CNN) إن السد\u200f صمد."),
        ("سد در سال ۲۰۲۴ «NATO» شکست؛ می‌گویند.".encode(), "سد در سال ۲۰۲۴ «NATO» شکست؛ می‌گویند."),
    ],
)
def test_text_comes_in_as_it_is(data: bytes, text: str) -> None:
    assert texts("dam.txt", data) == [text]


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [
        ("en", "cp1252", "Le barrage a tenu, malgré la crue d’été."),
        ("en", "cp1252", "café"),
        ("pl", "cp1250", "Ministerstwo zaprzeczyło, że zapora zawiodła."),
        ("cs", "iso8859-2", "Ředitel řekl, že přehrada vydržela."),
        ("ru", "koi8-r", "Министерство опровергло сообщение о прорыве плотины."),
        ("en", "cp1251", "Министерство опровергло сообщение о прорыве плотины."),
        ("ar", "cp1256", "نفت الوزارة أن يكون السد قد انهار."),
        ("tr", "cp1254", "Bakanlık barajın çöktüğü haberini yalanladı."),
        ("ja", "shift_jis", "政府はダムの決壊を否定した。「事実ではない」と報道官は述べた。"),
    ],
)
def test_old_encodings_are_found_out_with_the_help_of_the_language(
    language: str, encoding: str, text: str
) -> None:
    assert texts("dam.txt", text.encode(encoding), ReadOptions(language=language)) == [text]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\t\r\n", "it is empty"),
        ("\u3000\u00a0".encode(), "it is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is a binary file"),
        (b"fine until\0here", "it holds control characters: a binary file?"),
        (b"%PDF-1.7 \x01\x02\x03", "it holds control characters: a binary file?"),
        (b"x" * 2_000_001, "it has 2,000,001 characters; an article may have 2,000,000"),
        (b"\xff\xfea", "it looks like utf-16, but the bytes around 3 don’t: save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    assert refused("dam.txt", data) == [("dam.txt", reason)]


def test_other_kinds_of_files_are_refused_by_name() -> None:
    assert refused("dam.docx", b"PK")[0][1].startswith("only .txt, .html")
    assert refused("dam", b"The dam held.")[0][0] == "dam"


# Tables


def test_a_table_is_read_by_its_header() -> None:
    table = (
        "\ufeffHeadline,Body,Publisher,Link,Date,Lang,id\r\n"
        '"=SUM(A1)","He said ""no"".\r\nThen he left.",Courier,https://courier.example/1,3 May '
        "2024,de,x1\r\n"
    )
    assert records("crawl.csv", table) == [
        ArticleRecord(
            "x1",
            'He said "no".\nThen he left.',
            title="=SUM(A1)",
            source="Courier",
            url="https://courier.example/1",
            published=date(2024, 5, 3),
            language="de",
        )
    ]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("a.csv", "id;text\n1;The dam, they say, held.\n"),
        ("a.csv", "sep=;\nid;text\n1;The dam, they say, held.\n"),
        ("a.csv", "id|text\n1|The dam, they say, held.\n"),
        ("a.csv", "id\ttext\n1\tThe dam, they say, held.\n"),
        ("a.tsv", 'id\ttext\n1\t"The dam, they say, held."\n'),
        ("a.csv", '\n\nid,text\n\n1,"The dam, they say, held."\n\n'),
        ("a.csv", 'id,text\r1,"The dam, they say, held."\r'),
    ],
)
def test_the_dialect_is_found_out(name: str, table: str) -> None:
    assert texts(name, table) == ["The dam, they say, held."]


def test_quotation_marks_in_a_table_with_tabs_are_letters_where_they_don_t_close_cells() -> None:
    assert texts("a.tsv", 'id\ttext\n1\t"Lies," he said.\n2\tShe said "yes.\n') == [
        '"Lies," he said.',
        'She said "yes.',
    ]


def test_tables_come_in_old_encodings_too() -> None:
    table = "Title;Text\nDer Damm;Die Behörde erklärte, „nichts“ sei geschehen.\n"
    assert texts("a.csv", table.encode("cp1252")) == [
        "Die Behörde erklärte, „nichts“ sei geschehen."
    ]
    assert texts("a.csv", table.encode("utf-16")) == [
        "Die Behörde erklärte, „nichts“ sei geschehen."
    ]
    assert texts(
        "a.csv", "Title;Text\nDer Damm;Die Behörde\n".encode("cp850"), ReadOptions(encoding="cp850")
    ) == ["Die Behörde"]


def test_one_bad_row_stops_no_other() -> None:
    table = (
        'id,text\n1,One.\n2\n3,Three.,more\n4,"Four" said.\n5,Five.\n6,a\0b\n7,   '
        '\n8,"Eight\n9,Nine.\n10,Ten.\n'
    )
    items = read("a.csv", table)
    assert [item.record.external_id for item in items if isinstance(item, ReadArticle)] == [
        "1",
        "5",
        "9",
        "10",
    ]
    assert [(item.place, item.reason) for item in items if isinstance(item, Refused)] == [
        ("a.csv, line 3", "it has 1 cells and the header 2"),
        ("a.csv, line 4", "it has 3 cells and the header 2"),
        ("a.csv, line 5", "a quotation mark inside a quoted cell is not doubled"),
        ("a.csv, line 7", "it holds control characters: a binary file?"),
        ("a.csv, line 8", "it is empty"),
        ("a.csv, line 9", "a quotation mark opens a cell here and none closes it"),
    ]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", "it is empty"),
        ("\n\n", "it is empty"),
        (",".join(f"c{n}" for n in range(10_000)), "it has 10,000 columns; 1,000 can be read"),
        ("text,text\na,b", "two of its columns are named “text”"),
        ("a,b\n1,2", "none of its columns is known to hold the text: “a”, “b”. Say which one does"),
        ("id,text\n1," + "x" * 8_000_001, "line 2 is longer than 8,000,000 characters"),
    ],
)
def test_what_is_no_table_of_articles_is_refused(table: str, reason: str) -> None:
    assert refused("a.csv", table) == [("a.csv", reason)]


def test_a_column_can_be_named() -> None:
    assert texts("a.csv", "a,b\nx,The dam.\n", ReadOptions(columns={"text": "b"})) == ["The dam."]
    assert (
        records("a.csv", "title,text\nx,The dam.\n", ReadOptions(columns={"title": ""}))[0].title
        == ""
    )


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"date": "03/04/2025"}, "its date “03/04/2025” is not written like 2025-04-03"),
        (
            {"url": "javascript:alert(1)"},
            "its address “javascript:alert(1)” does not begin with http:// or https://",
        ),
        ({"language": "klingon!"}, "its language “klingon!” is no tag such as en, de or pt-BR"),
        ({"split": "fold 3"}, "its split “fold 3” is none of train, validation, test"),
        ({"title": "x" * 2001}, "its title has 2,001 characters; 2,000 fit"),
        ({"id": "x" * 501}, "its external id has 501 characters; 500 fit"),
        ({"source": "a\x07"}, "its source holds control characters"),
    ],
)
def test_a_field_that_is_not_right_is_named(cells: dict[str, str], reason: str) -> None:
    assert refused("a.jsonl", json.dumps({"text": "The dam."} | cells)) == [
        ("a.jsonl, line 1", reason)
    ]


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-03",
        "2024-05-03T23:10:00Z",
        "20240503",
        "3 May 2024",
        "May 3, 2024",
        "Fri, 03 May 2024 10:00:00 GMT",
    ],
)
def test_a_day_may_be_written_in_many_ways(written: str) -> None:
    assert records("a.jsonl", json.dumps({"text": "The dam.", "date": written}))[
        0
    ].published == date(2024, 5, 3)


def test_an_article_without_identifier_gets_one_that_lasts() -> None:
    first = records("crawl.csv", "text\nThe dam.\nThe gate.\n")
    mended = records("crawl.csv", "text\nA new one.\nThe dam.\nThe gate.\n")
    assert {record.external_id for record in first} < {record.external_id for record in mended}
    assert all(record.external_id.startswith("crawl-") for record in mended)


# JSON


def test_lines_of_json() -> None:
    data = '{"id": 7, "text": "The dam \\ud83d\\ude00.", "source": null}\n\n{"text": "The gate."}\n'
    assert texts("a.jsonl", data) == ["The dam 😀.", "The gate."]
    assert texts("a.json", data) == ["The dam 😀.", "The gate."]
    assert texts("a.ndjson", data.encode("utf-16")) == ["The dam 😀.", "The gate."]


def test_bad_lines_of_json_are_named() -> None:
    lines = [
        '{"text": "fine"}',
        "{bad}",
        "[1]",
        '{"text": "\\ud800"}',
        '{"text": 5.5}',
        '{"text": ["a"]}',
        '{"a": 1}',
    ]
    lines += [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"text": "x", "n": ' + "1" * 5000 + "}",
        '{"text": "last"}',
    ]
    items = read("a.jsonl", "\n".join(lines))
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == [
        "fine",
        "5.5",
        "x",
        "last",
    ]
    assert [item.place for item in items if isinstance(item, Refused)] == [
        f"a.jsonl, line {line}" for line in (2, 3, 4, 6, 7, 8, 9)
    ]


def test_an_array_of_json() -> None:
    assert texts("a.json", ' [ {"text": "One."} ,\n{"text": "Two."}]\n') == ["One.", "Two."]
    assert texts("a.json", '[{"text": "é"}]'.encode("utf-16")) == ["é"]
    assert refused("a.json", "[]") == [("a.json", "it holds no article")]
    long = [{"text": "word " * 50_000}, {"text": "short"}] * 20
    assert [len(text) for text in texts("a.json", json.dumps(long))] == [250_000, 5] * 20


def test_an_array_that_breaks_off_keeps_what_came_before() -> None:
    items = read(
        "a.json", '[{"text": "One."}, 3, {"text": "\\ud800"}, {"text": "Two."}, {"text": "Th'
    )
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == ["One.", "Two."]
    reasons = [item.reason for item in items if isinstance(item, Refused)]
    assert reasons[:2] == [
        "this is no object of fields",
        "its text holds bytes that are no text in its encoding, or half a character",
    ]
    assert reasons[2].startswith("from here on this is no JSON")
    assert "nested too deeply" in refused("a.json", "[" * 200_000)[0][1]
    assert "a comma is missing" in refused("a.json", '[{"text": "One."} {"text": "Two."}]')[0][1]


@pytest.mark.parametrize("data", ['{\n "articles": []\n}', '"text"', "text", "12"])
def test_other_json_is_refused_as_a_file(data: str) -> None:
    assert [place for place, _ in refused("a.json", data)] == ["a.json"]


# Sentences and labels that come along


def test_rows_that_are_sentences_become_articles() -> None:
    table = (
        "doc_id,sentence,title,paragraph\n"
        "A,One.,First,1\nB,“Uno”,Second,1\nA,Two.,,1\nA,Three.,,2\n"
    )
    second, first = records("s.csv", table)
    assert (first.external_id, first.title, first.text) == ("A", "First", "One. Two.\nThree.")
    assert first.sentences == ("One.", "Two.", "Three.")
    assert (second.external_id, second.sentences) == ("B", ("“Uno”",))


def test_sentences_are_put_in_the_order_of_their_positions() -> None:
    table = "article_id,position,sentence\nA,2,Two.\nA,10,Ten.\nA,1,One.\n"
    assert records("s.csv", table)[0].sentences == ("One.", "Two.", "Ten.")


def test_an_article_with_a_bad_sentence_comes_in_not_at_all() -> None:
    items = read("s.csv", "article_id,sentence\nA,One.\nA,  \nB,Uno.\n")
    assert [item.record.external_id for item in items if isinstance(item, ReadArticle)] == ["B"]
    assert refused("s.csv", "article_id,sentence\nA,One.\nA,  \n") == [
        ("s.csv, line 2", "its sentence in s.csv, line 3: it is empty")
    ]


def test_sentences_may_stand_in_a_list() -> None:
    line = json.dumps(
        {"id": "A", "text": "One. Two.\nThree.", "sentences": ["One. Two.", "Three."]}
    )
    assert records("a.jsonl", line)[0].sentences == ("One. Two.", "Three.")
    assert (
        "no list of texts"
        in refused("a.jsonl", json.dumps({"text": "One.", "sentences": [1]}))[0][1]
    )


def labels(name: str, data: str) -> list[tuple[str, str, int, int, int]]:
    return [
        (g.says, g.annotator, g.position, g.start, g.end)
        for record in records(name, data)
        for g in record.labels
    ]


def test_doccano_s_classified_lines_are_sentences() -> None:
    lines = (
        '{"id":1,"text":"The dam '
        'held.","label":["claim"],"Comments":[]}\n{"id":2,"text":"Lucky!","label":[]}\n'
    )
    assert [record.sentences for record in records("admin.jsonl", lines)] == [
        ("The dam held.",),
        ("Lucky!",),
    ]
    assert labels("admin.jsonl", lines) == [("claim", "", 1, 0, 0)]


def test_doccano_s_spans_are_on_characters() -> None:
    spans = '{"id":1,"text":"The dam held. It broke.","label":[[0,13,"claim"]]}\n'
    entities = (
        '{"id":1,"text":"A.\\r\\nIt '
        'broke.","entities":[{"id":5,"label":"denial","start_offset":4,"end_offset":13}]}\n'
    )
    assert labels("a.jsonl", spans) == [("claim", "", 0, 0, 13)]
    assert labels("a.jsonl", entities) == [("denial", "", 0, 3, 12)]
    assert "not there" in refused("a.jsonl", '{"text":"Short.","label":[[0,99,"claim"]]}')[0][1]


def task(text: str, *annotations: object) -> dict[str, object]:
    return {
        "id": 7,
        "data": {"text": text, "source": "Courier"},
        "annotations": list(annotations),
        "predictions": [],
    }


def test_label_studio_s_choices_make_a_sentence_of_a_task() -> None:
    choice = {"type": "choices", "value": {"choices": ["Opinion"]}}
    given = [
        {"completed_by": 3, "result": [choice], "was_cancelled": False},
        {"completed_by": {"id": 4, "email": "x@y.example"}, "result": [choice]},
        {"completed_by": {"email": "x@y.example"}, "result": [choice]},
        {"completed_by": 5, "result": [choice], "was_cancelled": True},
    ]
    data = json.dumps([task("Lucky!", *given)])
    (record,) = records("export.json", data)
    assert (record.external_id, record.source, record.sentences) == ("7", "Courier", ("Lucky!",))
    says = labels("export.json", data)
    assert [label[:3] for label in says[:2]] == [("Opinion", "3", 1), ("Opinion", "4", 1)]
    assert len(says) == 3
    assert "@" not in says[2][1]


def test_label_studio_counts_emoji_as_two() -> None:
    span = {
        "type": "labels",
        "value": {"start": 3, "end": 16, "text": "The dam held.", "labels": ["Claim"]},
    }
    data = json.dumps([task("😀 The dam held. It broke.", {"completed_by": 1, "result": [span]})])
    assert labels("export.json", data) == [("Claim", "1", 0, 2, 15)]


# Web pages

PAGE = """<!doctype html>
<html lang="de-AT"><head><meta charset="utf-8"><title>Der Damm hielt | Bote</title>
<meta property="og:site_name" content="Bote"><meta property="og:title" content="Der Damm hielt">
<meta property="article:published_time" content="2024-05-03T10:00:00Z">
<link rel="canonical" href="https://bote.example/damm"></head>
<body><nav><a href="/">Start</a> <a href="/p">Politik</a></nav>
<article><h1>Der Damm hielt</h1>
<p>Der Damm hielt am Montag, sagte das Ministerium. Er sei nicht gebrochen, so die Sprecherin, \
niemand sei verletzt.</p>
<p>Das war ein „Glück“, meinten viele Anwohner am Fluss, die&nbsp;seit \
Tagen auf diese Nachricht gewartet hatten.</p>
<div class="share"><a href="#">Teilen</a> <a href="#">Merken</a></div></article>
<section id="comments"><h3>Kommentare</h3>
<p>Alles Lüge, schreibt ein Leser hier unten in die Kommentare.</p></section>
<footer>© 2024 Bote</footer><script>alert(1)</script></body></html>"""


def test_a_web_page_gives_its_article_and_what_it_says_of_itself() -> None:
    (record,) = records("damm.html", PAGE)
    assert record.external_id == "damm"
    assert (record.title, record.source, record.language) == ("Der Damm hielt", "Bote", "de-AT")
    assert (record.url, record.published) == ("https://bote.example/damm", date(2024, 5, 3))
    assert record.text.startswith("Der Damm hielt am Montag, sagte das Ministerium.")
    assert "„Glück“" in record.text
    for furniture in ("Politik", "Teilen", "Kommentare", "alert", "©"):
        assert furniture not in record.text


def test_a_web_page_is_read_in_the_encoding_it_declares() -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="windows-1252"').encode("cp1252")
    assert "„Glück“" in texts("damm.html", page)[0]
    latin = PAGE.replace('charset="utf-8"', 'charset="iso-8859-1"').encode("cp1252")
    assert "„Glück“" in texts("damm.html", latin)[0]


@pytest.mark.parametrize(
    "data", ["", "no page at all", "<html><body></body></html>", "<p>", "<" * 100_000]
)
def test_a_page_without_article_is_refused(data: str) -> None:
    assert len(refused("damm.html", data)) == 1


# Archives


def test_an_archive_holds_files_of_every_kind() -> None:
    data = zipped(
        **{
            "news/dam.txt": "The dam held.",
            "news/rows.csv": "id,text\n1,Row one.\n2\n",
            "__MACOSX/news/._dam.txt": b"\0\1",
            ".DS_Store": b"\0",
            "photo.png": b"\x89PNG",
            "inner.zip": zipped(a="b"),
        }
    )
    items = read("crawl.zip", data)
    assert [
        (item.record.external_id, item.record.text)
        for item in items
        if isinstance(item, ReadArticle)
    ] == [
        ("news/dam", "The dam held."),
        ("1", "Row one."),
    ]
    assert [item.place for item in items if isinstance(item, Refused)] == [
        "crawl.zip › news/rows.csv, line 3",
        "crawl.zip › photo.png",
        "crawl.zip › inner.zip",
    ]


def test_names_that_lead_out_of_an_archive_are_refused() -> None:
    names = [
        "../up.txt",
        "/etc/root.txt",
        "a/../../b.txt",
        "..\\win.txt",
        "C:\\win.txt",
        "C:/win.txt",
    ]
    data = zipped(**dict.fromkeys(names, "The dam held."), fine="")
    assert {reason for place, reason in refused("a.zip", data) if ".txt" in place} == {
        "its name leads out of the archive"
    }
    assert not [item for item in read("a.zip", data) if isinstance(item, ReadArticle)]


def test_a_bomb_is_refused_by_name() -> None:
    data = zipped(**{"bomb.txt": b"0" * 30_000_000, "fine.txt": "The dam held."})
    assert len(data) < 40_000
    assert refused("a.zip", data) == [
        ("a.zip › bomb.txt", "it grows by more than 200 times when it is unpacked")
    ]


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    data = bytearray(zipped(**{"dam.txt": "The dam held. " * 1000}))
    at = data.rindex(b"PK\x01\x02") + 24  # the unpacked size, in the directory
    data[at : at + 4] = (10).to_bytes(4, "little")
    assert [place for place, _ in refused("a.zip", bytes(data))] == ["a.zip › dam.txt"]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, zipped(a="b")[:-8]],
    ids=["nothing", "two letters", "no member", "cut off"],
)
def test_a_broken_archive_is_refused(data: bytes) -> None:
    assert [place for place, _ in refused("a.zip", data)] == ["a.zip"]


# What a review found


def test_a_stray_byte_in_utf_8_is_refused_and_no_reason_to_read_all_otherwise() -> None:
    rows = [
        f"{number},The minister’s aide said – on day {number} – no.".encode()
        for number in range(300)
    ]
    table = b"\n".join([b"id,text", *rows, b"300,A caf\xe9 in town.", b"301,Fine."])
    items = read("a.csv", table)
    assert [item.place for item in items if isinstance(item, Refused)] == ["a.csv, line 302"]
    assert next(item.record.text for item in items if isinstance(item, ReadArticle)).startswith(
        "The minister’s"
    )
    assert "bytes that are no text" in refused("a.txt", b" ".join([*rows, b"caf\xe9"]))[0][1]


def test_a_choice_of_columns_binds_only_files_that_have_them() -> None:
    chosen = ReadOptions(columns={"text": "Inhalt"})
    assert texts("a.csv", "text,Inhalt\nshort,The dam.\n", chosen) == ["The dam."]
    assert texts("b.csv", "id,body\n1,The gate.\n", chosen) == ["The gate."]


def test_no_label_is_dropped_without_a_word() -> None:
    late = (
        "id,text,label\n" + "".join(f"{n},It held {n}.,\n" for n in range(60)) + "60,Lucky!,claim\n"
    )
    assert refused("a.csv", late)[0][0] == "a.csv, line 62"
    long = json.dumps({"text": "It held.\n" * 100, "label": "fake"})
    assert "it has a label as a whole, “fake”" in refused("a.jsonl", long)[0][1]
    assert labels("a.jsonl", '{"text": "Lucky!", "label": 1.0}') == [("1", "", 1, 0, 0)]
    assert (
        "written in a way"
        in refused("a.jsonl", '{"text": "Lucky!", "label": {"label": "x"}}')[0][1]
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


def test_a_choice_on_a_region_is_a_label_of_the_region() -> None:
    place = {"start": 0, "end": 8, "text": "It held."}
    results = [
        {"type": "labels", "value": {**place, "labels": ["Claim"]}},
        {"type": "choices", "value": {**place, "choices": ["Sure"]}},
    ]
    data = json.dumps([task("It held. Lucky!", {"completed_by": 1, "result": results})])
    assert labels("a.json", data) == [("Claim", "1", 0, 0, 8), ("Sure", "1", 0, 0, 8)]


def test_our_own_tables_come_back() -> None:
    articles = "article_id,title,sentences,annotators,text\nA,Dam,3,2,It held.\n"
    assert texts("articles.csv", articles) == ["It held."]
    annotations = (
        "annotation_id,article_id,position,text,annotator,label,skip_reason\n"
        "1,A,1,It held.,Q7,claim,\n2,A,1,It held.,B2,,question\n3,A,2,Lucky!,Q7,opinion,\n"
    )
    (record,) = records("annotations.csv", annotations)
    assert record.sentences == ("It held.", "Lucky!")
    assert [(g.says, g.annotator, g.position) for g in record.labels] == [
        ("claim", "Q7", 1),
        ("question", "B2", 1),
        ("opinion", "Q7", 2),
    ]
    sentences = "article_id,position,text,excluded,label\nA,1,It held.,false,\nA,2,Share,true,\n"
    (record,) = records("sentences.csv", sentences, ReadOptions(rows="sentences"))
    assert record.excluded == {2}


def test_quotation_marks_decide_by_the_many() -> None:
    letters = 'id\ttext\n1\t"We lost.\n2\tWe will win."\n3\tFine.\n'
    assert texts("q.tsv", letters) == ['"We lost.', 'We will win."', "Fine."]
    quoted = 'id\ttext\n1\t"One ""two""\nthree."\n2\t"Lies," he said.\n3\t"Four."\n'
    items = read("q.tsv", quoted)
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == [
        'One "two"\nthree.',
        "Four.",
    ]


@pytest.mark.parametrize(
    "written", ["202511", "2025111", "Thu, 03 Apr 2025 10:00:00 +99999999999999999999"]
)
def test_a_day_that_is_in_doubt_is_refused(written: str) -> None:
    assert (
        "is not written like"
        in refused("a.jsonl", json.dumps({"text": "The dam.", "date": written}))[0][1]
    )


def test_what_is_nothing_is_nothing() -> None:
    assert (
        records("a.jsonl", '{"text": "It held.", "title": NaN, "id": NaN, "language": NaN}')[
            0
        ].title
        == ""
    )
    assert refused("a.csv", "id,text\n") == [("a.csv", "it holds no article")]
    assert refused("a.txt", "\u200b\u200f \ufeff") == [("a.txt", "it is empty")]
    assert [place for place, _ in refused("a.jsonl", 'null\n{}\n{"text": "It held."}\n')] == [
        "a.jsonl, line 1",
        "a.jsonl, line 2",
    ]


def test_long_numbers_are_kept_as_they_are_written() -> None:
    assert (
        records("a.jsonl", '{"text": "It held.", "id": %s}' % ("7" * 30))[0].external_id == "7" * 30
    )
    assert texts("a.json", '[{"text": "One."}, {"text": "Two.", "n": %s}]' % ("1" * 5000)) == [
        "One.",
        "Two.",
    ]
    table = f"article_id,position,sentence\nA,{'1' * 5000},One.\nA,2,Two.\n"
    assert records("s.csv", table)[0].sentences == ("One.", "Two.")


def test_a_user_of_a_tweet_is_no_annotator() -> None:
    assert texts("a.jsonl", '{"text": "One.", "user": {"name": "x"}}\n{"text": "Two."}\n') == [
        "One.",
        "Two.",
    ]
    assert (
        "e-mail address" in refused("s.csv", "sentence,label,annotator\nOne.,a,x@y.example\n")[0][1]
    )


def test_languages_may_be_named() -> None:
    assert records("a.jsonl", '{"text": "It held.", "language": "English"}')[0].language == "en"
    assert records("a.jsonl", '{"text": "It held.", "language": "pt_BR"}')[0].language == "pt-BR"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_member_stops_no_other(method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("bad.txt", "The dam held. " * 500)
        archive.writestr(f"{'long/' * 80}good.txt", "The gate held.")
    data = bytearray(stream.getvalue())
    at = data.index(b"bad.txt") + len("bad.txt") + 12
    data[at : at + 20] = b"\xff" * 20
    items = read("a.zip", bytes(data))
    assert [item.place for item in items if isinstance(item, Refused)] == ["a.zip › bad.txt"]
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == [
        "The gate held."
    ]


# Anything


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(SUFFIXES),
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
)
def test_any_bytes_are_read_or_refused_by_name(suffix: str, data: bytes) -> None:
    for item in read(f"any{suffix}", data):
        if isinstance(item, Refused):
            assert item.place.startswith(f"any{suffix}")
            assert item.reason
        else:
            assert item.record.text.strip()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"])
            | st.sampled_from('", ;\n\t'),
            min_size=1,
        )
    )
)
def test_a_table_comes_back_as_it_was_written(cells: list[str]) -> None:
    cells = [cell for cell in cells if cell.strip()]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("id", "text"), *enumerate(cells)])
    assert texts("a.csv", out.getvalue() if cells else "text\nx", ReadOptions(rows="articles")) == (
        cells or ["x"]
    )


def test_a_table_of_stray_quotation_marks_is_not_read_over_and_over() -> None:
    whole = "".join(f"The dam held for {day} days.,The Herald\n" for day in range(60))
    found = read("a.csv", "text,source\n" + whole + 'x","\n' * 100_000)
    assert len([item for item in found if isinstance(item, ReadArticle)]) == 60
    last = found[-1]
    assert isinstance(last, Refused)
    assert "too many quotation marks open a cell and none closes it" in last.reason


def test_an_encoding_that_no_article_is_written_in_is_not_taken_from_a_page() -> None:
    page = (
        "<meta charset=punycode><title>Dam</title>"
        + "<p>The dam held for the whole night, they said.</p>" * 9
    )
    assert "The dam held" in texts("a.html", page)[0]
    assert refused("a.txt", "a-b", ReadOptions(encoding="punycode")) == [
        ("a.txt", "“punycode” is no encoding that is known here")
    ]


def test_an_object_of_too_many_fields_is_refused() -> None:
    fields = {f"field {number}": 1 for number in range(2_000)}
    assert refused("a.jsonl", json.dumps({"text": "The dam."} | fields)) == [
        ("a.jsonl, line 1", "it has 2,001 fields; 1,000 can be read")
    ]
    assert refused("a.jsonl", json.dumps({"text": "The dam.", "a" * 200_000: 1})) == [
        ("a.jsonl, line 1", "the names of its fields have more than 100,000 characters")
    ]


def memory_of_listing(data: bytes) -> int:
    """The bytes of memory that reading the list of an archive's files takes at most."""
    tracemalloc.start()
    try:
        refused("a.zip", data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_an_archive_of_too_many_files_is_refused_before_its_list_is_read() -> None:
    entry = (
        struct.pack(
            "<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
        )
        + b"a"
    )
    directory = entry * 300_000
    # The archive says that it holds one file; zipfile does not mind.
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 0, 0)
    assert refused("a.zip", directory + end) == [
        ("a.zip", "it holds 300,000 files; 100,000 can be read")
    ]
    assert memory_of_listing(directory + end) < 40_000_000


def test_an_archive_whose_list_is_too_large_is_refused() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 40_000_000, 0, 0)
    data = b"\0" * 40_000_000 + end
    assert refused("a.zip", data) == [("a.zip", "its list of files has more than 30 MB")]
