"""What the tests of the rules share: a case is a text with “ | ” where a new sentence begins."""

from annotator.corpus.segmentation.sentences import sentence_spans


def assert_splits(marked: str, language: str = "en", *, between: str = " ") -> None:
    """Assert that the text is split at the marks. `between` is what the text has in their place."""
    text = marked.replace(" | ", between)
    assert [text[span.start : span.end] for span in sentence_spans(text, language)] == marked.split(
        " | "
    )
