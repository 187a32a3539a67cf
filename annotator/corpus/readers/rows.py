"""From rows to articles: a row may be an article, or a sentence of one."""

import hashlib
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from annotator.corpus.readers.columns import recognise_columns
from annotator.corpus.readers.records import (
    SPLITS,
    ArticleRecord,
    ImportedLabel,
    ReadArticle,
    ReadOptions,
    Refused,
    UnreadableError,
    check_record,
    clean_text,
)
from annotator.lib.translation import gettext as _

LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr",
    "spanish": "es", "español": "es", "italian": "it", "portuguese": "pt", "dutch": "nl",
    "russian": "ru", "arabic": "ar", "persian": "fa", "farsi": "fa", "turkish": "tr",
    "polish": "pl", "chinese": "zh", "japanese": "ja",
}  # fmt: skip
# Characters of a labelled text that is taken for a sentence.
MAX_SENTENCE = 500
MAX_COLUMNS = 1000
# Characters of the names of all fields of a row.
MAX_NAME_CHARACTERS = 100_000
# Rows that show what a row of the file is.
PREVIEW_ROWS = 50
# Begins the key of a sentence without an article ID: it becomes an article by itself.
ALONE = "\0"
# Characters of sentences that wait for the rest of their article.
MAX_WAITING_CHARACTERS = 100_000_000
# Characters of a date.
MAX_DATE = 100
DATE_FORMS = ("%Y-%m-%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d")


@dataclass(frozen=True, slots=True)
class LabelOfRow:
    """A label of a row as a whole or, with a `span`, of these characters of its text, which
    read `content`.
    """

    says: str
    annotator: str = ""
    span: tuple[int, int] | None = None
    content: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    place: str
    values: dict[str, Any]
    labels: tuple[LabelOfRow, ...] = ()
    line: int = 0


TableRows = Callable[[], Iterator[TableRow | Refused]]


def articles_of(
    rows: TableRows, stem: str, reading: ReadOptions
) -> Iterator[ReadArticle | Refused]:
    """The articles that `rows` hold. Rows of sentences are read twice: the second time, the
    sentences of each article are joined.

    `stem` begins the identifiers of articles that have none. Raises UnreadableError where no row
    has a text.
    """
    if kind_of_rows(rows, reading) == "sentences":
        yield from _put_together(rows, stem, reading)
        return

    for row in rows():
        yield row if isinstance(row, Refused) else _found(row.place, _article, row, stem, reading)


def kind_of_rows(rows: TableRows, reading: ReadOptions) -> str:
    """What a row is, "articles" or "sentences": as chosen, or as detected from the first ones.

    Raises UnreadableError where none of them has a text.
    """
    head = [row for row in itertools.islice(rows(), PREVIEW_ROWS) if isinstance(row, TableRow)]
    fields = [recognise_columns(row.values.keys(), reading.columns) for row in head]
    if head and not any({"text", "sentence", "sentences"} & found.keys() for found in fields):
        columns = ", ".join(f"“{column[:40]}”" for column in list(head[0].values)[:12])
        raise UnreadableError(
            _("no text column found among %(columns)s; choose the column that has the text")
            % {"columns": columns}
        )
    if reading.rows:
        return reading.rows
    if any("sentence" in found and "sentences" not in found for found in fields):
        return "sentences"
    # Short texts on one line with labels on the whole are probably sentences.
    if any(_has_label_on_whole(row, found) for row, found in zip(head, fields, strict=True)):
        texts = (
            str(row.values.get(found.get("text", ""), ""))
            for row, found in zip(head, fields, strict=True)
        )
        return "sentences" if all(_is_short(text.strip()) for text in texts) else "articles"

    return "articles"


def _is_short(text: str) -> bool:
    return len(text) <= MAX_SENTENCE and "\n" not in text


def _has_label_on_whole(row: TableRow, fields: dict[str, str]) -> bool:
    try:
        return any(label.span is None for label in _labels(row, fields))
    except UnreadableError:
        return False


def _found(
    place: str, make: Callable[..., ArticleRecord], *arguments: Any
) -> ReadArticle | Refused:
    try:
        return ReadArticle(place, make(*arguments))
    except UnreadableError as error:
        return Refused(place, str(error))


def _article(row: TableRow, stem: str, reading: ReadOptions) -> ArticleRecord:
    fields = recognise_columns(row.values.keys(), reading.columns)
    sentences = _sentences(row.values.get(fields.get("sentences", "")))
    raw = _text(row.values, fields, "text") or " ".join(sentences)
    labels = []
    places = _Places(raw)

    for label in _labels(row, fields):
        if label.span is None:
            raise UnreadableError(
                _(
                    "the label “%(label)s” is on the whole row; import rows as sentences, or "
                    "ignore the label column"
                )
                % {"label": label.says[:40]}
            )
        labels.append(places.locate(label))

    return _record(
        row, fields, clean_text(raw), stem, reading, sentences=sentences, labels=tuple(labels)
    )


