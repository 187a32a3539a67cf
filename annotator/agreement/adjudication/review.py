"""An article as a reviewer sees it: every sentence with its annotations and its decision."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from annotator.agreement.final_label import without_target
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, Sentence
from annotator.labelling.choices import SkipReason
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.access import Access


@dataclass(frozen=True)
class ReviewedSentence:
    """A sentence with the annotations that count, and the decision in force.

    `annotations` are in an order that is always the same and says nothing about the annotators.
    `lacks_target` says that the final label takes a target, and that none is settled; `is_asked`
    that the reviewer came for this sentence, as from the list of doubted labels.
    """

    sentence: Sentence
    annotations: list[Annotation]
    decision: Adjudication | None
    lacks_target: bool
    is_asked: bool

    @property
    def is_disputed(self) -> bool:
        """Whether annotators differ in their labels, or in whether the sentence has one at all."""
        return len({_kind(annotation) for annotation in self.annotations}) > 1

    @property
    def is_open(self) -> bool:
        """Whether the sentence is left to decide."""
        return self.is_to_decide and self.decision is None

    @property
    def is_to_decide(self) -> bool:
        """Whether an adjudicator decides on it, or has decided."""
        # A decision on an agreed sentence can be changed like one on a disputed
        # sentence.
        is_asked = self.is_asked and bool(self.annotations) and not self.sentence.excluded
        return self.is_disputed or self.lacks_target or is_asked or self.decision is not None

    @property
    def kind(self) -> str:
        """How the page shows it: excluded, disputed or agreed."""
        if self.sentence.excluded:
            return "excluded"
        return "disputed" if self.is_to_decide else "agreed"

    @property
    def target_number(self) -> int | str:
        """The target of the decision as the form has it: a number, or empty."""
        if self.decision is None:
            return ""
        if self.decision.target_outside:
            return self.sentence.article.outside_number
        return self.decision.target.position if self.decision.target else ""

    @property
    def reason(self) -> str:
        return self.decision.reason if self.decision else ""

    @property
    def agreed(self) -> Annotation | None:
        """An annotation that stands for all, if all annotators agree."""
        return self.annotations[0] if self.annotations and not self.is_disputed else None


def load_review(access: Access, article_id: int) -> Article:
    """Return the article, for a member who will see everybody's labels on it.

    Raises Http404, and PermissionDenied if they have the article open themselves.
    """
    article = get_object_or_404(Article.objects.in_project(access.project), pk=article_id)
    # Nobody sees others' labels while labelling.
    if Assignment.objects.open().filter(annotator=access.membership, article=article).exists():
        raise PermissionDenied(
            _("You have this article open. Submit it before you look at others’ labels.")
        )
    return article


def review(article: Article, *, asked: int = 0) -> list[ReviewedSentence]:
    """Return the sentences of the article in order, with all annotations that count.

    `asked` is the id of a sentence that the reviewer came for: it can be decided even if everybody
    agrees.
    """
    annotations: defaultdict[int, list[Annotation]] = defaultdict(list)
    rows = Annotation.objects.filter(article=article).counted(tie_breaks=True)
    for row in rows.select_related("label", "target", "assignment__annotator"):
        annotations[row.sentence_id].append(row)

    in_force = Adjudication.objects.filter(article=article).decided()
    decisions = {
        row.sentence_id: row for row in in_force.select_related("label", "target", "adjudicator")
    }

    labels = list(article.project.labels.all())
    lacking = set(
        without_target(article.project, article.sentences.all(), labels).values_list(
            "pk", flat=True
        )
    )

    return [
        ReviewedSentence(
            sentence,
            sorted(annotations[sentence.pk], key=_shuffled),
            decisions.get(sentence.pk),
            lacks_target=sentence.pk in lacking,
            is_asked=sentence.pk == asked,
        )
        for sentence in article.sentences.select_related("article").order_by("position")
    ]


def _kind(annotation: Annotation) -> str:
    """Return the label, `cannot_tell`, or one word for all other skips."""
    # Two skips with different reasons agree that the sentence has no label.
    if annotation.label is None and annotation.skip_reason != SkipReason.CANNOT_TELL:
        return "skipped"
    return annotation.decision


def _shuffled(annotation: Annotation) -> bytes:
    """Return a sort key that is the same each time, and different for each sentence."""
    # A hash, so that no annotator is always the first in the list.
    return hashlib.sha256(f"{annotation.sentence_id} {annotation.assignment_id}".encode()).digest()
