from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.projects.codebooks.examples import MAX_EXAMPLES, ExampleRow, rows_of
from annotator.projects.models import Codebook
from annotator.projects.models.examples import MAX_SENTENCE, MAX_WHY

# About 8,000 words. Rendering one takes a second at worst, whatever it contains.
MAX_CODEBOOK = 50_000


class CodebookForm(forms.Form):
    """A new version of the codebook."""

    text = forms.CharField(
        strip=False,
        max_length=MAX_CODEBOOK,
        label=gettext_lazy("Codebook (Markdown)"),
        widget=forms.Textarea(attrs={"rows": 24, "dir": "auto"}),
    )
    reason = forms.CharField(
        max_length=200,
        label=gettext_lazy("Summary of changes"),
        help_text=gettext_lazy("Shown to annotators first."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, current: Codebook) -> None:
        super().__init__(data, initial={"text": current.text})

    def clean_text(self) -> str:
        # Browsers send line ends as two characters.
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class ExampleForm(forms.Form):
    """One example. Without a sentence it is left out."""

    label = forms.ChoiceField(required=False, label=gettext_lazy("Label"))
    sentence = forms.CharField(
        required=False,
        max_length=MAX_SENTENCE,
        label=gettext_lazy("Sentence"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    why = forms.CharField(
        required=False,
        max_length=MAX_WHY,
        label=gettext_lazy("Why this label"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(
        self, *args: Any, label_choices: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field = self.fields["label"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *label_choices]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("sentence") and not values.get("label") and "label" not in self.errors:
            self.add_error("label", _("Choose the label of this sentence."))
        if values.get("why") and not values.get("sentence") and "sentence" not in self.errors:
            self.add_error("sentence", _("Add the sentence, or clear the reason too."))
        return values


class ExampleForms:
    """The examples of a new version, beginning with those of the current one."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, current: Codebook, has_one_more: bool = False
    ) -> None:
        rows = rows_of(current)
        # A retired label stays where the codebook already has an example of it.
        names = {label.key: label.shown_name for label in current.project.labels.active()}
        names |= {one.label.key: one.label.shown_name for one in current.examples.all()}
        self.names = names

        count = _count(data) if data is not None else len(rows)
        self.forms = [
            ExampleForm(
                data,
                prefix=f"example-{number}",
                label_choices=list(names.items()),
                initial=rows[number]._asdict() if data is None else None,
                use_required_attribute=False,
            )
            for number in range(min(count, MAX_EXAMPLES))
        ]
        if has_one_more and count < MAX_EXAMPLES:
            self.forms.append(
                ExampleForm(
                    prefix=f"example-{count}",
                    label_choices=list(names.items()),
                    use_required_attribute=False,
                )
            )

    def is_valid(self) -> bool:
        # The errors of all are shown, and not only those of the first that has some.
        return not any(errors for errors in [form.errors for form in self.forms])

    def rows(self) -> list[ExampleRow]:
        """Return the examples that have a sentence and no error."""
        valid = [form.cleaned_data for form in self.forms if form.is_bound and form.is_valid()]
        return [
            ExampleRow(
                values["label"],
                " ".join(values["sentence"].split()),
                " ".join(values["why"].split()),
            )
            for values in valid
            if values["sentence"]
        ]


def _count(data: Mapping[str, Any]) -> int:
    """Return the number of rows that the page had."""
    count = data.get("examples", "")
    return int(count) if count.isascii() and count.isdecimal() and len(count) < 4 else 0
