"""The process of parsers is kept for the next file, unless it has grown large."""

from collections.abc import Iterator

import pytest

from annotator.corpus.readers.limited_process import LimitedProcess

READER = "annotator.corpus.readers.documents.document_process"


@pytest.fixture
def process() -> Iterator[LimitedProcess]:
    process = LimitedProcess(READER, 20)
    yield process
    process.close()


def document(text: str) -> dict[str, object]:
    xml = f'<w:document xmlns:w="urn:w"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>'
    return {"kind": "docx", "parts": {"word/document.xml": xml}}


def test_it_answers_several_requests(process: LimitedProcess) -> None:
    first = process.ask(document("It held."))
    started = process._process
    second = process.ask(document("It broke."))

    assert first is not None
    assert second is not None
    assert (first["text"], second["text"]) == ("It held.", "It broke.")
    assert process._process is started


def test_one_that_has_grown_large_ends_after_its_answer() -> None:
    growing = LimitedProcess("tests.corpus.readers.growing_process", 20)
    try:
        small, large, next_one = growing.ask(1_000), growing.ask(400_000_000), growing.ask(1_000)
    finally:
        growing.close()

    assert small == large
    assert next_one is not None
    assert next_one != large


def test_a_strange_file_does_not_end_it(process: LimitedProcess) -> None:
    assert process.ask({"kind": "docx", "parts": {"word/document.xml": "<"}}) == {
        "refused": "damaged"
    }
    assert process.ask({"kind": "pdf"}) == {"refused": "unreadable"}
    assert process.ask(document("It held.")) is not None
