"""What was said and decided about each sentence before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from annotator.labelling.assignments.predicates import assignment_counts
from annotator.labelling.models import Annotation
from annotator.projects.models import Membership


@dataclass(frozen=True)
class Event:
    """A decision, or a label that its annotator changed later.

    `ended_at` is when the decision was undone, or the label changed; None for a decision that
    was not undone.
    """

    at: datetime
    by: Membership
    given: Adjudication | Annotation
    is_decision: bool
    ended_at: datetime | None

    @property
    def is_withdrawal(self) -> bool:
        """Whether a decision was taken back without another in its place."""
        return not self.given.decision


def load_history(article: Article, decisions: Sequence[Adjudication]) -> dict[int, list[Event]]:
    """Return the events of each sentence that has any, by its id, the oldest first.

    `decisions` are all adjudications of the article, in order. Makes one query.
    """
    events: defaultdict[int, list[Event]] = defaultdict(list)
    undone = {row.undoes_id: row.decided_at for row in decisions if row.undoes_id}
    for row in decisions:
        # An undo is shown with what it took back.
        if row.undoes_id is None:
            event = Event(
                row.decided_at, row.adjudicator, row, is_decision=True, ended_at=undone.get(row.pk)
            )
            events[row.sentence_id].append(event)

    for label in _superseded_labels(article):
        events[label.sentence_id].append(
            Event(
                label.annotated_at,
                label.assignment.annotator,
                label,
                is_decision=False,
                ended_at=label.superseded_at,
            )
        )

    return {pk: sorted(found, key=lambda event: event.at) for pk, found in events.items()}


def _superseded_labels(article: Article) -> list[Annotation]:
    """Return the labels and skips that annotators whose labels count have changed."""
    is_decided = Q(label__isnull=False) | ~Q(skip_reason="")
    rows = Annotation.objects.filter(
        is_decided,
        assignment_counts("assignment__", tie_breaks=True),
        project=article.project_id,
        article=article,
        superseded_at__isnull=False,
    )
    return list(rows.select_related("label", "target", "assignment__annotator"))
