"""What of a dataset is wanted: which rows, and how much of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from annotator.corpus.models import ArticleState

M = TypeVar("M", bound=Model)

# Which filters a dataset has, beside those of the article. The final label rests on all of a
# sentence's annotators, so the rows of sentences and articles can't be filtered by some of them.
OF_ANNOTATIONS = ("annotators", "since", "until")
OF_SENTENCES = ("label_origins",)


@dataclass(frozen=True)
class Selection:
    """Which rows: empty fields leave nothing out. `annotators` are pseudonyms, `since` and `until`
    days in UTC. Drafts that nobody has labelled can be left out, and the work of suspended
    members; withdrawn articles always are.
    """

    round: str = ""
    languages: Sequence[str] = ()
    done_only: bool = False
    drafts: bool = True
    set_aside: bool = True
    annotators: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    label_origins: Sequence[str] = ()

    def of_article(self, rows: QuerySet[M], path: str = "article__") -> QuerySet[M]:
        """The rows whose article is wanted; `path` leads to it."""
        asked: dict[str, Any] = {}
        if self.round:
            asked["round"] = self.round

        if self.languages:
            asked["language__in"] = self.languages

        if self.done_only:
            asked["done_at__isnull"] = False

        rows = rows.exclude(**{f"{path}state": ArticleState.WITHDRAWN})

        if not self.drafts:
            rows = rows.exclude(
                **{f"{path}state": ArticleState.DRAFT, f"{path}frozen_at__isnull": True}
            )

        return rows.filter(**{f"{path}{name}": value for name, value in asked.items()})


class Seconds(StrEnum):
    """How exactly the time of a label is told."""

    EXACT = "exact"
    WHOLE = "whole"
    NONE = "none"


@dataclass(frozen=True)
class Content:
    """How much of each row. `standoff` leaves text and title empty: offsets, counts and checksums
    stay, for articles that may not be passed on. Without `times`, a time is cut to its day;
    without `days`, that is left out too. `splits` gives articles without a split one, by their
    key in the database.
    """

    standoff: bool = False
    notes: bool = True
    times: bool = True
    days: bool = True
    seconds: Seconds = Seconds.EXACT
    splits: Mapping[int, str] = field(default_factory=dict)


EVERYTHING = Selection()
WHOLE = Content()
