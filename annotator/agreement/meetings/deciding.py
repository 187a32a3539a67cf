"""Decisions of a meeting, from the form of a sentence or from the rows of a table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.agreement.adjudication.decisions import (
    AdjudicationError,
    adjudicate,
    current_decision,
)
from annotator.agreement.adjudication.disagreements import shown_to
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Sentence
from annotator.labelling.choices import SkipReason
from annotator.projects.models import Label, Membership, Project

MAX_REASON = 2000


@dataclass(frozen=True)
class Decision:
    """A decision as it was written. `line` is the line of the file, or 0.

    `answer` is the key or the name of a label, or a skip reason. `target` is empty or the number of
    a sentence of the article; the article's `outside_number` stands for "not in this article".
    """

    line: int
    sentence: int
    answer: str
    target: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Decided:
    decision: Decision
    adjudication: Adjudication
    is_new: bool


class RefusedDecisionsError(Exception):
    """Some decisions can't be saved, so none was. `reasons` has the line and the reason of each."""

    def __init__(self, reasons: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"{line}: {reason}" for line, reason in reasons))
        self.reasons = reasons


def decide_all(
    project: Project, decisions: Sequence[Decision], *, adjudicator: Membership
) -> list[Decided]:
    """Save these decisions, all or none. Raises RefusedDecisionsError."""
    sentences = (
        shown_to(adjudicator, project)
        .select_related("article")
        .in_bulk([each.sentence for each in decisions])
    )
    answers = _Answers(project)
    done: list[Decided] = []
    refused: list[tuple[int, str]] = []

    with transaction.atomic():
        # In the order of the articles, whose rows are locked one after the other.
        for each in sorted(decisions, key=lambda each: _place(sentences.get(each.sentence))):
            try:
                sentence = sentences.get(each.sentence)
                if sentence is None:
                    raise AdjudicationError(
                        _("There is no sentence %(id)s, or you have its article open yourself.")
                        % {"id": each.sentence}
                    )
                done.append(_decide(sentence, each, answers, adjudicator))
            except AdjudicationError as error:
                refused.append((each.line, str(error)))

        if refused:
            # Raised inside the transaction, so that it takes back the other decisions.
            raise RefusedDecisionsError(sorted(refused))
    return sorted(done, key=lambda each: each.decision.line)


def _place(sentence: Sentence | None) -> tuple[int, int]:
    return (sentence.article_id, sentence.position) if sentence else (0, 0)


def _decide(
    sentence: Sentence, decision: Decision, answers: "_Answers", adjudicator: Membership
) -> Decided:
    label, skip_reason = answers.read(decision.answer)
    target, is_outside = _target(sentence, decision.target)
    if len(decision.reason) > MAX_REASON:
        raise AdjudicationError(
            _("The reason has more than %(limit)s characters.") % {"limit": f"{MAX_REASON:,}"}
        )

    before = current_decision(sentence)
    row = adjudicate(
        sentence=sentence,
        adjudicator=adjudicator,
        label=label,
        skip_reason=skip_reason,
        target=target,
        target_outside=is_outside,
        reason=decision.reason,
    )
    # Only an empty decision leaves no row.
    assert row is not None
    return Decided(decision, row, is_new=row != before)


def _target(sentence: Sentence, text: str) -> tuple[int | None, bool]:
    """Return the id of the target sentence, and whether the target isn't in the article."""
    if not text:
        return None, False
    if not re.fullmatch("-?[0-9]{1,9}", text):
        raise AdjudicationError(
            _("The target “%(text)s” isn’t the number of a sentence.") % {"text": text[:40]}
        )

    number = int(text)
    if number == sentence.article.outside_number:
        return None, True
    found = sentence.article.sentences.filter(position=number).values_list("pk", flat=True).first()
    if found is None:
        raise AdjudicationError(
            _("The article has no sentence %(position)s.") % {"position": number}
        )
    return found, False


class _Answers:
    """The answers of a project, by their keys and by their names in any case."""

    def __init__(self, project: Project) -> None:
        labels: list[Label] = list(project.labels.all())
        skips = {str(reason.label).casefold(): ("", str(reason)) for reason in SkipReason}
        self.answers = (
            skips
            | {label.shown_name.casefold(): (label.key, "") for label in labels}
            | {str(reason): ("", str(reason)) for reason in SkipReason}
            | {label.key: (label.key, "") for label in labels}
        )

    def read(self, text: str) -> tuple[str, str]:
        """Return the label and the skip reason, one of them empty. Raises AdjudicationError."""
        if not text:
            raise AdjudicationError(_("The decision is missing."))
        answer = self.answers.get(text) or self.answers.get(text.casefold())
        if answer is None:
            raise AdjudicationError(
                _("“%(text)s” is neither a label of this project nor a skip reason.")
                % {"text": text[:40]}
            )
        return answer
