"""Says in words what an import took, used and left out: for the page and for the command."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotator.corpus.readers.account import MAX_COLUMN_NAMES, Certainty
from annotator.corpus.readers.labels.annotator_columns import may_hold_labels
from annotator.importing.account.fact_text import CERTAINTIES, sure_facts
from annotator.importing.account.result import MAX_KINDS, OTHERS, ImportResult, LabelOutcome
from annotator.importing.previews.field_names import COLUMN_FIELDS, field_name

# Names in a list, after which it says how many more there are.
MAX_NAMES = 20
# Lines of a section that the page shows; the others are folded.
SHOWN_LINES = 8

KINDS = {
    "text": gettext_lazy("text"),
    "page": gettext_lazy("web page"),
    "table": gettext_lazy("table"),
    "objects": gettext_lazy("JSON"),
    "document": gettext_lazy("document"),
    "spreadsheet": gettext_lazy("spreadsheet"),
    "archive": gettext_lazy("ZIP file"),
}
SINGLE_ARTICLES = ("text", "page", "document")
OUTCOMES = {
    LabelOutcome.STORED: gettext_lazy("imported"),
    LabelOutcome.SUPERSEDED: gettext_lazy("replaced by a later label of the same person"),
    LabelOutcome.REPEATED: gettext_lazy("given twice by the same person"),
    LabelOutcome.IGNORED: gettext_lazy("ignored as chosen"),
    LabelOutcome.LEFT_OUT: gettext_lazy("left out"),
    LabelOutcome.KNOWN: gettext_lazy("already in the project"),
    LabelOutcome.REFUSED: gettext_lazy("rejected"),
}


@dataclass(frozen=True)
class Line:
    """A line of the account. What `about` names stands before the text, `details` below it."""

    text: str
    about: str = ""
    details: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """A part of the account: its name, its heading, and one line for each thing."""

    name: str
    title: str
    lines: list[Line] = field(default_factory=list)

    @property
    def shown(self) -> list[Line]:
        return self.lines[:SHOWN_LINES]

    @property
    def folded(self) -> list[Line]:
        return self.lines[SHOWN_LINES:]


def describe(result: ImportResult, *, is_whole: bool = True) -> list[Section]:
    """Return the account of an import, without its empty sections.

    First comes where it stopped, unless it `is_whole`, then the labels and what needs attention,
    then how the files were read.
    """
    sections = [
        _section("unfinished", _("Not finished"), [] if is_whole else _unfinished(result)),
        _section("labels", _("Labels"), _labels(result)),
        _section("rejected", _("Rejected"), counted(result.reasons)),
        _section("left_out", _("Left out or changed"), counted(result.warnings)),
        _section("unused", _("Not used"), _unused(result)),
        Section(
            "near_duplicates",
            _("Near-duplicates"),
            describe_near_duplicates(result.near_duplicates),
        ),
        Section("files", _("How the files were read"), describe_files(result.files)),
        _section("passed_over", _("Files passed over"), counted(result.passed_over)),
    ]
    return [section for section in sections if section.lines]


def print_account(result: ImportResult, aliases: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of the account as a terminal shows them, with the annotators' names."""
    for section in describe(result):
        yield f"{section.title}:"
        for line in section.lines:
            yield f"  {line.about}: {line.text}" if line.about else f"  {line.text}"
            for detail in line.details:
                yield f"    {detail}"

    if aliases:
        yield _("Annotators:")
    for alias, pseudonym in aliases:
        named = _("“%(alias)s” is %(pseudonym)s") % {"alias": alias, "pseudonym": pseudonym}
        yield f"  {named}"


def _section(name: str, title: str, lines: Iterable[str]) -> Section:
    return Section(name, title, [Line(line) for line in lines])


def _unfinished(result: ImportResult) -> Iterator[str]:
    """Yield how far an import came that failed or was cancelled."""
    if result.last_item:
        yield _("stopped after %(item)s; what follows wasn’t imported") % {"item": result.last_item}


def counted(counts: Mapping[str, int]) -> Iterator[str]:
    """Yield each reason with its count, the most frequent first."""
    for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        shown = _("other reasons") if reason == OTHERS else reason
        yield _("%(count)s × %(reason)s") % {"count": f"{count:,}", "reason": shown}


def _labels(result: ImportResult) -> Iterator[str]:
    """Yield how many labels there were and what became of them, then what each name stood for."""
    if not result.label_count:
        return

    found = ngettext(
        "%(count)s label in the files", "%(count)s labels in the files", result.label_count
    ) % {"count": f"{result.label_count:,}"}
    became = [
        _("%(count)s %(outcome)s") % {"count": f"{count:,}", "outcome": OUTCOMES[outcome]}
        for outcome in LabelOutcome
        if (count := result.labels.get(outcome.value, 0))
    ]
    yield _("%(found)s: %(became)s") % {"found": found, "became": ", ".join(became)}

    for name, (key, count) in sorted(result.label_names.items()):
        named = {"name": name, "key": key, "count": f"{count:,}"}
        if key in result.retired_labels:
            yield _("“%(name)s” as %(key)s, a retired label: %(count)s") % named
        elif key:
            yield _("“%(name)s” as %(key)s: %(count)s") % named


