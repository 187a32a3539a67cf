"""Imports labels from a table: all rows, or none and a list of the bad rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.corpus.readers.records import (
    ReadOptions,
    Refused,
    UnreadableError,
    check_line,
    clean_name,
)
from annotator.corpus.readers.rows.rows import TableRow
from annotator.corpus.readers.tables.tables import read_table
from annotator.importing.account.annotation_account import AnnotationAccount
from annotator.importing.account.result import ImportResult
from annotator.importing.label_mapping import LabelMapping, UnknownLabelError
from annotator.labelling.annotations.bulk_insert import (
    BulkInsertResult,
    ImportedAnnotation,
    bulk_insert_annotations,
)
from annotator.labelling.annotations.imported_members import PRIVATE, AnnotatorNames
from annotator.projects.models import Project

REQUIRED = ("article_id", "position", "annotator", "label", "skip_reason")
# Instead of the position: ARTICLE_ID:POSITION or the ID that an imported file gave to the
# sentence, and that ID alone, as in our own exports.
SENTENCE_ID = "sentence_id"
ORIGINAL_ID = "original_sentence_id"
OPTIONAL = (
    SENTENCE_ID, ORIGINAL_ID, "target_position", "confidence", "note", "seconds", "annotated_at",
)  # fmt: skip
# The largest number in an integer column of PostgreSQL.
MAX_INTEGER = 2**31 - 1
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
# Characters in a cell.
MAX_CELL = 10_000


def import_annotations(
    *,
    project: Project,
    stream: BinaryIO,
    name: str,
    mapping: LabelMapping,
    names: AnnotatorNames = PRIVATE,
) -> tuple[BulkInsertResult, ImportResult]:
    """Store the annotations of a CSV or TSV file as submitted work.

    Return what was stored, and the account of the file. The file has the columns REQUIRED, and may
    have the OPTIONAL ones. `names` says how to understand the names of annotators. Raises
    UnreadableError if this isn't such a table, and RefusedAnnotationsError with (line, reason) of
    every bad row.
    """
    bad: list[tuple[int, str]] = []
    account = AnnotationAccount(name, mapping)

    # A generator, so that a large file is never in memory as a whole. Bad rows are
    # collected, and the insert refuses the file if there are any.
    def rows() -> Iterator[ImportedAnnotation]:
        row = None
        for row in read_table(stream, name, ReadOptions(header="yes"), account.file):
            if isinstance(row, Refused):
                bad.append((row.line, row.reason))
                continue
            _check_columns(row)
            account.add(row)
            try:
                annotation = _read_annotation(row, mapping)
            except (UnreadableError, UnknownLabelError) as error:
                bad.append((row.line, str(error)))
            else:
                if annotation is not None:
                    yield annotation

        if row is None:
            raise UnreadableError(_("has no rows"))

    with transaction.atomic():
        result = bulk_insert_annotations(project=project, rows=rows(), names=names, bad=bad)
        # If the name is misspelt, its person would become a new member unnoticed.
        absent = sorted(set(names.as_members) - set(result.people))
        if absent:
            raise UnreadableError(_("no annotator “%(name)s” in the file") % {"name": absent[0]})
    return result, account.result(result)


def _check_columns(row: TableRow) -> None:
    missing = [
        column
        for column in REQUIRED
        if column not in row.values
        and not (column == "position" and {SENTENCE_ID, ORIGINAL_ID} & row.values.keys())
    ]
    if missing:
        raise MissingColumnsError(
            _("missing columns: %(missing)s (required: %(required)s)")
            % {"missing": ", ".join(missing), "required": ", ".join(REQUIRED)}
        )


class MissingColumnsError(UnreadableError):
    """The table lacks columns that annotations need."""


def _read_annotation(row: TableRow, mapping: LabelMapping) -> ImportedAnnotation | None:
    """Return the annotation, or None if its label is ignored."""
    values = row.values
    label, skip_reason = values["label"].strip(), values["skip_reason"].strip()
    # A row with both is an error, which the insert refuses.
    if label and not skip_reason:
        decision = mapping.decision(label)
        if decision is None:
            return None
        label, skip_reason = decision

    note = values.get("note", "")
    annotator = clean_name(values["annotator"], "annotator", MAX_CELL)

    for column in ("article_id", "skip_reason", "note"):
        check_line(values.get(column, ""), column, MAX_CELL)

    if "@" in values["annotator"]:
        raise UnreadableError(_("annotator names are published; don’t use e-mail addresses"))
    # These columns are in our own exports. Other work would count as if it were
    # submitted.
    if (values.get("pass") or "1", values.get("assignment_state") or "submitted") != (
        "1",
        "submitted",
    ):
        raise UnreadableError(_("only submitted work of pass 1 can be imported"))

    article = values["article_id"].strip()
    sentence = _read_sentence(values, article)
    return ImportedAnnotation(
        line=row.line,
        article=article,
        position=sentence.position,
        original_id=sentence.original_id,
        named_position=sentence.named_position,
        annotator=annotator,
        label=label,
        skip_reason=skip_reason,
        target=_read_integer(values["target_position"], "target_position", -1)
        if values.get("target_position")
        else None,
        confidence=_read_integer(values["confidence"], "confidence", 1)
        if values.get("confidence")
        else None,
        note=note,
        seconds=_read_seconds(values.get("seconds", "")),
        annotated_at=_read_time(values.get("annotated_at", "")),
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What a row says of its sentence, as in `ImportedAnnotation`."""

    position: int | None
    original_id: str = ""
    named_position: int | None = None


