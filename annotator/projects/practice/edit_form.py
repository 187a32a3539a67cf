"""The form in which managers write the practice article."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from annotator.projects.models import PracticeArticle, Project, StoredSentence
from annotator.projects.practice.articles import (
    MAX_REASON,
    MAX_SENTENCES,
    MAX_TEXT,
    article_lines,
    default_article,
    parse_sentences,
)

MAX_LINES = MAX_SENTENCES * (MAX_TEXT + MAX_REASON + 100)


class PracticeForm(forms.Form):
    """The practice article, a line for each sentence, and whether it is offered."""

    offers_practice = forms.BooleanField(
        required=False,
        label=gettext_lazy("New members practise before their first article"),
    )
    title = forms.CharField(max_length=200, label=gettext_lazy("Title"))
    sentences = forms.CharField(
        max_length=MAX_LINES,
        label=gettext_lazy("Sentences"),
        help_text=gettext_lazy(
            "One line for each sentence: the sentence, the key of its label and the reason, with | "
            "between them. An empty line begins a paragraph."
        ),
        widget=forms.Textarea(attrs={"rows": 24}),
    )

    def __init__(self, data: Any, *, project: Project, article: PracticeArticle | None) -> None:
        self.label_keys = list(project.labels.active().values_list("key", flat=True))
        title, sentences = (
            (article.title, article.sentences) if article else default_article(self.label_keys)
        )
        super().__init__(
            data,
            initial={
                "offers_practice": project.offers_practice,
                "title": title,
                "sentences": article_lines(sentences),
            },
        )

    def clean_sentences(self) -> list[StoredSentence]:
        return parse_sentences(self.cleaned_data["sentences"], self.label_keys)
