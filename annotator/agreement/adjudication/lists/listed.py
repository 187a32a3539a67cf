"""Sentences in the order of a list, by id: a large project has hundreds of thousands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.final_label import with_final_label
from annotator.agreement.models import Adjudication
from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.arrays import Bools, Floats, Ints
from annotator.agreement.statistics.disputes import entropies
from annotator.corpus.models import Sentence
from annotator.lib.database.copy_streams import integer_rows
from annotator.projects.models import Project

POSITIONS = """
    SELECT id, position::bigint FROM corpus_sentence
    WHERE project_id = %s AND id = ANY(%s) ORDER BY id
"""


@dataclass(frozen=True)
class Listed:
    """The ids of sentences, and that of the article of each."""

    sentences: list[int]
    articles: list[int]

    def __len__(self) -> int:
        return len(self.sentences)

    def in_articles(self, articles: Iterable[int]) -> "Listed":
        return self._where(np.isin(self.articles, list(articles)))

    def among(self, sentences: Iterable[int]) -> "Listed":
        return self._where(np.isin(self.sentences, list(sentences)))

    def undecided(self, project: Project) -> "Listed":
        return self._where(~np.isin(self.sentences, decided_sentences(project)))

    def article_by_article(self, project: Project) -> "Listed":
        return in_order(project, np.array(self.sentences, int), np.array(self.articles, int))

    def _where(self, keep: Bools) -> "Listed":
        rows = np.flatnonzero(keep).tolist()
        return Listed([self.sentences[row] for row in rows], [self.articles[row] for row in rows])


def decided_sentences(project: Project) -> list[int]:
    """Return the ids of the sentences that have a decision in force."""
    decided = Adjudication.objects.in_project(project).decided()
    return list(decided.values_list("sentence", flat=True))


def in_order(project: Project, sentences: Ints, articles: Ints, *first: Floats | Ints) -> Listed:
    """Return these sentences by the columns in `first`, then by article and place in it: (n,) each.

    The first column decides, then the second.
    """
    rows = integer_rows(POSITIONS, [project.pk, sentences.tolist()], ["id", "position"])
    position = rows["position"][np.searchsorted(rows["id"], sentences)]
    order = np.lexsort((position, articles, *reversed(first)))
    return Listed(sentences[order].tolist(), articles[order].tolist())


def most_divided_first(project: Project, annotations: Annotations, chosen: Bools) -> Listed:
    """Return the chosen sentences (sentences,): those with the highest entropy, then most labelled.

    Those with fewer than two labels, of which there is no entropy, come last.
    """
    counts = annotations.all_counts()[:, chosen]
    divided = np.nan_to_num(entropies(counts[2:]), nan=-1.0)
    articles = annotations.articles[annotations.article_of[chosen]]
    return in_order(project, annotations.sentences[chosen], articles, -divided, -counts.sum(axis=0))


def load_sentences(project: Project, ids: Sequence[int]) -> list[Sentence]:
    """Return these sentences, in this order, with their articles, counts and final labels."""
    some = Sentence.objects.in_project(project).filter(pk__in=ids)
    rows = with_final_label(some, list(project.labels.all()))
    by_id = {row.pk: row for row in rows.select_related("article")}
    # A sentence may have been deleted since the list was made.
    return [by_id[pk] for pk in ids if pk in by_id]