def _read_sentence(values: dict[str, str], article: str) -> _Sentence:
    """Return what the row says of its sentence. Raises UnreadableError if it contradicts itself."""
    position = None
    if values.get("position", "").strip():
        position = _read_integer(values["position"], "position", 0)

    name, own_id = (values.get(column, "").strip() for column in (SENTENCE_ID, ORIGINAL_ID))
    for column, text in ((SENTENCE_ID, name), (ORIGINAL_ID, own_id)):
        check_line(text, column, MAX_CELL)
    if not own_id or own_id == name:
        return _either(position, name, article, is_own=bool(own_id))

    named = _named_position(name, article)
    if name and (named is None or position not in (None, named)):
        raise UnreadableError(
            _("“%(one)s” and “%(other)s” are different sentences")
            % {"one": name[:80], "other": own_id[:80] if named is None else position}
        )
    return _Sentence(named if position is None else position, own_id)


def _either(position: int | None, name: str, article: str, *, is_own: bool) -> _Sentence:
    """Return the sentence of this name, which may have two meanings unless it `is_own`."""
    if position is None and not name:
        raise UnreadableError(_("neither a position nor a sentence ID"))
    # The position once more, as another tool writes it.
    if position is not None and name.removesuffix(".0") == str(position):
        return _Sentence(position)
    return _Sentence(position, name, None if is_own else _named_position(name, article))


def _named_position(name: str, article: str) -> int | None:
    """Return the position of ARTICLE_ID:POSITION, or None if the name has another form."""
    number = name.removeprefix(f"{article}:") if name.startswith(f"{article}:") else ""
    if not (number.isascii() and number.isdecimal()) or len(number) > len(str(MAX_INTEGER)):
        return None
    # We write it without leading zeros, so that s:01 is an ID.
    position = int(number)
    return position if str(position) == number and position <= MAX_INTEGER else None


def _read_integer(text: str, column: str, least: int) -> int:
    # Some tools write 3.0 for 3 as soon as one cell of a column is empty.
    text = text.strip().removesuffix(".0")
    digits = text.removeprefix("-") if least < 0 else text
    # Python refuses to convert very many digits, and 20 are too many for the column
    # anyway.
    if not (digits.isascii() and digits.isdecimal() and least <= int(text[:20]) <= MAX_INTEGER):
        raise UnreadableError(
            _("%(column)s “%(value)s” must be a whole number of %(least)s or more")
            % {"column": column, "value": text[:40], "least": least}
        )
    return int(text)


def _read_seconds(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < 1e9:
        raise UnreadableError(_("seconds “%(value)s” must be 0 or more") % {"value": text[:40]})
    return seconds


def _read_time(text: str) -> datetime | None:
    if not text.strip():
        return None

    try:
        time = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise UnreadableError(
            _("annotated_at “%(value)s” not recognised; use 2025-04-03T10:00:00+00:00")
            % {"value": text[:40]}
        ) from None

    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    if not EARLIEST <= time <= datetime.now(UTC) + timedelta(days=1):
        raise UnreadableError(
            _("annotated_at “%(value)s” is in the future, or before %(year)s")
            % {"value": text[:40], "year": EARLIEST.year}
        )

    return time