def _record(
    row: TableRow,
    fields: dict[str, str],
    text: str,
    stem: str,
    reading: ReadOptions,
    *,
    sentences: tuple[str, ...],
    labels: tuple[ImportedLabel, ...],
    excluded: frozenset[int] = frozenset(),
    identifier: str = "",
) -> ArticleRecord:
    def line(field: str) -> str:
        return " ".join(_text(row.values, fields, field).split())

    split = line("split").casefold()
    if split not in SPLITS:
        raise UnreadableError(
            _("unknown split “%(split)s”; must be train, validation or test")
            % {"split": split[:40]}
        )
    return check_record(
        ArticleRecord(
            external_id=identifier or line("external_id") or _made_identifier(stem, text),
            text=text,
            title=line("title"),
            source=line("source"),
            url=line("url"),
            published=parse_date(line("published")),
            language=LANGUAGES.get(line("language").casefold(), line("language").replace("_", "-"))
            or reading.language,
            rights=line("rights"),
            group=line("group"),
            split=SPLITS[split],
            sentences=sentences,
            excluded=excluded,
            labels=labels,
        )
    )


def _made_identifier(stem: str, text: str) -> str:
    """An identifier from the text, so that it stays the same when rows are added above."""
    return f"{stem[-480:]}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _put_together(
    rows: TableRows, stem: str, reading: ReadOptions
) -> Iterator[ReadArticle | Refused]:
    """The articles whose sentences the rows are, each after its last sentence was read."""
    ends: dict[str, int] = {}
    for number, row in enumerate(rows()):
        if isinstance(row, TableRow):
            ends[_article_of(row, reading) or f"{ALONE}{number}"] = number

    waiting: dict[str, list[TableRow]] = {}
    held = 0

    for number, row in enumerate(rows()):
        if isinstance(row, Refused):
            yield row
            continue
        key = _article_of(row, reading) or f"{ALONE}{number}"
        waiting.setdefault(key, []).append(row)
        held += _size(row)
        if held > MAX_WAITING_CHARACTERS:
            raise UnreadableError(
                _("rows of one article must be together; sort the file by article")
            )
        if ends[key] == number:
            group = waiting.pop(key)
            held -= sum(map(_size, group))
            yield _found(group[0].place, _article_of_sentences, group, key, stem, reading)


def _article_of(row: TableRow, reading: ReadOptions) -> str:
    column = recognise_columns(row.values.keys(), reading.columns).get("article", "")
    value = row.values.get(column)
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _size(row: TableRow) -> int:
    return sum(len(value) for value in row.values.values() if isinstance(value, str))


def _article_of_sentences(
    group: Sequence[TableRow], key: str, stem: str, reading: ReadOptions
) -> ArticleRecord:
    fields = [recognise_columns(row.values.keys(), reading.columns) for row in group]
    sentences: list[str] = []
    labels: list[ImportedLabel] = []
    pieces: list[str] = []
    excluded: set[int] = set()
    place = paragraph = ""

    for index in _order(group, fields):
        row, found = group[index], fields[index]
        try:
            sentence = clean_text(
                _text(row.values, found, "sentence" if "sentence" in found else "text")
            ).strip()
        except UnreadableError as error:
            raise UnreadableError(
                _("sentence in %(source)s: %(reason)s") % {"source": row.place, "reason": error}
            ) from None
        where = _position(row, found)
        # A table of annotations has a row for each annotator of a sentence.
        if not (where and where == place and sentence == sentences[-1]):
            before, paragraph = paragraph, _text(row.values, found, "paragraph")
            if pieces:
                pieces.append("\n" if paragraph != before else " ")
            pieces.append(sentence)
            sentences.append(sentence)
        place = where
        if _text(row.values, found, "excluded").casefold() in ("true", "1", "yes"):
            excluded.add(len(sentences))
        labels += [
            ImportedLabel(label.says, label.annotator, len(sentences))
            for label in _labels(row, found)
            if label.span is None or label.span[1] - label.span[0] > len(sentence) / 2
        ]

    return _record(
        group[0],
        fields[0],
        clean_text("".join(pieces)),
        stem,
        reading,
        sentences=tuple(sentences),
        excluded=frozenset(excluded),
        labels=tuple(labels),
        identifier="" if key.startswith(ALONE) else key,
    )


def _position(row: TableRow, fields: dict[str, str]) -> str:
    return _text(row.values, fields, "position").strip()


