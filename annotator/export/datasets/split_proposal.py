"""The splits that articles would get now: those that have one keep it."""

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
    """The split of each selected article that has none, by its key in the database. Nothing is
    written.

    Articles that are not selected, but have a split, hold what is like them to it: it must not end
    up in two.
    """
    labels = list(project.labels.values_list("key", flat=True))
    given = _labels_given(project)
    everything = Article.objects.in_project(project)
    selected = set(selection.of_article(everything, "").values_list("pk", flat=True))
    keys: dict[str, int] = {}
    found = []
    rows = everything.order_by("pk").values_list(
        "pk", "external_id", "text", "group", "split", "sentence_count", named=True
    )

    for article in rows.iterator(chunk_size=200):
        is_selected = article.pk in selected
        if not is_selected and not article.split and not article.group:
            continue  # it ties nothing together
        keys[article.external_id] = article.pk
        counts = (article.sentence_count, *(given[article.pk][label] for label in labels))
        like = likeness(article.text)
        found.append(
            SplitCandidate(
                article.external_id, like, article.group, article.split, counts, is_selected
            )
        )

    return {keys[name]: split for name, split in propose_splits(found, shares, seed).items()}


def _labels_given(project: Project) -> Mapping[int, Counter[str]]:
    """How often each label was given in each article, by the tallies of the work that counts."""
    given: dict[int, Counter[str]] = defaultdict(Counter)
    work = Assignment.objects.in_project(project).counted(tie_breaks=True)
    for article, counts in work.values_list("article", "label_counts").iterator(chunk_size=2000):
        given[article].update(counts)
    return given
