"""The splits that the articles of a project would get now."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from annotator.corpus.models import Article
from annotator.export.datasets.selection import Selection
from annotator.export.datasets.splits import Shares, SplitCandidate, likeness, propose_splits
from annotator.labelling.models import Assignment
from annotator.projects.models import Project


def propose_project_splits(
    project: Project, selection: Selection, shares: Shares, seed: int
) -> Mapping[int, str]:
    """Return a split for each selected article that has none, by its key in the database. Nothing
    is written.
    """
    labels = list(project.labels.values_list("key", flat=True))
    label_counts = _count_labels(project)
    everything = Article.objects.in_project(project)
    selected = set(selection.filter_articles(everything, "").values_list("pk", flat=True))
    # All articles are read, because a selected article must get the split of one that
    # is like it, whether that one is selected or not.
    keys: dict[str, int] = {}
    candidates = []
    rows = everything.order_by("pk").values_list(
        "pk", "external_id", "text", "group", "split", "sentence_count", named=True
    )

    # Few rows at a time: they carry the whole text of their articles.
    for article in rows.iterator(chunk_size=200):
        is_selected = article.pk in selected
        if not is_selected and not article.split and not article.group:
            # It gets no split now, and no other article must follow it.
            continue
        keys[article.external_id] = article.pk
        counts = (article.sentence_count, *(label_counts[article.pk][label] for label in labels))
        candidates.append(
            SplitCandidate(
                article.external_id,
                likeness(article.text),
                article.group,
                article.split,
                counts,
                is_selected,
            )
        )

    proposed = propose_splits(candidates, shares, seed)
    return {keys[name]: split for name, split in proposed.items()}


def _count_labels(project: Project) -> Mapping[int, Counter[str]]:
    """Return how often each label was chosen in each article, in the work that counts."""
    totals: dict[int, Counter[str]] = defaultdict(Counter)
    # Assignments carry their tallies, so annotations need not be read.
    work = Assignment.objects.in_project(project).counted(tie_breaks=True)
    for article, counts in work.values_list("article", "label_counts").iterator(chunk_size=2000):
        totals[article].update(counts)
    return totals
