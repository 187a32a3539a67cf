"""Measures the statistics of a large project: the seconds of each part, and the memory.

`python -m bench.statistics` on simulated labels: 1,000,000 annotations of 300,000 sentences in
30,000 articles by 50 annotators. Reading the labels from the database isn't measured.
"""

import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from annotator.agreement.statistics.annotations import CANNOT_TELL, SKIPPED, UNANSWERED, Annotations
from annotator.agreement.statistics.annotators.leave_one_out import leave_one_out
from annotator.agreement.statistics.annotators.pairs import pair_figures
from annotator.agreement.statistics.arrays import Ints
from annotator.agreement.statistics.summary import summarise
from annotator.agreement.statistics.sums import article_sums, confusion
from annotator.agreement.statistics.true_labels.dawid_skene import dawid_skene
from annotator.agreement.statistics.true_labels.prevalence import model_prevalence, prevalence
from bench.prevalence import final_sums

ARTICLES = 30_000
# Per article.
SENTENCES = 10
ANNOTATORS = 50
LABELS = 4
T = TypeVar("T")


def main() -> None:
    entries = simulated(np.random.default_rng(1))
    print(f"{len(entries['label']):,} annotations; {memory():.0f} MB with them read in")
    start = time.perf_counter()
    annotations = timed("sort", lambda: Annotations.from_codes(labels=LABELS, **entries))
    sums = timed("sums per article", lambda: article_sums(annotations, takes_target=[1, 2]))
    timed("figures", lambda: summarise(sums))
    timed("prevalence", lambda: prevalence(final_sums(annotations), undefined=""))
    timed("prevalence, model", lambda: model_prevalence(annotations))
    timed("confusion", lambda: confusion(annotations))
    timed("pairs", lambda: pair_figures(annotations))
    timed("without each annotator", lambda: leave_one_out(annotations, sums))
    print(f"{'all of these':24} {time.perf_counter() - start:6.2f} s  {memory():4.0f} MB at most")
    timed("Dawid and Skene", lambda: dawid_skene(annotations))


def timed(name: str, work: Callable[[], T]) -> T:
    start = time.perf_counter()
    made = work()
    print(f"{name:24} {time.perf_counter() - start:6.2f} s  {memory():4.0f} MB")
    return made


def simulated(chance: np.random.Generator) -> dict[str, Ints]:
    """Three annotators per article, and a fourth for every third."""
    overlap = np.where(chance.random(ARTICLES) < 1 / 3, 4, 3)
    places = [chance.choice(ANNOTATORS, size, replace=False) for size in overlap]
    article = np.repeat(np.repeat(np.arange(ARTICLES), overlap), SENTENCES)
    sentence = article * SENTENCES + np.tile(np.arange(SENTENCES), int(overlap.sum()))
    truth = chance.choice(LABELS, ARTICLES * SENTENCES, p=[0.6, 0.15, 0.1, 0.15])
    label = np.where(
        chance.random(len(article)) < 0.75,
        truth[sentence],
        chance.integers(LABELS, size=len(article)),
    )
    skips = chance.random(len(article))
    label = np.where(skips < 0.05, SKIPPED, np.where(skips < 0.07, CANNOT_TELL, label))
    target = article * SENTENCES + chance.integers(1, 4, size=len(article))

    return {
        "article": article,
        "sentence": sentence,
        "annotator": np.repeat(np.concatenate(places), SENTENCES),
        "label": label,
        "target": np.where((label == 1) | (label == 2), target, UNANSWERED),
    }


def memory() -> float:
    """The most memory that the process has used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1e6 if sys.platform == "darwin" else 1e3
    )


if __name__ == "__main__":
    main()
