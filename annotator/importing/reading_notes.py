"""What the preview says beside a field: how files are read now, and what should be checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotator.corpus.readers.account import Certainty
from annotator.importing.account_text import file_names
from annotator.importing.fact_text import facts_in_words

# The field of the preview's form that changes a fact.
FIELD_OF_FACT = {
    "encoding": "encoding",
    "file names": "encoding",
    "language": "language",
    "delimiter": "reading-delimiter",
    "quoting": "reading-quoting",
    "header": "reading-header",
    "dates": "reading-dates",
    "first line": "reading-first_line",
    "rows": "rows",
    "annotator": "annotator",
    "annotator columns": "annotator_columns",
    "columns of one name": "column-text",
    "sheet": "column-text",
}
# A person may want these to be otherwise, even where they are no guess.
OFFERS = {("first line", "headline"), ("annotator columns", "")}
MAX_NOTES = 4


@dataclass(frozen=True)
class Note:
    """A fact in words, the field that changes it, and the files that it is about."""

    field: str
    text: str
    files: str
    is_doubtful: bool


def reading_notes(entries: Sequence[Mapping[str, Any]]) -> list[Note]:
    """Return the notes about all facts that a field of the form can change."""
    notes = []
    for entry in entries:
        facts = zip(entry["facts"].items(), facts_in_words(entry), strict=True)
        for (name, (value, certainty)), text in facts:
            if name in FIELD_OF_FACT:
                doubtful = certainty == Certainty.GUESSED or (
                    certainty != Certainty.CHOSEN
                    and ((name, value) in OFFERS or (name, "") in OFFERS)
                )
                notes.append(Note(FIELD_OF_FACT[name], text, file_names(entry), doubtful))
    return notes


def notes_beside(field: str, notes: Sequence[Note]) -> str:
    """Return what the files are read as now, for the help of a field; "" if there is no note."""
    texts = list(dict.fromkeys(note.text for note in notes if note.field == field))
    if not texts:
        return ""
    shown = "; ".join(texts[:MAX_NOTES]) + ("; …" if len(texts) > MAX_NOTES else "")
    return _("Now: %(reading)s.") % {"reading": shown}
