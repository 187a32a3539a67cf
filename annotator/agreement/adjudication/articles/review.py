"""An article as a reviewer sees it: every sentence with its annotations and its decision."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from annotator.agreement.adjudication.articles.answers import (
    Answer,
    have_different_targets,
    lacks_target,
    majority_answer,
    majority_targets,
    offered_answers,
)
from annotator.agreement.adjudication.articles.history import Event, load_history
from annotator.agreement.adjudication.disagreements import NEUTRAL_ORDER
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, Sentence
from annotator.labelling.choices import SkipReason
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.access import Access
from annotator.projects.models import Label


@dataclass(frozen=True)
class ReviewedSentence:
    """A sentence with the annotations that count, and the decision in force.

    `has_different_targets` says that one label was given with different targets; `lacks_target`
    that the final label takes a target, and that none is settled; `is_asked` that the reviewer
    came for this sentence, as from the list of doubted labels.
    """

    sentence: Sentence
    annotations: list[Annotation]
    decision: Adjudication | None
    has_different_targets: bool
    lacks_target: bool
    is_asked: bool
    majority: Answer | None = None
    answers: list[Answer] = field(default_factory=list)
    majority_targets: dict[str, int] = field(default_factory=dict)
    history: list[Event] = field(default_factory=list)

    @property
    def is_disputed(self) -> bool:
        """Whether annotators differ in their labels or targets, or in whether there is a label."""
        return self.has_different_labels or self.has_different_targets

    @property
    def has_different_labels(self) -> bool:
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
    open_ones = Assignment.objects.in_project(access.project).open()
    if open_ones.filter(annotator=access.membership, article=article).exists():
        raise PermissionDenied(
            _("You have this article open. Submit it before you look at others’ labels.")
        )
    return article


def review(article: Article, *, asked: int = 0, blind: bool = False) -> list[ReviewedSentence]:
    """Return the sentences of the article in order, with all annotations that count.

    `asked` is the id of a sentence that the reviewer came for: it can be decided even if everybody
    agrees. The annotators are in the order of their pseudonyms, the same at every sentence; with
    `blind`, their annotations are in the order of the labels. The number of queries doesn't
    depend on the article.
    """
    annotations = _annotations_by_sentence(article, blind=blind)
    labels = list(article.project.labels.all())
    rows = article.adjudications.order_by("pk")
    decisions = list(rows.select_related("label", "target", "adjudicator"))
    in_force = {
        row.sentence_id: row for row in decisions if row.superseded_at is None and row.decision
    }
    history = load_history(article, decisions)

    def reviewed(sentence: Sentence) -> ReviewedSentence:
        given = annotations[sentence.pk]
        decision = in_force.get(sentence.pk)
        found = ReviewedSentence(
            sentence,
            given,
            decision,
            has_different_targets=(
                article.project.asks_target and have_different_targets(given, article)
            ),
            lacks_target=(
                article.project.asks_target and lacks_target(given, decision, labels, article)
            ),
            is_asked=sentence.pk == asked,
        )
        return _with_answers(found, labels, history) if found.is_to_decide else found

    sentences = article.sentences.select_related("article").order_by("position")
    return [reviewed(sentence) for sentence in sentences]


def _with_answers(
    item: ReviewedSentence, labels: list[Label], history: dict[int, list[Event]]
) -> ReviewedSentence:
    """Add what the form of a sentence shows."""
    article = item.sentence.article
    return replace(
        item,
        majority=majority_answer(item.annotations, labels, article),
        answers=offered_answers(item.annotations, article),
        majority_targets=majority_targets(item.annotations, article),
        history=history.get(item.sentence.pk, []),
    )


def _annotations_by_sentence(
    article: Article, *, blind: bool
) -> defaultdict[int, list[Annotation]]:
    """Return the annotations that count, of each sentence by pseudonym, or in a neutral order."""
    annotations: defaultdict[int, list[Annotation]] = defaultdict(list)
    rows = Annotation.objects.filter(project=article.project_id, article=article).counted(
        tie_breaks=True
    )
    order = NEUTRAL_ORDER if blind else ("assignment__annotator__pseudonym", "pk")
    for row in rows.select_related("label", "target", "assignment__annotator").order_by(*order):
        annotations[row.sentence_id].append(row)
    return annotations


def _kind(annotation: Annotation) -> str:
    """Return the label, `cannot_tell`, or one word for all other skips."""
    # Two skips with different reasons agree that the sentence has no label.
    if annotation.label is None and annotation.skip_reason != SkipReason.CANNOT_TELL:
        return "skipped"
    return annotation.decision
