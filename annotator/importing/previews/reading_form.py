"""The part of the preview's form that says how files are read, where that can be doubted."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

from annotator.importing.options import ImportOptions
from annotator.importing.previews.preview import Preview

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

DETECTED = ("", gettext_lazy("detect"))
# The choices of an option, with its label and what kinds of files it concerns.
OPTIONS: dict[str, tuple["StrPromise", tuple[str, ...], list[tuple[str, "StrPromise"]]]] = {
    "delimiter": (
        gettext_lazy("Between cells"),
        ("table",),
        [
            ("comma", gettext_lazy("a comma")),
            ("semicolon", gettext_lazy("a semicolon")),
            ("tab", gettext_lazy("a tab")),
            ("bar", gettext_lazy("a vertical bar")),
        ],
    ),
    "quoting": (
        gettext_lazy("Quotation marks inside cells"),
        ("table",),
        [
            ("doubled", gettext_lazy('doubled: “a ""b"" c”')),
            ("backslash", gettext_lazy('after a backslash: “a \\"b\\" c”')),
            ("none", gettext_lazy("part of the text; cells aren’t quoted")),
        ],
    ),
    "header": (
        gettext_lazy("First row"),
        ("table", "spreadsheet"),
        [
            ("yes", gettext_lazy("has the names of the columns")),
            ("no", gettext_lazy("is data: the table has no header")),
        ],
    ),
    "dates": (
        gettext_lazy("Dates such as 03/04/2025"),
        ("table", "spreadsheet", "objects"),
        [
            ("day-first", gettext_lazy("day first")),
            ("month-first", gettext_lazy("month first")),
        ],
    ),
    "first_line": (
        gettext_lazy("First lines that look like headlines"),
        ("text", "document"),
        [
            ("title", gettext_lazy("become titles")),
            ("text", gettext_lazy("stay in the text")),
        ],
    ),
    "line_breaks": (
        gettext_lazy("Lines of a text"),
        (),
        [
            ("paragraph", gettext_lazy("are paragraphs")),
            ("wrapped", gettext_lazy("are broken at a width, and are joined")),
        ],
    ),
}


# Options that concern only files in which a reader noted this fact.
FACTS = {"dates": "dates", "first_line": "first line"}


def reading_fields(preview: Preview, options: ImportOptions) -> dict[str, forms.ChoiceField]:
    """Return a field for each option that concerns the files, or that was chosen.

    Lines of a text concern files of every kind, but only those with such lines.
    """
    kinds = {entry["kind"] for entry in preview.files}
    facts = {fact for entry in preview.files for fact in entry["facts"]}
    return {
        name: forms.ChoiceField(
            choices=[DETECTED, *choices],
            required=False,
            label=label,
            initial=getattr(options, name),
        )
        for name, (label, concerned, choices) in OPTIONS.items()
        if getattr(options, name)
        or (name == "line_breaks" and preview.has_broken_lines)
        or (kinds & set(concerned) and (name not in FACTS or FACTS[name] in facts))
    }
