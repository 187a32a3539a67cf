"""Bytes of web pages: decoded as browsers do, and replaced where they stand."""

import pytest

from annotator.corpus.readers.account import Certainty
from annotator.corpus.readers.pages.html_encoding import decode_page, encoding_of_label
from annotator.corpus.readers.records import UnreadableError


def page(declared: str, text: str = "Wasser") -> str:
    return f'<!doctype html><head><meta charset="{declared}"></head><p>{text}</p>'


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("UTF8", "utf-8"),
        ("unicode-1-1-utf-8", "utf-8"),
        ("utf-16", "utf-8"),
        ("latin1", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("ISO_8859-1:1987", "cp1252"),
        ("us-ascii", "cp1252"),
        ("windows-1252", "cp1252"),
        ("x-cp1251", "cp1251"),
        ("iso-8859-9", "cp1254"),
        ("iso88592", "iso8859-2"),
        ("iso-8859-8-i", "iso8859-8"),
        ("windows-874", "cp874"),
        ("koi8-ru", "koi8-u"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("x-gbk", "gb18030"),
        ("big5", "big5hkscs"),
        ("shift_jis", "cp932"),
        ("x-sjis", "cp932"),
        ("windows-31j", "cp932"),
        ("x-euc-jp", "euc_jp"),
        ("ks_c_5601-1987", "cp949"),
        ("euc-kr", "cp949"),
        ("macintosh", "mac-roman"),
        ("base64", ""),
        ("punycode", ""),
        ("no-such-name", ""),
    ],
)
def test_a_declared_name_is_read_as_browsers_read_it(name: str, encoding: str) -> None:
    assert encoding_of_label(name) == encoding


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("windows-1251", "cp1251", "Плотина выстояла"),
        ("gb2312", "gb18030", "水坝在夜里坚持住了"),
        ("shift_jis", "cp932", "ダムは持ちこたえた①"),
        ("ks_c_5601-1987", "cp949", "댐은 버텼다"),
        ("big5", "big5hkscs", "水壩在夜裡堅持住了"),
        ("iso-8859-1", "cp1252", "Der Damm „hielt“, so die Bürger"),
    ],
)
def test_a_damaged_byte_is_replaced_and_the_rest_stays(
    declared: str, encoding: str, text: str
) -> None:
    # The byte 0x98 is a letter in all encodings of one byte but that of Cyrillic.
    byte = b" \x98 " if encoding == "cp1251" else b" \x81 "
    data = page(declared, f"{text} x{text}").encode(encoding).replace(b" x", byte)
    found = decode_page(data, "en")
    assert f"{text} � {text}</p>" in found.html
    assert (found.encoding, found.certainty, found.replaced) == (encoding, Certainty.STATED, 1)


def test_one_damaged_byte_in_a_page_of_plain_letters_is_replaced() -> None:
    data = page("utf-8", "The dam ?f the town").encode().replace(b"?", b"\xfc")
    found = decode_page(data, "en")
    assert "The dam �f the town" in found.html
    assert (found.encoding, found.certainty, found.replaced) == ("utf-8", Certainty.STATED, 1)


def test_a_page_may_be_cut_within_a_character() -> None:
    data = page("utf-8", "Zuerst “hielt er").encode()
    found = decode_page(data[: data.index(b"hielt") - 1], "de")
    assert found.html.endswith("<p>Zuerst �")
    assert found.replaced == 1


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"", "utf-16-le")])
def test_utf_16_may_be_damaged(mark: bytes, encoding: str) -> None:
    data = mark + page("utf-16", "The dam held. " * 50).encode(encoding) + b"\x00\xd8" + b"<\0p\0>"
    found = decode_page(data, "en")
    assert "The dam held." in found.html
    assert found.replaced == 2
    assert found.encoding.startswith("utf-16")


def test_half_a_character_is_replaced() -> None:
    data = page("utf-8", "Gut: „?“ so").encode().replace(b"?", b"\xed\xa0\xbd")
    found = decode_page(data, "de")
    assert "Gut: „���“ so" in found.html
    assert found.replaced == 3


def test_zero_bytes_are_left_out_and_control_characters_are_shown() -> None:
    found = decode_page(page("utf-8", "wa\0s ge\x03t \x0b and\x0cso").encode(), "en")
    assert "<p>was ge�t � and so</p>" in found.html
    assert found.replaced == 3
    undeclared = decode_page("<p>Über wa\0s</p>".encode("cp1252") + b"<p>x</p>" * 50, "de")
    assert "Über was" in undeclared.html


def test_references_to_no_character_are_replaced() -> None:
    found = decode_page(
        page("utf-8", "a &#150; b &#1; &#xD800; &#99999999999; &#8211;").encode(), "en"
    )
    assert "<p>a – b � � � &#8211;</p>" in found.html
    assert found.replaced == 3


@pytest.mark.parametrize(
    "head",
    [
        '<?xml version="1.0" encoding="windows-1250"?><html>',
        '<html><meta http-equiv="Content-Type" content="text/html; charset=windows-1250">',
        "<html><META CHARSET=windows-1250>",
        "<html><!-- <meta charset=utf-8> --><meta charset='windows-1250'>",
        "<html>" + "<script>var a = 1;</script>" * 300 + "<meta charset=windows-1250>",
    ],
)
def test_the_ways_to_declare_an_encoding(head: str) -> None:
    found = decode_page(f"{head}<p>Příliš žluťoučký kůň</p>".encode("cp1250"), "en")
    assert "Příliš žluťoučký kůň" in found.html
    assert (found.encoding, found.certainty) == ("cp1250", Certainty.STATED)
    assert "<?xml" not in found.html


def test_a_wrong_declaration_gives_way_to_what_the_bytes_are() -> None:
    utf_8 = decode_page(page("iso-8859-1", "Größe, Übel und Ähre").encode(), "de")
    assert ("Größe, Übel" in utf_8.html, utf_8.encoding, utf_8.certainty) == (
        True,
        "utf-8",
        Certainty.DETECTED,
    )
    windows = decode_page(page("utf-8", "Größe, Übel und Ähre").encode("cp1252"), "de")
    assert ("Größe, Übel" in windows.html, windows.certainty) == (True, Certainty.GUESSED)
    assert windows.replaced == 0


def test_the_origin_of_the_encoding_is_named() -> None:
    data = page("utf-8", "Größe").encode()
    assert decode_page(data, "de", "cp1252").certainty == Certainty.CHOSEN
    assert decode_page(b"\xef\xbb\xbf" + data, "de").certainty == Certainty.STATED
    assert decode_page(data, "de").certainty == Certainty.STATED
    assert decode_page("<p>Größe</p>".encode(), "de").certainty == Certainty.DETECTED


def test_a_chosen_encoding_also_replaces_what_is_not_in_it() -> None:
    found = decode_page("<p>Größe</p>".encode("cp1252"), "de", "utf-8")
    assert (found.html == "<p>Gr��e</p>", found.replaced) == (True, 2)


def test_a_binary_file_is_refused() -> None:
    with pytest.raises(UnreadableError, match="binary"):
        decode_page(b"\x89PNG\r\n\0\0\0\x0dIHDR<p>\0\0\x90" * 40, "en")
