"""The rows of the table of annotators, with the addresses of their sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from annotator.agreement.report.comparisons.standings import ConfusionShape, StandingShape
from annotator.agreement.report.counted_sentences import sentences_address
from annotator.agreement.report.pictures.sparkline import Sparkline
from annotator.projects.models import Project

# On the agreement page.
FIRST_ROWS = 3


@dataclass(frozen=True)
class StandingRow:
    """`name` is what the person is known as, or empty; `confusion` is in words, or empty."""

    standing: StandingShape
    name: str
    differing_address: str
    confusion: str
    confusion_address: str
    trend: Sparkline


def standing_rows(
    project: Project,
    standings: Sequence[StandingShape],
    filters: QueryDict,
    *,
    names: Mapping[str, str] | None = None,
) -> list[StandingRow]:
    """Return a row for each annotator. `names` are those by pseudonym, if they are shown."""
    labels = {label.key: label.shown_name for label in project.labels.all()}
    rows = []

    for standing in standings:
        confusion, person = standing["confusion"], standing["annotator"]
        rows.append(
            StandingRow(
                standing=standing,
                name=(names or {}).get(person, ""),
                differing_address=sentences_address(
                    project, filters, annotator=person, differs="on"
                ),
                confusion=_in_words(confusion, labels) if confusion else "",
                confusion_address=sentences_address(
                    project,
                    filters,
                    annotator=person,
                    their=confusion["label"],
                    others=confusion["others"],
                )
                if confusion
                else "",
                trend=Sparkline(standing["trend"]),
            )
        )
    return rows


def _in_words(confusion: ConfusionShape, labels: Mapping[str, str]) -> str:
    return _("takes “%(others)s” for “%(label)s”: %(share)s, team %(team)s") % {
        "others": labels[confusion["others"]],
        "label": labels[confusion["label"]],
        "share": f"{confusion['share']:.0%}",
        "team": f"{confusion['team']:.0%}",
    }
