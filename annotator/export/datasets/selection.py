"""What an export contains: which rows of a dataset, and how much of each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from annotator.corpus.models import ArticleState

M = TypeVar("M", bound=Model)

# The filters that a dataset has in addition to those of articles. A final label depends
# on all annotators of a sentence, so sentences and articles can't be filtered by
# annotator.
ANNOTATION_FILTERS = ("counted_only", "annotators", "since", "until")
SENTENCE_FILTERS = ("label_origins",)


@dataclass(frozen=True)
class Selection:
    """The rows of an export. Empty fields leave nothing out.

    `annotators` are pseudonyms. `since` and `until` are days in UTC. Without `drafts`, drafts that
    nobody has labelled are left out; without `set_aside`, the work of suspended members.
    `counted_only` leaves the annotations that the agreement report counts.
    Withdrawn articles are always left out.
    """

    rounds: Sequence[str] = ()
    languages: Sequence[str] = ()
    done_only: bool = False
    drafts: bool = True
    set_aside: bool = True
    counted_only: bool = False
    annotators: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    label_origins: Sequence[str] = ()

    def filter_articles(self, rows: QuerySet[M], path: str = "article__") -> QuerySet[M]:
        """Return the rows whose article is in the selection. `path` is the lookup of the article
        from a row.
        """
        conditions: dict[str, Any] = {}
        if self.rounds:
            conditions["round__in"] = self.rounds

        if self.languages:
            conditions["language__in"] = self.languages

        if self.done_only:
            conditions["done_at__isnull"] = False

        rows = rows.exclude(**{f"{path}state": ArticleState.WITHDRAWN})

        if not self.drafts:
            # An article is frozen when the first annotator gets it, so this keeps
            # labelled drafts.
            rows = rows.exclude(
                **{f"{path}state": ArticleState.DRAFT, f"{path}frozen_at__isnull": True}
            )

        return rows.filter(**{f"{path}{name}": value for name, value in conditions.items()})


class Seconds(StrEnum):
    """The precision of the time that a label took."""

    EXACT = "exact"
    WHOLE = "whole"
    NONE = "none"


@dataclass(frozen=True)
class Content:
    """How much of each row an export contains.

    `standoff` leaves text and title empty, for articles that may not be shared; offsets, counts
    and checksums stay. Without `times`, there are days instead of times; without `days`, neither.
    `splits` has the splits for articles without one, by their key in the database.
    """

    standoff: bool = False
    notes: bool = True
    times: bool = True
    days: bool = True
    seconds: Seconds = Seconds.EXACT
    splits: Mapping[int, str] = field(default_factory=dict)


EVERYTHING = Selection()
WHOLE = Content()
