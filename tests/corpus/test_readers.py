import pytest

from annotator.corpus.readers import UnreadableError, read_text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Der Damm hält.".encode(), "Der Damm hält."),
        (b"\xef\xbb\xbfThe dam held.", "The dam held."),
        ("Der Damm hält.".encode("utf-16"), "Der Damm hält."),
        ("Le barrage a tenu, malgré la crue d’été. Les ingénieurs l’ont vérifié.".encode("cp1252"), None),
        (b"One.\r\nTwo.\rThree.\n", "One.\nTwo.\nThree.\n"),
        ("Typos kept: teh dam\u00a0held … ‘so’".encode(), "Typos kept: teh dam\u00a0held … ‘so’"),
    ],
)
def test_text_comes_in_as_it_is(data: bytes, text: str | None) -> None:
    assert read_text(data) == (text or data.decode("cp1252"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"%PDF-1.7 \x01\x02\x03", "binary"),
        ("x" * 2_000_001, "2,000,001 characters"),
        (b"\xff\xfea", "utf-16"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes | str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_text(data.encode() if isinstance(data, str) else data)
