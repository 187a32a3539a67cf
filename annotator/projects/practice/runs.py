"""What members answered to the practice article."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from annotator.projects.models import (
    Label,
    Membership,
    PracticeArticle,
    PracticeRun,
    StoredAnswer,
)
from annotator.projects.practice.articles import offered_practice


@dataclass(frozen=True)
class Answer:
    """A sentence of the article, with the label that it has and the label that it was given."""

    number: int
    text: str
    expected: Label
    given: Label | None
    reason: str

    @property
    def is_right(self) -> bool:
        return self.given == self.expected


@dataclass(frozen=True)
class PracticeResult:
    answers: list[Answer]

    @property
    def right(self) -> int:
        return sum(answer.is_right for answer in self.answers)

    @property
    def differing(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.given and not answer.is_right]


def owes_practice(membership: Membership) -> bool:
    """Whether the practice article comes before this person's next article."""
    # A version of the codebook that was seen means that the person has labelled here.
    if membership.codebook_seen or not membership.project.is_open:
        return False

    return (
        offered_practice(membership.project) is not None and not membership.practice_runs.exists()
    )


def store_run(
    *,
    membership: Membership,
    article: PracticeArticle,
    labels: Sequence[str],
    submission: UUID,
) -> PracticeRun:
    """Store the labels that were given to the sentences, in order. Doing it twice stores one run.

    Fewer labels than sentences mean that the person skipped the rest.
    """
    answers = [
        StoredAnswer(sentence=number, label=label) for number, label in enumerate(labels, start=1)
    ]

    with transaction.atomic():
        run, _is_new = PracticeRun.objects.get_or_create(
            project=membership.project,
            member=membership,
            submission=submission,
            defaults={
                "article": article,
                "codebook_version": membership.project.current_codebook().version,
                "answers": answers,
                "is_skipped": len(answers) < len(article.sentences),
            },
        )
    return run


def result_of(run: PracticeRun) -> PracticeResult:
    """Put the answers of a run beside the labels of the article that was practised."""
    labels = {label.key: label for label in run.project.labels.all()}
    given = {answer["sentence"]: answer["label"] for answer in run.answers}

    return PracticeResult(
        [
            Answer(
                number=number,
                text=sentence["text"],
                expected=labels[sentence["label"]],
                given=labels.get(given.get(number, "")),
                reason=sentence["reason"],
            )
            for number, sentence in enumerate(run.article.sentences, start=1)
            # A release that was imported since may have brought other labels.
            if sentence["label"] in labels
        ]
    )
