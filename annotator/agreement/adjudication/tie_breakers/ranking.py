"""Who of the available annotators is the most reliable on the labels in dispute.

The reliability of an annotator is how much they agree with the others on sentences to which
somebody else gave one of these labels (`agreement_on_labels`). It is computed as if they had
`PRIOR` more such sentences with the agreement of the team, so that a few sentences say little.
Somebody with fewer than `ENOUGH` sentences has at most the agreement of the team: so they never
come before somebody who is proven, that is, who has enough sentences and agrees at least as much
as the team. Reliabilities are compared in whole percent; of equal ones, the annotator with fewer
articles in progress comes first, then the one who had fewer articles in all.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.report.data import ReportFilter, load_counted_annotations
from annotator.agreement.statistics.annotators.agreement_on_labels import agreement_on_labels
from annotator.corpus.models import Article
from annotator.labelling.assignments.tie_breaks import Candidate, list_candidates
from annotator.labelling.models import Annotation
from annotator.projects.models import Label, Membership

PRIOR = 20
ENOUGH = 20


@dataclass(frozen=True)
class RankedCandidate:
    """A candidate with their agreement on the disputed labels.

    `agreement` is None if no sentence tells it; `sentences` is how many do. `reliability` is what
    they are ranked by.
    """

    candidate: Candidate
    agreement: float | None
    sentences: int
    reliability: float

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """A sort key: the best is the least."""
        return (
            -round(100 * self.reliability),
            self.candidate.in_progress,
            self.candidate.given,
            self.candidate.member.pk,
        )


def disputed_labels(article: Article) -> list[Label]:
    """Return the labels of the article's disputed sentences; all that it has if none is disputed.

    Makes one query.
    """
    rows = Annotation.objects.filter(
        project=article.project_id, article=article, label__isnull=False
    ).counted(tie_breaks=True)
    by_sentence: dict[int, set[Label]] = {}
    found: set[Label] = set()
    for row in rows.select_related("label"):
        assert row.label is not None
        found.add(row.label)
        by_sentence.setdefault(row.sentence_id, set()).add(row.label)

    disputed = {label for labels in by_sentence.values() if len(labels) > 1 for label in labels}
    return sorted(disputed or found, key=lambda label: label.position)


def rank_candidates(
    article: Article, labels: list[Label], *, viewer: Membership | None
) -> list[RankedCandidate]:
    """Return all annotators of the project, the best first.

    `labels` are those in dispute. Articles that the viewer has open are left out.
    """
    agreement, sentences, team = _agreement(article, labels, viewer)
    ranked = []
    for candidate in list_candidates(article):
        total = agreement.get(candidate.member.pk, 0.0)
        n = sentences.get(candidate.member.pk, 0)
        reliability = (total + PRIOR * team) / (n + PRIOR)
        ranked.append(
            RankedCandidate(
                candidate,
                agreement=total / n if n else None,
                sentences=n,
                reliability=reliability if n >= ENOUGH else min(reliability, team),
            )
        )

    return sorted(ranked, key=lambda one: one.rank)


def best_candidates(article: Article, *, viewer: Membership | None) -> list[Membership]:
    """Return the available annotators, the best first."""
    ranked = rank_candidates(article, disputed_labels(article), viewer=viewer)
    return [one.candidate.member for one in ranked if one.candidate.is_available]


def _agreement(
    article: Article, disputed: list[Label], viewer: Membership | None
) -> tuple[dict[int, float], dict[int, int], float]:
    """Return the summed agreement and the sentences of each annotator, and the team's mean."""
    labels = list(article.project.labels.all())
    numbers = [labels.index(label) for label in disputed]
    annotations = load_counted_annotations(
        article.project, labels, ReportFilter(viewer=viewer)
    ).annotations
    sums, sentences = agreement_on_labels(annotations, numbers)

    codes = annotations.annotators.tolist()
    team = float(sums.sum() / max(int(np.sum(sentences)), 1))
    return (
        dict(zip(codes, sums.tolist(), strict=True)),
        dict(zip(codes, sentences.tolist(), strict=True)),
        team,
    )
