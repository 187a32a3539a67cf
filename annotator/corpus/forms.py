"""Forms for the list of articles, for their details, and for edits of their sentences."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.corpus.article_list import Order, rounds_present, values_present
from annotator.corpus.models import Article, ArticleQuerySet, Stage
from annotator.corpus.readers.records import LANGUAGE_TAG
from annotator.projects.models import Project

# Up to so many annotators are told apart.
MOST = 4
LABELLED = [
    (0, gettext_lazy("Nobody")),
    *((count, str(count)) for count in range(1, MOST)),
    (MOST, gettext_lazy("4 or more")),
]
SHARES = [(10, "10%"), (25, "25%"), (50, "50%"), (100, "100%")]


class FilterForm(forms.Form):
    """What the list of articles shows. An invalid value filters nothing."""

    q = forms.CharField(
        required=False,
        label=gettext_lazy("Search"),
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Title, identifier or source")}
        ),
    )
    state = forms.ChoiceField(
        required=False,
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("Any")), *Stage.choices],
    )
    round = forms.CharField(required=False, label=gettext_lazy("Round"), widget=forms.Select)
    labelled = forms.TypedChoiceField(
        required=False,
        label=gettext_lazy("Labelled by"),
        choices=[("", gettext_lazy("Any number")), *LABELLED],
        coerce=int,
        empty_value=None,
    )
    language = forms.CharField(required=False, label=gettext_lazy("Language"), widget=forms.Select)
    source = forms.CharField(
        required=False,
        label=gettext_lazy("Source contains"),
        widget=forms.TextInput(attrs={"list": "sources"}),
    )
    excluded = forms.TypedChoiceField(
        required=False,
        label=gettext_lazy("Excluded"),
        choices=[("", gettext_lazy("Any share")), *SHARES],
        coerce=int,
        empty_value=None,
    )
    sort = forms.ChoiceField(required=False, label=gettext_lazy("Order"), choices=Order.choices)

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        self.project = project
        self.sources = values_present(project, "source")
        for name, values in (
            ("language", values_present(project, "language")),
            ("round", rounds_present(project)),
        ):
            select = self.fields[name].widget
            assert isinstance(select, forms.Select)
            select.choices = [("", _("Any")), *((value, value) for value in values)]

    def articles(self) -> ArticleQuerySet:
        asked = self._asked()
        articles = Article.objects.in_project(self.project)

        if asked.get("q"):
            articles = articles.mentioning(asked["q"])
        if asked.get("state"):
            articles = articles.at_stage(Stage(asked["state"]))
        if asked.get("language"):
            articles = articles.filter(language=asked["language"])
        if asked.get("source"):
            articles = articles.filter(source__icontains=asked["source"])
        if asked.get("round"):
            articles = articles.filter(round=asked["round"])
        if asked.get("labelled") is not None:
            articles = articles.labelled_by(asked["labelled"], or_more=asked["labelled"] == MOST)
        if asked.get("excluded"):
            articles = articles.excluding_at_least(asked["excluded"])

        return articles

    @property
    def order(self) -> Order:
        return Order(self._asked().get("sort") or Order.NEWEST)

    @property
    def is_filtering(self) -> bool:
        asked = self._asked()
        return any(value not in ("", None) for name, value in asked.items() if name != "sort")

    def _asked(self) -> dict[str, Any]:
        # Invalid values are missing from the cleaned data, so they filter nothing.
        self.is_valid()
        return self.cleaned_data


class ArticleForm(forms.ModelForm[Article]):
    """The details of an article. Its text and its external id can't be changed."""

    url = forms.URLField(
        required=False,
        max_length=2000,
        label=gettext_lazy("URL"),
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    language = forms.RegexField(
        rf"^{LANGUAGE_TAG.pattern}\Z",
        max_length=35,
        help_text=gettext_lazy("e.g. en, de or pt-BR. Existing sentences aren’t split again."),
        error_messages={"invalid": gettext_lazy("Use a language tag such as en, de or pt-BR.")},
    )

    class Meta:
        model = Article
        fields = ("title", "source", "url", "published", "language", "rights", "group")
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "published": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "title": gettext_lazy("Shown above the article, not labelled."),
            "source": gettext_lazy("Publisher"),
            "rights": gettext_lazy("Licence, or who gave permission to use it."),
            "group": gettext_lazy(
                "Articles of one group, such as versions of one story, are never divided between "
                "train and test."
            ),
        }

    def save(self, commit: bool = True) -> Article:
        # Only these columns, because the queue may change the open places at the same
        # time.
        self.instance.save(update_fields=self.Meta.fields)
        return self.instance


class MergeForm(forms.Form):
    following = forms.IntegerField()


class DivideForm(forms.Form):
    at = forms.IntegerField()


class UndoForm(forms.Form):
    edit = forms.IntegerField()
