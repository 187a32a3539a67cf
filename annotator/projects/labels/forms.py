from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.projects.labels.changing import free_shortcuts
from annotator.projects.models import Label, Project

MAX_DEFINITION = 2000
MAX_QUESTION = 200
# The texts of a label that can be in other languages, with the field of the model that has them.
TRANSLATED = {"name": "names", "definition": "definitions", "question": "questions"}


class LabelForm(forms.ModelForm[Label]):
    """One label. The key is asked only of a new one, because it never changes."""

    definition = forms.CharField(
        required=False,
        max_length=MAX_DEFINITION,
        label=gettext_lazy("Definition"),
        help_text=gettext_lazy("One or two sentences. Annotators see it when they press G."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    question = forms.CharField(
        required=False,
        max_length=MAX_QUESTION,
        label=gettext_lazy("Question for the target"),
        help_text=gettext_lazy("For example: Which sentence does this deny?"),
    )

    class Meta:
        model = Label
        fields = (
            "key",
            "name",
            "definition",
            "mark",
            "colour",
            "shortcut",
            "takes_target",
            "question",
        )
        labels = {
            "key": gettext_lazy("Key"),
            "name": gettext_lazy("Name"),
            "mark": gettext_lazy("Mark"),
            "colour": gettext_lazy("Colour"),
            "takes_target": gettext_lazy("Points at the sentence that it is about (target)"),
        }
        help_texts = {
            "key": gettext_lazy(
                "For datasets and scripts, e.g. false_context. It can’t be changed later."
            ),
            "name": gettext_lazy("What annotators see."),
            "mark": gettext_lazy("One or two characters that stand beside a labelled sentence."),
            "takes_target": "",
        }

    field_order = Meta.fields

    def __init__(
        self, data: QueryDict | None = None, *, project: Project, instance: Label | None = None
    ) -> None:
        super().__init__(data, instance=instance or Label(project=project))
        label = self.instance

        if label.pk:
            del self.fields["key"]
        if label.retired_at:
            del self.fields["shortcut"]
        else:
            free = free_shortcuts(project, label=label)
            self.fields["shortcut"] = forms.ChoiceField(
                choices=[(digit, digit) for digit in free],
                initial=free[0] if free else None,
                label=_("Shortcut"),
            )
        for language, shown in _other_languages():
            for text, stored in TRANSLATED.items():
                self.fields[f"{text}_{language}"] = forms.CharField(
                    required=False,
                    max_length=Label._meta.get_field("name").max_length
                    if text == "name"
                    else MAX_DEFINITION,
                    initial=getattr(label, stored).get(language, ""),
                    label=f"{self.fields[text].label} ({shown})",
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language})
                    if text == "definition"
                    else forms.TextInput(attrs={"lang": language}),
                )

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        for text, stored in TRANSLATED.items():
            given = {
                language: values.get(f"{text}_{language}", "")
                for language, _shown in _other_languages()
            }
            # Languages that the form doesn't offer stay as they are.
            kept = {
                language: value
                for language, value in getattr(self.instance, stored).items()
                if language not in given
            }
            setattr(
                self.instance, stored, kept | {key: value for key, value in given.items() if value}
            )
        return values

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields that each label has."""
        names = {f"{text}_{language}" for text in TRANSLATED for language, _n in _other_languages()}
        return [field for field in self if field.name not in names]

    @property
    def translations(self) -> list[forms.BoundField]:
        own = {field.name for field in self.own_fields}
        return [field for field in self if field.name not in own]

    @property
    def has_translations(self) -> bool:
        return any(field.initial or field.errors for field in self.translations)


def _other_languages() -> list[tuple[str, str]]:
    return [
        (code, str(name)) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE
    ]
