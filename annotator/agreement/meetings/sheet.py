"""What a meeting sheet shows of each sentence."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.agreement.adjudication.disagreements import Disagreement, with_annotations
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Sentence
from annotator.labelling.models import Annotation
from annotator.projects.models import Project

# Sentences before and after.
CONTEXT = 2


@dataclass(frozen=True, kw_only=True)
class SheetItem(Disagreement):
    """A sentence with its annotations, with more context, and with the decision in force."""

    context_before: list[Sentence]
    context_after: list[Sentence]
    decision: Adjudication | None

    @property
    def target_number(self) -> int | str:
        """The target of the decision as the form has it: a number, or empty."""
        if self.decision and self.decision.target_outside:
            return self.sentence.article.outside_number
        return self.decision.target.position if self.decision and self.decision.target else ""


def load_sheet(project: Project, sentences: Sequence[Sentence], *, blind: bool) -> list[SheetItem]:
    """Return the items in the order of the sentences.

    With `blind`, the annotations are in an order that doesn't tell who gave which.
    """
    shown = with_annotations(sentences)
    in_force = Adjudication.objects.in_project(project).decided().filter(sentence__in=sentences)
    decisions = {
        row.sentence_id: row for row in in_force.select_related("label", "target", "adjudicator")
    }
    around = _around(project, sentences)

    return [
        SheetItem(
            each.sentence,
            sorted(each.annotations, key=_neutral) if blind else each.annotations,
            each.before,
            each.after,
            context_before=around[each.sentence.pk][0],
            context_after=around[each.sentence.pk][1],
            decision=decisions.get(each.sentence.pk),
        )
        for each in shown
    ]


def _around(
    project: Project, sentences: Sequence[Sentence]
) -> dict[int, tuple[list[Sentence], list[Sentence]]]:
    """Return the sentences before and after each of these, by its id."""
    articles: defaultdict[int, list[Sentence]] = defaultdict(list)
    rows = Sentence.objects.in_project(project).filter(
        article__in={each.article_id for each in sentences}
    )
    for row in rows.order_by("article", "position"):
        articles[row.article_id].append(row)

    around = {}
    for sentence in sentences:
        whole = articles[sentence.article_id]
        place = next(index for index, other in enumerate(whole) if other.pk == sentence.pk)
        around[sentence.pk] = (
            whole[max(place - CONTEXT, 0) : place],
            whole[place + 1 : place + 1 + CONTEXT],
        )
    return around


def _neutral(annotation: Annotation) -> tuple[int, str, int, str]:
    position = annotation.label.position if annotation.label else 10**6
    target = annotation.target.position if annotation.target else -1
    return position, annotation.skip_reason, target, annotation.note