def _unused(result: ImportResult) -> Iterator[str]:
    """Yield the labels that stand for nothing, and the columns that no field was read from."""
    for name, (key, count) in sorted(result.label_names.items()):
        if key:
            continue
        named = {"name": name, "count": f"{count:,}"}
        # None: nobody has said what it stands for.
        if key is None:
            yield _("label “%(name)s”, unknown in this project: %(count)s") % named
        else:
            yield _("label “%(name)s”, ignored as chosen: %(count)s") % named
    if len(result.label_names) == MAX_KINDS:
        yield _("and further labels, which aren’t listed")

    for entry in result.files:
        if entry["unused"]:
            columns = _names([f"“{column}”" for column in entry["unused"]], len(entry["unused"]))
            if len(entry["unused"]) == MAX_COLUMN_NAMES:
                columns = _("%(columns)s and many more") % {"columns": columns}
            yield ngettext(
                "column %(columns)s of %(files)s",
                "columns %(columns)s of %(files)s",
                len(entry["unused"]),
            ) % {"columns": columns, "files": file_names(entry)}
        yield from _labels_not_read(entry)


def _labels_not_read(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what to do about columns that seem to have labels in a form that isn't read."""
    offered = entry["facts"].get("annotator columns", [""])[0].split(", ")
    found = [
        f"“{column}”"
        for column in entry["unused"]
        if may_hold_labels(column) and column not in offered
    ]
    if found:
        yield ngettext(
            "if %(columns)s has labels: give each person’s label a row of its own, or each person "
            "a column",
            "if %(columns)s have labels: give each person’s label a row of its own, or each person "
            "a column",
            len(found),
        ) % {"columns": _names(found, len(found))}


def describe_files(entries: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Return how the files were read, without those of which nothing was read."""
    return [describe_file(entry) for entry in entries if not _is_refused(entry)]


def describe_near_duplicates(sets: Iterable[Sequence[str]]) -> list[Line]:
    """Return the articles of each set, by their IDs: the oldest, and those that look like it."""
    return [Line(_names(others, len(others)), about=first) for first, *others in sets]


def _is_refused(entry: Mapping[str, Any]) -> bool:
    # A file with one article is refused as a whole.
    return not entry["kind"] or (entry["is_cut"] and entry["kind"] in SINGLE_ARTICLES)


def describe_file(entry: Mapping[str, Any]) -> Line:
    """Return how the files of an entry were read: what is sure, then the rest by how sure it is."""
    facts: dict[Certainty | None, list[str]] = {}
    for text, certainty in sure_facts(entry):
        facts.setdefault(certainty, []).append(text)

    certain = facts.get(Certainty.CERTAIN, [])
    parts = [str(KINDS.get(entry["kind"], entry["kind"])), *_rows(entry), *certain]
    if entry["is_cut"]:
        parts.append(_("not read to the end"))
    details = [
        _("%(how)s: %(facts)s") % {"how": how, "facts": "; ".join(facts[certainty])}
        for certainty, how in CERTAINTIES.items()
        if certainty in facts
    ]
    return Line(
        "; ".join(parts), file_names(entry), [*details, *facts.get(None, []), *_columns(entry)]
    )


def file_names(entry: Mapping[str, Any]) -> str:
    """Return the first names of the files of an entry, and how many more there are."""
    return _names(entry["names"], entry["files"])


def _rows(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry["kind"] not in ("table", "objects", "spreadsheet"):
        return

    if entry["rows"]:
        yield ngettext("%(count)s row", "%(count)s rows", entry["rows"]) % {
            "count": f"{entry['rows']:,}"
        }
    if entry["blank"]:
        yield ngettext("%(count)s empty row", "%(count)s empty rows", entry["blank"]) % {
            "count": f"{entry['blank']:,}"
        }
    if entry["padded"]:
        yield ngettext(
            "%(count)s short row, its last cells taken as empty",
            "%(count)s short rows, their last cells taken as empty",
            entry["padded"],
        ) % {"count": f"{entry['padded']:,}"}


def _columns(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry["used"]:
        used = [_column(column, field) for column, field in sorted(entry["used"].items())]
        yield _("columns: %(columns)s") % {"columns": _names(used, len(used))}


def _column(column: str, field: str) -> str:
    # Some fields have no name but that of their column.
    if field == column and field not in COLUMN_FIELDS:
        return f"“{column}”"
    return _("“%(column)s” as %(field)s") % {"column": column, "field": field_name(field)}


def _names(names: list[str], count: int) -> str:
    """Return the first of the names, and how many more there are."""
    listed = ", ".join(names[:MAX_NAMES])
    more = count - min(len(names), MAX_NAMES)
    if not more:
        return listed
    return _("%(names)s and %(count)s more") % {"names": listed, "count": f"{more:,}"}
