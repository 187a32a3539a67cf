"""Web pages that a browser saved as one file."""

from annotator.corpus.readers.records import ReadOptions
from tests.corpus.readers.support import facts, records, refused

STORY = (
    "<html><head><title>Dam holds</title></head><body><article><p>The dam above the city held on "
    "Monday, the ministry said in a statement.</p><p>Engineers had feared a Dämmbruch after three "
    "weeks of heavy rain.</p></article></body></html>"
)
HEAD = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://courier.example/dam\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b1"\r\n\r\n'
)


def saved(page: bytes, charset: str = "utf-8") -> bytes:
    return (
        HEAD
        + b"--b1\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n"
        + b"--b1\r\nContent-Type: text/html; charset=%s\r\n" % charset.encode()
        + b"Content-Transfer-Encoding: 8bit\r\n\r\n%s\r\n--b1--\r\n" % page
    )


def test_the_article_of_the_page_is_read_with_its_address() -> None:
    for encoding in ("utf-8", "iso-8859-1"):
        record = records("dam.mhtml", saved(STORY.encode(encoding), encoding))[0]
        assert "had feared a Dämmbruch after" in record.text
        assert record.url == "https://courier.example/dam"
        assert record.title == "Dam holds"


def test_a_wrong_encoding_is_detected() -> None:
    assert "Dämmbruch" in records("dam.mht", saved(STORY.encode(), "utf-16"))[0].text


def test_the_encoding_that_the_file_states_is_not_called_chosen() -> None:
    page = saved(STORY.encode("cp1252"), "windows-1252")
    assert facts("a.mhtml", page)["encoding"][1] == "stated"
    chosen = facts("a.mhtml", page, ReadOptions(encoding="cp1252"))
    assert chosen["encoding"][1] == "chosen"


def test_a_file_without_a_page_is_refused() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (depth, depth)
        for depth in range(2_000)
    )
    for data in (HEAD, b"The dam held.", nested):
        [(source, reason)] = refused("dam.mhtml", data)
        assert source == "dam.mhtml"
        assert reason.startswith(("contains no web page", "can’t be read"))
