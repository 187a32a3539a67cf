"""Makes a row of a JSON object: its text may be nested, or a list of paragraphs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.fields.columns import recognise_columns
from annotator.corpus.readers.labels.label_studio import read_task
from annotator.corpus.readers.objects.json_layout import TEXT_FIELDS, has_text
from annotator.corpus.readers.objects.sentence_lists import read_sentence_list
from annotator.corpus.readers.records import ReadOptions, ReadWarning, Refused, UnreadableError
from annotator.corpus.readers.rows.rows import MAX_COLUMNS, MAX_NAME_CHARACTERS, TableRow
from annotator.lib.translation import gettext as _

# Keys whose list has the paragraphs of an article, if no key has the text.
PARAGRAPHS = ("paragraphs", "body-paragraphs", "body_paragraphs", "bodyParagraphs", "paras")
# Kinds of objects whose keys are remembered.
MAX_KINDS = 256


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of the text and of the given sentences, "" for none."""

    text: str
    sentences: str


class RowMaker:
    """Makes the rows of a file. `account` is told which keys were used as what."""

    def __init__(self, options: ReadOptions, account: FileAccount) -> None:
        self._options = options
        self._account = account
        self._with_labels = options.columns.get("label") != ""
        # Most objects of a file have the same keys.
        self._kinds: dict[tuple[str, ...], _Keys] = {}

    def make(self, source: str, item: Any) -> TableRow | Refused:
        if isinstance(item, list):
            return Refused(source, _("a list, not a JSON object; a table can be saved as CSV"))
        if not isinstance(item, dict):
            return Refused(source, _("not a JSON object"))

        columns = tuple(item)
        try:
            keys = self._kinds.get(columns) or self._remember(columns)
            # Most objects are already rows.
            value = item.get(keys.text)
            if isinstance(value, str) and not keys.sentences:
                return TableRow(source, item)
            return self._find_text(source, item, keys, value)
        except UnreadableError as error:
            return Refused(source, str(error))

    def _remember(self, columns: tuple[str, ...]) -> _Keys:
        """Return the keys of such objects; raises UnreadableError if there are too many."""
        _check_columns(columns)
        fields = recognise_columns(columns, self._options.columns)
        # The keys of an object inside may have been chosen.
        is_inside = any(_is_inside(column, columns) for column in self._options.columns.values())
        text = "" if is_inside else fields.get("text", fields.get("sentence", ""))
        keys = _Keys(text, fields.get("sentences", ""))

        if len(self._kinds) >= MAX_KINDS:
            self._kinds.clear()
        self._kinds[columns] = keys
        return keys

    def _find_text(self, source: str, item: dict[str, Any], keys: _Keys, value: Any) -> TableRow:
        """Return a row whose text isn't only a string."""
        if isinstance(item.get("data"), dict):
            fields = recognise_columns(item["data"].keys(), self._options.columns)
            text = fields.get("sentence", fields.get("text", ""))
            task = read_task(source, item, self._account, text, with_labels=self._with_labels)
            if task is not None:
                _check_columns(tuple(task.values))
                return task

        if isinstance(value, list):
            return self._join(source, item, keys.text, value)

        sentences = item.get(keys.sentences)
        if isinstance(sentences, list) and any(isinstance(part, dict) for part in sentences):
            text = value if isinstance(value, str) else ""
            return read_sentence_list(source, item, keys.sentences, text, self._account)

        if not keys.text and not keys.sentences:
            for key in PARAGRAPHS:
                if isinstance(item.get(key), list):
                    return self._join(source, item, key, item[key])
        if isinstance(value, dict) or not (keys.text or keys.sentences):
            return TableRow(source, self._flatten(item))
        return TableRow(source, item)

    def _join(self, source: str, item: dict[str, Any], key: str, parts: list[Any]) -> TableRow:
        """Return a row whose text is the parts of a list, one on each line."""
        texts = [text for part in parts if (text := self._part_text(key, part))]
        if parts and not texts:
            raise UnreadableError(_("“%(key)s” is a list without texts") % {"key": key[:40]})

        values = {name: value for name, value in item.items() if name != key}
        # A key that isn't known as a text wouldn't be found again.
        column = "text" if key in PARAGRAPHS else key
        values[column] = "\n".join(texts)
        self._account.note("paragraphs", key, Certainty.CERTAIN)
        if column != key:
            self._account.use_columns([key], {key: "text"})

        missing = len(parts) - len(texts)
        if not missing:
            return TableRow(source, values)
        reason = _("parts of “%(key)s” that have no text are left out: %(count)s") % {
            "key": key[:40],
            "count": missing,
        }
        return TableRow(source, values, warnings=(ReadWarning(source, reason),))

    def _part_text(self, key: str, part: Any) -> str:
        """Return the text of a paragraph: a string, a list of sentences, or an object."""
        if isinstance(part, str):
            return part.strip("\r\n")
        if isinstance(part, list) and all(isinstance(item, str) for item in part):
            return " ".join(part)
        if not isinstance(part, dict):
            return ""

        fields = recognise_columns(part, {})
        column = next((fields[name] for name in TEXT_FIELDS if name in fields), "")
        text = part.get(column)
        # What else an object has isn't read, so it is named.
        self._account.use_columns([f"{key}[].{name}" for name in part if name != column], {})
        return text.strip("\r\n") if isinstance(text, str) else ""

    def _flatten(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the object with the values of the objects inside that have the text.

        If none has it, all are taken apart, so that a person can choose.
        """
        chosen = self._options.columns
        wanted = {
            key
            for key, value in item.items()
            if isinstance(value, dict)
            and (
                has_text(value, chosen)
                or any(column.startswith(f"{key}.") for column in chosen.values())
            )
        }
        values = dict(_flat(item, wanted or set(item)))
        _check_columns(tuple(values))
        return values


def _is_inside(column: str, columns: tuple[str, ...]) -> bool:
    return "." in column and column not in columns and column.partition(".")[0] in columns


def _flat(item: dict[str, Any], wanted: set[str]) -> Iterator[tuple[str, Any]]:
    for key, value in item.items():
        if key in wanted and isinstance(value, dict):
            yield from ((f"{key}.{name}", inner) for name, inner in value.items())
        else:
            yield key, value


def _check_columns(columns: tuple[str, ...]) -> None:
    """Raise UnreadableError if an object has more keys than a table may have columns."""
    if len(columns) > MAX_COLUMNS:
        raise UnreadableError(
            _("%(count)s fields; at most %(limit)s can be read")
            % {"count": f"{len(columns):,}", "limit": f"{MAX_COLUMNS:,}"}
        )
    if sum(map(len, columns)) > MAX_NAME_CHARACTERS:
        raise UnreadableError(
            _("the field names have more than %(limit)s characters")
            % {"limit": f"{MAX_NAME_CHARACTERS:,}"}
        )
