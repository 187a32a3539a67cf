"""Encodings are detected, or the file is refused."""

import pytest

from annotator.corpus.readers.encodings.encoding import decode_bytes
from annotator.corpus.readers.records import (
    ReadArticle,
    ReadOptions,
    Refused,
)
from tests.corpus.readers.support import facts, read, refused, texts


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
def test_text_is_imported_unchanged(data: bytes, text: str) -> None:
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
        ("ru", "iso8859-5", "Мэр заявил, что вода безопасна. Жители сомневаются в этом."),
        ("ru", "cp866", "Мэр заявил, что вода безопасна. Жители сомневаются в этом."),
        ("ru", "mac_cyrillic", "Мэр заявил, что вода безопасна. Жители сомневаются."),
        (
            "uk",
            "koi8-u",
            "Міністерство спростувало повідомлення про прорив греблі. Її жителі вдома.",
        ),
        ("de", "mac_roman", "Der Bürgermeister erklärte, das Wasser sei „sicher“."),
        ("de", "cp850", "Größere Schäden gab es nicht, hieß es später."),
        ("fr", "mac_roman", "Les élèves ont été évacués, à l’aube."),
        ("fr", "iso8859-15", "Le cœur de l’œuvre coûte 3 € à Noël.".replace("’", "'")),
        ("fr", "cp437", "Les élèves ont été évacués à midi."),
        ("cs", "cp852", "Škody jsou malé, tvrdí úřad."),
        ("en", "gb18030", "市长表示水是安全的。居民对此表示怀疑。检查尚未开始。"),
        ("en", "cp1252", "Il sindaco ha detto che l’acqua è sicura."),
        ("th", "cp874", "นายกเทศมนตรีกล่าวว่าเขื่อนปลอดภัย"),
        ("vi", "cp1258", "Ngươ\u0300i dân nói đâ\u0323p vâ\u0303n an toa\u0300n."),
        ("ko", "euc-kr", "시장은 댐이 안전하다고 말했다."),
        ("zh", "big5", "市長說大壩是安全的，居民們表示懷疑。"),
        ("ja", "euc-jp", "市長は水は安全だと述べた。"),
        ("ja", "iso2022-jp", "市長は水は安全だと述べた。"),
        ("el", "cp737", "Ο δήμαρχος δήλωσε ότι το φράγμα άντεξε."),
        ("he", "cp862", "ראש העיר אמר שהסכר החזיק מעמד."),
    ],
)
def test_old_encodings_are_detected_with_the_help_of_the_language(
    language: str, encoding: str, text: str
) -> None:
    assert texts("dam.txt", text.encode(encoding), ReadOptions(language=language)) == [text]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Der Bürgermeister erklärte, das Wasser sei „sicher“."),
        ("mac_roman", "Der Bürgermeister erklärte, das Wasser sei „sicher“."),
        ("cp1250", "Ředitel řekl, že přehrada vydržela. Škody jsou malé."),
        ("iso8859-5", "Мэр заявил, что вода безопасна. Жители сомневаются в этом."),
        ("koi8-r", "Мэр заявил, что вода безопасна. Жители сомневаются в этом."),
        ("cp1253", "Ο δήμαρχος δήλωσε ότι το φράγμα άντεξε."),
        ("cp1256", "نفت الوزارة أن يكون السد قد انهار."),
        ("cp932", "市長は水は安全だと述べた。"),
        ("euc-kr", "시장은 댐이 안전하다고 말했다."),
        ("gb18030", "市长说大坝是安全的，居民们表示怀疑。"),
    ],
)
def test_old_encodings_are_detected_without_a_language(encoding: str, text: str) -> None:
    assert decode_bytes(text.encode(encoding), "") == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text",
    [
        "The dam held, they say.",
        "Мэр заявил, что вода безопасна.\n",
        "시장은 댐이 안전하다고 말했다.",
        "市长说大坝是安全的，居民们表示怀疑。\n",
        "قال رئيس البلدية إن المياه آمنة.",
    ],
)
def test_wide_encodings_need_no_byte_order_mark(encoding: str, text: str) -> None:
    assert decode_bytes(text.encode(encoding), "") == text


