"""Reads an article whose sentences are a list of objects, each with its label."""

from typing import Any

from annotator.corpus.readers.account import FileAccount
from annotator.corpus.readers.fields.columns import recognise_columns
from annotator.corpus.readers.labels.label_values import annotator_name, parse_labels
from annotator.corpus.readers.records import UnreadableError, clean_text
from annotator.corpus.readers.rows.rows import RowLabel, TableRow
from annotator.lib.translation import gettext as _


def read_sentence_list(
    source: str, item: dict[str, Any], key: str, text: str, account: FileAccount
) -> TableRow:
    """Return a row with the sentences as strings, and their labels on characters.

    `text` is the text of the article, or "" if it is its sentences. Raises UnreadableError if a
    sentence has no text, or isn't in `text`.
    """
    sentences: list[str] = []
    labels: list[RowLabel] = []
    has_labels = False
    # Where the next sentence begins, at the earliest.
    place = 0

    for number, part in enumerate(item[key], start=1):
        sentence, found, label_column = _read_part(part, key, number, account)
        sentences.append(sentence)
        start = text.find(sentence, place) if text else place
        has_labels = has_labels or bool(label_column)

        if start < 0:
            raise UnreadableError(
                _("sentence %(number)s isn’t in the text after the one before it")
                % {"number": number}
            )
        place = start + len(sentence)
        labels += [
            RowLabel(label.name, label.annotator, (start, place), sentence) for label in found
        ]
        # Sentences without a text are joined with spaces.
        place += 0 if text else 1

    return TableRow(source, {**item, key: sentences}, tuple(labels) if has_labels else None)


def _read_part(
    part: Any, key: str, number: int, account: FileAccount
) -> tuple[str, list[RowLabel], str]:
    """Return a sentence, its labels, and the column that they were in, "" for none."""
    if isinstance(part, str):
        return clean_text(part).strip(), [], ""

    fields = recognise_columns(part, {}) if isinstance(part, dict) else {}
    column = fields.get("sentence", fields.get("text", ""))
    sentence = part.get(column) if isinstance(part, dict) else None
    if not isinstance(sentence, str):
        raise UnreadableError(_("sentence %(number)s has no text") % {"number": number})

    used = {fields[name]: name for name in ("label", "annotator") if name in fields}
    account.use_columns(
        [f"{key}[].{name}" for name in part],
        {f"{key}[].{name}": field for name, field in ({column: "sentence"} | used).items()},
    )
    annotator = annotator_name(part.get(fields.get("annotator", "")))
    labels = [
        RowLabel(label.name, annotator) for label in parse_labels(part.get(fields.get("label", "")))
    ]
    return clean_text(sentence).strip(), labels, fields.get("label", "")
