"""Text that isn't what a person wrote comes in with a warning."""

import pytest

from annotator.corpus.odd_text import find_oddities

SPRING = "Größe und Übermaß der Schäden sind „unklar“."


@pytest.mark.parametrize(
    "text",
    ["<p>It held.</p>", "It held.<br/>It broke.", 'It <a href="x">held</a>.', "It <b>held</B >."],
)
def test_html_tags_are_pointed_out(text: str) -> None:
    [reason] = find_oddities(text)
    assert "HTML tags" in reason


@pytest.mark.parametrize(
    "text",
    [
        SPRING.encode().decode("cp1250"),
        "Grüße aus Köln".encode().decode("cp1252"),
        "Мэр заявил".encode().decode("latin-1"),
        "Der Dämm hält".encode().decode("mac_roman"),
        "It’s “safe”.".encode("cp1252").decode("latin-1"),
    ],
)
def test_letters_of_another_encoding_are_pointed_out(text: str) -> None:
    [reason] = find_oddities(text)
    assert "look wrong" in reason


@pytest.mark.parametrize("text", ["It held.\\nNobody knew.", "It held\\r\\nso", "So \\nit held"])
def test_line_breaks_written_as_two_characters_are_pointed_out(text: str) -> None:
    [reason] = find_oddities(text)
    assert "instead of line breaks" in reason


def test_lost_letters_are_counted() -> None:
    assert list(find_oddities("Gr��e")) == ["the text has “�” instead of 2 letters that were lost"]


@pytest.mark.parametrize(
    "text",
    [
        SPRING,
        "The dam held: 3 < 4 > 2, I <3 it.",
        "O CORAÇÃO É “SÃO”.",
        "Він сказав: «Річка». Їжа є.",
        "市长表示水是安全的。",
        "It is in C:\\news or D:\\data\\new.",
        "One line.\u0085Two lines.",
    ],
)
def test_other_texts_are_not_odd(text: str) -> None:
    assert list(find_oddities(text)) == []
