"""The form in which the answers to the practice article come."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotator.projects.models import PracticeArticle
from annotator.projects.practice.articles import MAX_SENTENCES

MAX_ANSWERS = MAX_SENTENCES * 50


class AnswersForm(forms.Form):
    """The labels that a person gave, in the order of the sentences: keys with commas between."""

    submission = forms.UUIDField()
    version = forms.IntegerField()
    labels = forms.CharField(required=False, max_length=MAX_ANSWERS)

    def __init__(self, data: Any, *, article: PracticeArticle, label_keys: list[str]) -> None:
        self.article = article
        self.label_keys = label_keys
        super().__init__(data)

    def clean_version(self) -> int:
        version: int = self.cleaned_data["version"]
        if version != self.article.version:
            raise ValidationError(_("The practice article has changed meanwhile."))
        return version

    def clean_labels(self) -> list[str]:
        labels = [key for key in self.cleaned_data["labels"].split(",") if key]
        if len(labels) > len(self.article.sentences) or not set(labels) <= set(self.label_keys):
            raise ValidationError(_("These aren’t answers to the practice article."))
        return labels
