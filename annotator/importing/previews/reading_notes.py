"""What the preview says beside a field: how files are read now, and what should be checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotator.corpus.readers.account import Certainty
from annotator.importing.account.account_text import file_names
from annotator.importing.account.fact_text import facts_in_words, ordered_facts

# The field of the preview's form that changes a fact.
FIELD_OF_FACT = {
    "encoding": "encoding",
    "file names": "encoding",
    "language": "language",
    "unclear language": "language",
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
OFFERS = {("first line", "headline"), ("annotator columns", ""), ("sheet", "")}
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
    files: dict[tuple[str, str, bool], list[Mapping[str, Any]]] = {}
    for entry in entries:
        for name, text in zip(ordered_facts(entry), facts_in_words(entry), strict=True):
            value, certainty = entry["facts"][name]
            if name in FIELD_OF_FACT:
                key = (FIELD_OF_FACT[name], text, _is_doubtful(name, value, certainty))
                files.setdefault(key, []).append(entry)

    return [
        Note(field, text, file_names(_together(found)), is_doubtful)
        for (field, text, is_doubtful), found in files.items()
    ]


def _is_doubtful(name: str, value: str, certainty: str) -> bool:
    is_offer = (name, value) in OFFERS or (name, "") in OFFERS
    return certainty == Certainty.GUESSED or (is_offer and certainty == Certainty.DETECTED)


def _together(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "names": [name for entry in entries for name in entry["names"]][:MAX_NOTES],
        "files": sum(entry["files"] for entry in entries),
    }


def notes_beside(field: str, notes: Sequence[Note]) -> str:
    """Return what the files are read as now, for the help of a field; "" if there is no note."""
    texts = list(dict.fromkeys(note.text for note in notes if note.field == field))
    if not texts:
        return ""

    shown = "; ".join(texts[:MAX_NOTES]) + ("; …" if len(texts) > MAX_NOTES else "")
    now = _("Now: %(reading)s.") % {"reading": shown}
    if field == "annotator":
        otherwise = _("If files aren’t named after people, enter the annotator’s name.")
        return f"{now} {otherwise}"
    return now