def _order(group: Sequence[TableRow], fields: Sequence[dict[str, str]]) -> list[int]:
    """By the column of positions where every row has a number there, else as the rows came."""
    positions = [_position(row, found) for row, found in zip(group, fields, strict=True)]
    if all(position.isdecimal() and len(position) < 10 for position in positions):
        return sorted(range(len(group)), key=lambda index: int(positions[index]))
    return list(range(len(group)))


def _sentences(value: Any) -> tuple[str, ...]:
    # Elsewhere than in JSON, a column of this name counts them.
    if not isinstance(value, list):
        return ()
    if not all(isinstance(sentence, str) for sentence in value):
        raise UnreadableError(_("sentences isn’t a list of texts"))
    return tuple(clean_text(sentence).strip() for sentence in value)


def _labels(row: TableRow, fields: dict[str, str]) -> list[LabelOfRow]:
    """Those that came with the row, or that its column of labels holds, as doccano and others write
    it.
    """
    if row.labels:
        return list(row.labels)

    value = row.values.get(fields.get("label", ""), row.values.get("entities"))
    found = [
        label for item in (value if isinstance(value, list) else [value]) for label in _label(item)
    ]
    if not found:
        found = list(_label(_text(row.values, fields, "skip_reason")))

    if not found:
        return []

    annotator = _text(row.values, fields, "annotator").strip()
    if "@" in annotator:
        raise UnreadableError(_("annotator names are published; don’t use e-mail addresses"))

    return [replace(label, annotator=annotator) for label in found]


def _label(item: Any) -> Iterator[LabelOfRow]:
    match item:
        case None | "":
            return
        case str():
            if item.strip():
                yield LabelOfRow(item.strip())
        case bool():
            yield LabelOfRow(str(item).lower())
        case int() | float():
            yield LabelOfRow(f"{item:g}")
        case [int(start), int(end), str(says)]:
            yield LabelOfRow(says.strip(), span=(start, end))
        case {"label": str(says), "start_offset": int(start), "end_offset": int(end)}:
            yield LabelOfRow(says.strip(), span=(start, end))
        case {"labels": [*words], "start": int(start), "end": int(end)} if all(
            isinstance(word, str) for word in words
        ):
            yield from (LabelOfRow(word.strip(), span=(start, end)) for word in words)
        case _:
            raise UnreadableError(_("label format not recognised"))


class _Places:
    """Where places in a text as it was given are in the text as it is stored, found without
    counting from its start for each label.
    """

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._newlines = [found.start() for found in re.finditer("\r\n", raw)]

    @cached_property
    def _pairs(self) -> list[int]:
        """Where UTF-16 has the characters that take two units there."""
        beyond = (place for place, letter in enumerate(self._raw) if letter > "\uffff")
        return [place + before for before, place in enumerate(beyond)]

    def locate(self, label: LabelOfRow) -> ImportedLabel:
        """The label at its place; raises UnreadableError where it is not there."""
        assert label.span is not None
        raw = self._raw
        start, end = label.span

        if not self._has(label.content, start, end):
            # Browsers count in UTF-16, where an emoji is two.
            start, end = (place - bisect_left(self._pairs, place) for place in (start, end))

        if not 0 <= start < end <= len(raw) or not self._has(label.content, start, end):
            raise UnreadableError(
                _("the label “%(label)s” is on characters that don’t exist in the text")
                % {"label": label.says[:40]}
            )

        start, end = (place - bisect_right(self._newlines, place - 2) for place in (start, end))
        return ImportedLabel(label.says, label.annotator, 0, start, end)

    def _has(self, content: str, start: int, end: int) -> bool:
        return not content or (end - start == len(content) and self._raw.startswith(content, start))


def _text(values: dict[str, Any], fields: dict[str, str], field: str) -> str:
    value = values.get(fields.get(field, ""))
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    raise UnreadableError(_("%(field)s isn’t text") % {"field": field})


def parse_date(text: str) -> date | None:
    """The day that `text` names without doubt; raises UnreadableError for others, 03/04/2025 among
    them.
    """
    if not text:
        return None
    if len(text) > MAX_DATE:
        raise UnreadableError(_unknown_date(f"{text[:40]}…"))

    if re.match(r"\d{4}-\d\d-\d\d", text):
        try:
            return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
        except ValueError:
            pass

    for form in DATE_FORMS:
        if form == "%Y%m%d" and not re.fullmatch(r"\d{8}", text):
            continue
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue

    try:
        # The format of feeds.
        return parsedate_to_datetime(text).date()
    except (ValueError, IndexError, TypeError, OverflowError):
        raise UnreadableError(_unknown_date(text[:40])) from None


def _unknown_date(text: str) -> str:
    return _("date “%(date)s” not recognised; use 2025-04-03") % {"date": text}
