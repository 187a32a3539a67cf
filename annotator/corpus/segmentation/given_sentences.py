"""Finds the sentences of an article that came with it in the file. Pure."""

from collections.abc import Iterator, Sequence

from annotator.corpus.readers.records import UnreadableError
from annotator.corpus.segmentation.sentences import Span
from annotator.lib.translation import gettext as _


def locate_sentences(text: str, sentences: Sequence[str]) -> Iterator[Span]:
    """Yield where `sentences` are in `text`, in this order. Text between them belongs to none.

    Raises UnreadableError if a sentence is empty, or doesn't come after the previous one.
    """
    end, paragraph, line_end = 0, 0, -1
    for number, sentence in enumerate(sentences, start=1):
        wanted = sentence.strip()
        start = text.find(wanted, end) if wanted else -1
        if start < 0:
            raise UnreadableError(
                _("sentence %(number)s not found after the previous one: “%(sentence)s”")
                % {"number": number, "sentence": wanted[:60]}
            )

        # The first sentence of a line begins a paragraph, as in `sentence_spans`.
        if start > line_end:
            paragraph += 1
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end

        end = start + len(wanted)
        # If a given sentence spans lines, the rest of its last line belongs to its
        # paragraph.
        line_end = max(line_end, text.find("\n", end) if "\n" in wanted else line_end)
        yield Span(start, end, paragraph)
