"""Says in words what an import took, used and left out: for the page and for the command."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotator.corpus.readers.account import MAX_COLUMN_NAMES
from annotator.importing.account.fact_text import facts_in_words
from annotator.importing.account.result import MAX_KINDS, OTHERS, ImportResult, LabelOutcome
from annotator.importing.previews.field_names import field_name

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
OUTCOMES = {
    LabelOutcome.STORED: gettext_lazy("imported"),
    LabelOutcome.SUPERSEDED: gettext_lazy("replaced by a later label of the same person"),
    LabelOutcome.REPEATED: gettext_lazy("given twice by the same person"),
    LabelOutcome.IGNORED: gettext_lazy("ignored, as chosen"),
    LabelOutcome.LEFT_OUT: gettext_lazy("left out"),
    LabelOutcome.KNOWN: gettext_lazy("already in the project"),
    LabelOutcome.REFUSED: gettext_lazy("rejected"),
}


@dataclass(frozen=True)
class Section:
    """A part of the account: its name, its heading, and one line for each thing."""

    name: str
    title: str
    lines: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[str]:
        return self.lines[:SHOWN_LINES]

    @property
    def folded(self) -> list[str]:
        return self.lines[SHOWN_LINES:]


def describe(result: ImportResult) -> list[Section]:
    """Return the account of an import, without its empty sections.

    First come the labels and what needs attention, then how the files were read.
    """
    sections = [
        Section("labels", _("Labels"), list(_labels(result))),
        Section("rejected", _("Rejected"), list(counted(result.reasons))),
        Section("left_out", _("Left out or changed"), list(counted(result.warnings))),
        Section("unused", _("Not used"), list(_unused(result))),
        Section("files", _("How the files were read"), describe_files(result.files)),
        Section("passed_over", _("Files passed over"), list(counted(result.passed_over))),
    ]
    return [section for section in sections if section.lines]


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
        if key:
            yield _("“%(name)s” as %(key)s: %(count)s") % {
                "name": name,
                "key": key,
                "count": f"{count:,}",
            }


def _unused(result: ImportResult) -> Iterator[str]:
    """Yield the labels that were ignored, and the columns that no field was read from."""
    for name, (key, count) in sorted(result.label_names.items()):
        if not key:
            yield _("label “%(name)s”: %(count)s") % {"name": name, "count": f"{count:,}"}
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


def describe_files(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return how the files were read, without those that are of no kind and were refused."""
    return [describe_file(entry) for entry in entries if entry["kind"]]


def describe_file(entry: Mapping[str, Any]) -> str:
    """Return how the files of an entry were read."""
    parts = [
        str(KINDS.get(entry["kind"], entry["kind"])),
        *_rows(entry),
        *facts_in_words(entry),
        *_columns(entry),
    ]
    if entry["is_cut"]:
        parts.append(_("not read to the end"))
    return _("%(files)s: %(facts)s") % {
        "files": file_names(entry),
        "facts": "; ".join(part for part in parts if part),
    }


def file_names(entry: Mapping[str, Any]) -> str:
    """Return the first names of the files of an entry, and how many more there are."""
    return _names(entry["names"], entry["files"])


def _rows(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry["kind"] not in ("table", "objects", "spreadsheet"):
        return

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
        used = [
            _("“%(column)s” as %(field)s") % {"column": column, "field": field_name(field)}
            for column, field in entry["used"].items()
        ]
        yield _("columns: %(columns)s") % {"columns": _names(used, len(used))}


def _names(names: list[str], count: int) -> str:
    """Return the first of the names, and how many more there are."""
    listed = ", ".join(names[:MAX_NAMES])
    more = count - min(len(names), MAX_NAMES)
    if not more:
        return listed
    return _("%(names)s and %(count)s more") % {"names": listed, "count": f"{more:,}"}
