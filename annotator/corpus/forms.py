from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict

from annotator.corpus.article_list import Order, values_present
from annotator.corpus.models import Article, ArticleQuerySet, Stage
from annotator.corpus.readers.records import LANGUAGE_TAG
from annotator.projects.models import Project

SHARES = [(10, "10 %"), (25, "25 %"), (50, "50 %"), (100, "all of it")]


class FilterForm(forms.Form):
    """What the list of articles shows. A value that makes no sense narrows nothing."""

    q = forms.CharField(
        required=False,
        label="Search",
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Title, identifier or source"}
        ),
    )
    state = forms.ChoiceField(required=False, choices=[("", "Any"), *Stage.choices])
    language = forms.CharField(required=False, widget=forms.Select)
    source = forms.CharField(required=False, widget=forms.TextInput(attrs={"list": "sources"}))
    excluded = forms.TypedChoiceField(
        required=False,
        label="Excluded",
        choices=[("", "Any share"), *SHARES],
        coerce=int,
        empty_value=None,
    )
    sort = forms.ChoiceField(required=False, label="Order", choices=Order.choices)

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        self.project = project
        self.sources = values_present(project, "source")
        languages = values_present(project, "language")
        select = self.fields["language"].widget
        assert isinstance(select, forms.Select)
        select.choices = [("", "Any"), *((language, language) for language in languages)]

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
            articles = articles.filter(source=asked["source"])
        if asked.get("excluded"):
            articles = articles.excluding_at_least(asked["excluded"])
        return articles

    @property
    def order(self) -> Order:
        return Order(self._asked().get("sort") or Order.NEWEST)

    @property
    def is_filtering(self) -> bool:
        return any(value for name, value in self._asked().items() if name != "sort")

    def _asked(self) -> dict[str, Any]:
        # what is not valid is missing in the cleaned data, which is all that it does here
        self.is_valid()
        return self.cleaned_data


class ArticleForm(forms.ModelForm[Article]):
    """What is known about an article; its text and its external id stay as they came."""

    url = forms.URLField(
        required=False,
        max_length=2000,
        label="Address",
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    language = forms.RegexField(
        rf"^{LANGUAGE_TAG.pattern}\Z",
        max_length=35,
        help_text="A language tag such as en, de or pt-BR. The sentences stay as they are.",
        error_messages={"invalid": "A language tag such as en, de or pt-BR."},
    )

    class Meta:
        model = Article
        fields = ("title", "source", "url", "published", "language", "rights", "group")
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "published": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "title": "Shown above the article, not labelled.",
            "source": "Who published it.",
            "rights": "Under which licence or by whose leave you use it.",
            "group": "Articles of one group, such as versions of one story, stay in one split of "
            "the dataset.",
        }

    def save(self, commit: bool = True) -> Article:
        # Only what the form is about: the queue counts the article's places meanwhile.
        self.instance.save(update_fields=self.Meta.fields)
        return self.instance


class MergeForm(forms.Form):
    following = forms.IntegerField()


class DivideForm(forms.Form):
    at = forms.IntegerField()


class UndoForm(forms.Form):
    edit = forms.IntegerField()


class NumbersField(forms.Field):
    """Whole numbers of a list of checkboxes; others are left out. What they name is looked up in
    the project only.
    """

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[int]:
        return [int(number) for number in value or [] if number.isdecimal() and len(number) < 19]


class OpenForm(forms.Form):
    """Which drafts to open: the chosen ones, or all that the filter finds, up to the newest that
    the page knew of.
    """

    which = forms.ChoiceField(choices=[("chosen", "chosen"), ("matching", "matching")])
    article = NumbersField(required=False)
    newest = forms.IntegerField(required=False)