@pytest.mark.parametrize(
    ("data", "options", "encoding"),
    [
        ("Der Damm hält.".encode(), ReadOptions(), ("utf-8", "certain")),
        ("Der Damm hält.".encode("utf-8-sig"), ReadOptions(), ("utf-8-sig", "stated")),
        ("Der Damm hält.".encode("utf-16"), ReadOptions(), ("utf-16", "stated")),
        ("Der Damm hält.".encode("utf-32"), ReadOptions(), ("utf-32", "stated")),
        ("Der Damm hält.".encode("utf-16-le"), ReadOptions(), ("utf-16-le", "detected")),
        ("Der Damm hält.".encode("mac_roman"), ReadOptions(), ("mac_roman", "guessed")),
        (
            "Der Damm hält.".encode("cp850"),
            ReadOptions(encoding="cp850"),
            ("cp850", "chosen"),
        ),
        ("Der Damm hält, für immer. ".encode() * 9 + b"\xe4", None, ("utf-8", "detected")),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl"])
def test_the_encoding_is_noted(
    name: str, data: bytes, options: ReadOptions | None, encoding: tuple[str, str]
) -> None:
    assert facts(name, data, options)["encoding"] == encoding


def test_the_encoding_that_a_page_declares_is_noted() -> None:
    page = (
        "<meta charset=cp1251><title>Плотина</title>"
        + "<p>Мэр заявил, что вода безопасна, и жители этому верят.</p>" * 9
    )
    assert facts("a.html", page.encode("cp1251"))["encoding"] == ("cp1251", "stated")


def test_newlines_of_old_macs_are_a_sign() -> None:
    table = "id;text\r1;Über Höhen.\r2;Größe.\r".encode("mac_roman")
    assert texts("a.csv", table) == ["Über Höhen.", "Größe."]


def test_a_long_file_with_few_letters_beyond_ascii_is_guessed_from_these() -> None:
    text = "The dam held. " * 20_000 + "Le maire a nié.\n" + "The dam held. " * 20_000
    assert texts("dam.txt", text.encode("mac_roman")) == [text]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "has no text"),
        (b" \n\t\r\n", "has no text"),
        ("\u3000\u00a0".encode(), "has no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary file"),
        (b"fine until\0here", "contains control characters (a binary file?)"),
        (b"%PDF-1.7 \x01\x02\x03", "contains control characters (a binary file?)"),
        (b"x" * 2_000_001, "2,000,001 characters; an article can have at most 2,000,000"),
        (
            b"\xff\xfea",
            "the encoding looks like utf-16, but byte 3 doesn’t fit; save the file as UTF-8",
        ),
    ],
)
def test_files_without_readable_text_are_refused(data: bytes, reason: str) -> None:
    assert refused("dam.txt", data) == [("dam.txt", reason)]


def test_an_invalid_byte_in_utf_8_affects_only_its_row() -> None:
    rows = [
        f"{number},The minister’s aide said – on day {number} – no.".encode()
        for number in range(300)
    ]
    table = b"\n".join([b"id,text", *rows, b"300,A caf\xe9 in town.", b"301,Fine."])
    items = read("a.csv", table)
    assert [item.source for item in items if isinstance(item, Refused)] == ["a.csv, line 302"]
    assert next(item.record.text for item in items if isinstance(item, ReadArticle)).startswith(
        "The minister’s"
    )
    assert (
        "bytes invalid in this encoding" in refused("a.txt", b" ".join([*rows, b"caf\xe9"]))[0][1]
    )


def test_only_rows_in_another_encoding_than_most_are_refused() -> None:
    lines = ["1,Größe und Übermaß sind hier.", "2,Größe und Übermaß.", "3,Bäume sind schön."]
    data = [line.encode("cp1252" if line[0] == "2" else "utf-8") for line in lines]
    items = read("a.csv", b"\n".join([b"id,text", *data]))
    assert [item.source for item in items if isinstance(item, Refused)] == ["a.csv, line 3"]
    assert [item.record.text for item in items if isinstance(item, ReadArticle)] == [
        "Größe und Übermaß sind hier.",
        "Bäume sind schön.",
    ]


def test_encodings_that_are_not_for_text_are_refused() -> None:
    page = (
        "<meta charset=punycode><title>Dam</title>"
        + "<p>The dam held for the whole night, they said.</p>" * 9
    )
    assert "The dam held" in texts("a.html", page)[0]
    assert refused("a.txt", "a-b", ReadOptions(encoding="punycode")) == [
        ("a.txt", "unknown encoding “punycode”")
    ]
