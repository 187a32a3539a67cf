"""The splits that the articles of a project would get now."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from annotator.agreement.final_label import with_final_label
from annotator.corpus.models import Article, Sentence
from annotator.corpus.near_duplicates.pairs import Pair
from annotator.corpus.near_duplicates.project_pairs import find_article_pairs
from annotator.export.datasets.selection import Selection
from annotator.export.datasets.splits.shares import NAMES, Shares, SplitCandidate, propose_splits
from annotator.projects.models import Project

# A page or an API call reads texts and labels of no more articles than these.
MAX_READ = 1_000


@dataclass(frozen=True)
class SplitProposal:
    """The splits of the selected articles, by their keys in the database.

    `new` are those of articles that have none yet, `splits` all of them. `pairs` are the
    near-duplicates among the selected articles.
    """

    new: Mapping[int, str]
    splits: Mapping[int, str]
    pairs: Sequence[Pair]

    @property
    def articles(self) -> Mapping[str, int]:
        """The number of articles in each split."""
        counts = Counter(self.splits.values())
        return {name: counts[name] for name in NAMES}

    def pairs_apart(self) -> int:
        """Count the near-duplicates of which one is in another split than the other."""
        return sum(
            self.splits.get(pair.first) != self.splits.get(pair.second) for pair in self.pairs
        )

    def warnings(self, shares: Shares) -> list[str]:
        """Say which splits would be empty, or have only one article, although they have a share."""
        texts = {
            0: _("The %(split)s split would be empty."),
            1: _("The %(split)s split would have only one article."),
        }
        return [
            texts[count] % {"split": name}
            for name, count in self.articles.items()
            if count in texts and getattr(shares, name)
        ]


def propose_project_splits(
    project: Project,
    selection: Selection,
    shares: Shares,
    seed: int,
    *,
    check_cancelled: Callable[[], None] = lambda: None,
    max_read: int | None = None,
) -> SplitProposal:
    """Return the splits of the selected articles. Nothing is written.

    If there are more than `max_read` articles, neither texts nor labels are read: then the splits
    follow groups and the numbers of sentences only.
    """
    everything = Article.objects.in_project(project)
    chosen = selection.filter_articles(everything, "").order_by().values_list("pk", flat=True)
    selected = set(chosen)
    # A selected article must get the split of one that belongs together with it, whether
    # that one is selected or not. An article that no other must follow is left out.
    involved = everything.filter(Q(pk__in=chosen) | ~Q(split="") | ~Q(group=""))

    is_read = max_read is None or involved.count() <= max_read
    pairs = (
        find_article_pairs(project, involved, check_cancelled=check_cancelled) if is_read else []
    )
    # Labels decide only where there is something to decide.
    is_stratified = is_read and chosen.filter(split="").exists()
    labels = list(project.labels.values_list("key", flat=True)) if is_stratified else []
    label_counts = _count_final_labels(project) if is_stratified else {}
    candidates = [
        SplitCandidate(
            key=article.pk,
            name=article.external_id,
            group=article.group,
            split=article.split,
            counts=(
                article.sentence_count,
                *(label_counts[article.pk][label] for label in labels),
            ),
            wanted=article.pk in selected,
        )
        for article in involved.values_list(
            "pk", "external_id", "group", "split", "sentence_count", named=True
        ).iterator()
    ]

    new = propose_splits(candidates, pairs, shares, seed)
    kept = {article.key: article.split for article in candidates if article.wanted}

    return SplitProposal(
        new,
        {**kept, **new},
        [pair for pair in pairs if pair.first in selected and pair.second in selected],
    )


def _count_final_labels(project: Project) -> Mapping[int, Counter[str]]:
    """Return how many sentences of each article have which final label."""
    totals: dict[int, Counter[str]] = defaultdict(Counter)
    sentences = with_final_label(
        Sentence.objects.in_project(project).to_label(), list(project.labels.all())
    )
    labelled = sentences.exclude(final_label="").order_by()  # type: ignore[misc]
    # mypy doesn't know the annotations of `with_final_label`.
    rows = labelled.values_list("article", "final_label")  # type: ignore[misc]

    for article, label in rows.iterator(chunk_size=5000):
        totals[article][label] += 1
    return totals
