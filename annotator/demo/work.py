"""Stores the demo's assignments, annotations and decisions in a few statements.

The app's own functions need a transaction for each article and only write today's date. So the
demo writes the rows itself.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, Sentence
from annotator.demo.annotators import Choice, Situation, choose
from annotator.demo.articles import DemoArticle, DemoSentence
from annotator.labelling.assignments.places import recount
from annotator.labelling.choices import AssignmentState, Origin, SkipReason
from annotator.labelling.models import Annotation, Assignment, Sighting
from annotator.projects.models import Codebook, Label, Membership, Project


@dataclass(frozen=True)
class Labelling:
    """The work of one annotator on an article, from `began_at` on.

    `sentences` is how many they have labelled. None means all, and the article is submitted.
    """

    article: DemoArticle
    annotator: str
    turn: int
    began_at: datetime
    sentences: int | None = None
    is_retest: bool = False


@dataclass
class DemoWork:
    """Collects the work on the articles of a project, and stores it.

    `choose` says what an annotator chooses for a sentence.
    """

    project: Project
    members: dict[str, Membership]
    codebooks: dict[str, Codebook]
    choose: Callable[[DemoSentence, Situation], Choice] = choose
    assignments: list[Assignment] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.labels = {label.key: label for label in self.project.labels.all()}
        self.articles = {
            article.external_id: article for article in Article.objects.in_project(self.project)
        }
        self.sentences: dict[int, list[Sentence]] = {}
        sentences = Sentence.objects.in_project(self.project).to_label()
        for sentence in sentences.order_by("article", "position"):
            self.sentences.setdefault(sentence.article_id, []).append(sentence)

    def add(self, labelling: Labelling) -> None:
        """Add an assignment with its annotations."""
        article = self.articles[labelling.article.record.external_id]
        member = self.members[labelling.annotator]
        assignment = Assignment(
            project=self.project,
            article=article,
            annotator=member,
            pass_number=2 if labelling.is_retest else 1,
            origin=Origin.RETEST if labelling.is_retest else Origin.QUEUE,
            began_at=labelling.began_at,
            opened_at=labelling.began_at,
        )

        now = self._add_annotations(assignment, labelling)
        assignment.touched_at = assignment.timed_until = now
        assignment.expires_at = now + self.project.lease
        if labelling.sentences is None:
            assignment.state = AssignmentState.SUBMITTED
            assignment.submitted_at = now
        self.assignments.append(assignment)

    def _add_annotations(self, assignment: Assignment, labelling: Labelling) -> datetime:
        """Add the annotations, and return the time of the last one."""
        article = assignment.article
        codebook = self.codebooks[article.round]
        now = labelling.began_at
        labelled = labelling.article.sentences[: labelling.sentences]

        for position, sentence in enumerate(labelled, start=1):
            choice = self.choose(
                sentence,
                Situation(
                    article.external_id,
                    position,
                    labelling.annotator,
                    labelling.turn,
                    codebook.version,
                    labelling.is_retest,
                ),
            )
            seconds = choice.seconds
            if seconds is None:
                # About the time that reading the sentence takes.
                seconds = 2 + len(sentence.text) / 20
            now += timedelta(seconds=seconds)
            self.annotations.append(
                _annotation(
                    assignment,
                    self.sentences[article.pk],
                    position,
                    choice,
                    self.labels,
                    seconds=seconds,
                    codebook=codebook,
                    annotated_at=now,
                )
            )
            # The progress page reads these counts from the assignment.
            assignment.decided += 1
            if choice.label:
                counts = assignment.label_counts
                counts[choice.label] = counts.get(choice.label, 0) + 1

        return now

    def store(self) -> None:
        """Store everything, and update the articles."""
        Assignment.objects.bulk_create(self.assignments)
        Annotation.objects.bulk_create(self.annotations)

        for article in self.articles.values():
            # Retests (pass 2) don't count for the progress of an article.
            first_pass = [
                assignment
                for assignment in self.assignments
                if assignment.article is article and assignment.pass_number == 1
            ]
            submitted = [one.submitted_at for one in first_pass if one.submitted_at]
            article.frozen_at = min((one.began_at for one in first_pass), default=None)
            is_done = article.overlap is not None and len(submitted) >= article.overlap
            article.done_at = max(submitted) if is_done else None
        articles = list(self.articles.values())
        Article.objects.in_project(self.project).bulk_update(
            articles, ["frozen_at", "done_at", "created_at", "state"]
        )
        recount((article.pk for article in articles), project=self.project.pk)

    def adjudicate(
        self, articles: Iterable[DemoArticle], adjudicator: Membership, *, decided_at: datetime
    ) -> None:
        """Decide the sentences that have an adjudicator's reason, one per hour."""
        decisions = []
        for article, sentence, demo_sentence in self._disputed(articles):
            decided_at += timedelta(hours=1)
            label = demo_sentence.label
            is_skip = label in SkipReason.values
            decisions.append(
                Adjudication(
                    project=self.project,
                    article=article,
                    sentence=sentence,
                    adjudicator=adjudicator,
                    label=None if is_skip else self.labels[label],
                    skip_reason=label if is_skip else "",
                    reason=demo_sentence.reason,
                    decided_at=decided_at,
                )
            )
        Adjudication.objects.bulk_create(decisions)

        # An adjudicator sees all labels of an article, which the app records.
        seen = {decision.article_id: decision.article for decision in decisions}
        Sighting.objects.bulk_create(
            Sighting(
                project=self.project, article=article, reviewer=adjudicator, seen_at=decided_at
            )
            for article in seen.values()
        )

    def _disputed(
        self, articles: Iterable[DemoArticle]
    ) -> Iterator[tuple[Article, Sentence, DemoSentence]]:
        """Yield the sentences with a reason, in the articles that are complete."""
        for demo_article in articles:
            article = self.articles[demo_article.record.external_id]
            if article.done_at is None:
                continue
            pairs = zip(self.sentences[article.pk], demo_article.sentences, strict=True)
            for sentence, demo_sentence in pairs:
                if demo_sentence.reason:
                    yield article, sentence, demo_sentence


def _annotation(
    assignment: Assignment,
    sentences: Sequence[Sentence],
    position: int,
    choice: Choice,
    labels: dict[str, Label],
    *,
    seconds: float,
    codebook: Codebook,
    annotated_at: datetime,
) -> Annotation:
    return Annotation(
        project_id=assignment.project_id,
        article=assignment.article,
        assignment=assignment,
        sentence=sentences[position - 1],
        label=labels[choice.label] if choice.label else None,
        skip_reason=choice.skip_reason,
        target=sentences[choice.target - 1] if choice.target else None,
        target_outside=choice.target == 0,
        confidence=choice.confidence,
        note=choice.note,
        seconds=round(seconds, 1),
        codebook=codebook,
        submission=uuid4(),
        annotated_at=annotated_at,
    )
