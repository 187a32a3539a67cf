"""The part of the preview's form that says which column has which field."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from annotator.importing.options import ImportOptions
from annotator.importing.previews.preview import Preview

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

# The choice that no column has labels, where a tool's labels are in no column.
NO_LABELS = "-"
USUAL_COLUMNS = frozenset(
    f"column-{name}"
    for name in ("text", "sentence", "external_id", "article", "title", "label", "annotator")
)
# Columns that are offered as those of annotators, if none looks like one.
MAX_OFFERED = 60


class ColumnSelect(forms.Select):
    """A select with an option for each column. There may be thousands on a page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        # Django renders a template for each option, which takes seconds.
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (column, mark_safe(" selected") if column == (value or "") else "", text)
                for column, text in self.choices
            ),
        )
        own = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, own, options)


def column_field(
    label: "StrPromise", preview: Preview, options: ImportOptions, name: str
) -> forms.ChoiceField:
    none = [("", "–")]
    initial = preview.fields.get(name, "")
    if name == "label" and "label" in preview.detected_fields:
        none = [("", _("no column has labels"))]
    elif name == "label" and (preview.labels or options.columns.get("label") == ""):
        # The files of some tools have labels that are in no column.
        none = [("", _("as the tool wrote them")), (NO_LABELS, _("no column has labels"))]
        initial = NO_LABELS if options.columns.get("label") == "" else initial

    choices = [*none, *((column, _column_text(column, preview)) for column in preview.columns)]
    return forms.ChoiceField(
        choices=choices, required=False, label=label, initial=initial, widget=ColumnSelect
    )


def _column_text(column: str, preview: Preview) -> str:
    """Return the name of the column, with its first value if the name is only a number."""
    value = preview.values.get(column, "")
    is_named = not column.rpartition(".")[2].isdecimal()
    return column if is_named or not value else f"{column}: {value}"


def annotator_columns_field(preview: Preview, options: ImportOptions) -> forms.MultipleChoiceField:
    likely = dict.fromkeys([*preview.of_annotators, *options.annotator_columns])
    offered = likely or preview.columns[:MAX_OFFERED]
    return forms.MultipleChoiceField(
        choices=[(column, _column_text(column, preview)) for column in offered],
        required=False,
        label=_("Columns with one annotator’s labels each"),
        initial=list(options.annotator_columns),
        widget=forms.CheckboxSelectMultiple,
    )
