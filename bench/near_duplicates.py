"""Measures how often near-duplicates are found and different articles are joined, and how fast.

`python -m bench.near_duplicates [FOLDER]`. The articles are those of the demo and of
`bench/articles/languages.txt`, or the text files in FOLDER. With the .sgm files of Reuters-21578 in
FOLDER, it also prints how many of the pairs joined there are different stories: 130 pairs, ten of
each degree of similarity, were read and judged in `bench/articles/reuters_pairs.csv`.
`--speed` measures the time and the memory instead, for 100,000 articles.
"""

import csv
import html
import os
import random
import re
import resource
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from annotator.corpus.near_duplicates import pairs as near_duplicates
from annotator.corpus.near_duplicates.clusters import join
from annotator.corpus.near_duplicates.pairs import Pair, find_pairs
from annotator.corpus.near_duplicates.shingles import shingles
from bench.figures import Figure, tell

ARTICLES = Path(__file__).with_name("articles")
JUDGED = ARTICLES / "reuters_pairs.csv"
# Jaccard similarity and containment, of which either joins. The first is what the app uses.
THRESHOLDS = ((0.5, 0.7), (0.4, 0.6), (0.5, 0.6), (0.5, 0.8), (0.7, 0.9), (0.5, 1.01))
# So many articles get copies. Of shorter ones little is left without the first sentence.
COPIED, MIN_WORDS = 2000, 50
SPEED_ARTICLES, SPEED_WORDS, MAX_SECONDS = 100_000, 600, 120


def main() -> None:
    if "--speed" in sys.argv:
        measure_speed()
        return

    folder = next((Path(word) for word in sys.argv[1:] if not word.startswith("-")), None)
    texts = read_folder(folder) if folder else own_articles()
    measure_recall(texts)
    measure_joins(texts)


def own_articles() -> dict[int, str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    import django

    django.setup()
    from annotator.demo.articles import demo_articles, read_articles

    articles = [article for name in ("pilot", "main", "arabic") for article in demo_articles(name)]
    articles += read_articles(ARTICLES / "languages.txt")
    return {number: article.record.text for number, article in enumerate(articles)}


def read_folder(folder: Path) -> dict[int, str]:
    reuters = sorted(folder.glob("*.sgm"))
    if reuters:
        return {number: text for path in reuters for number, text in read_reuters(path)}
    paths = sorted(folder.rglob("*.txt"))
    return {number: path.read_text("utf-8", "replace") for number, path in enumerate(paths)}


def read_reuters(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each article in a file of Reuters-21578."""
    for article in path.read_text("latin-1").split("<REUTERS")[1:]:
        number = re.search(r'NEWID="(\d+)"', article)
        body = article.partition("<BODY>")[2].partition("</BODY>")[0]
        if number and body:
            paragraphs = html.unescape(body).replace("\x03", "").split("\n    ")
            text = "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
            yield int(number[1]), text


Change = Callable[[str, random.Random, Sequence[str]], str]


def first_sentence(text: str, rng: random.Random, others: Sequence[str]) -> str:
    parts = re.split(r"(?<=[.!?؟。])\s*", text, maxsplit=1)
    return f"{rng.choice(others)[:120]}\n{parts[-1]}"


def byline(text: str, rng: random.Random, others: Sequence[str]) -> str:
    return f"By Jane Doe, Special Correspondent\n{text}"


def dateline(text: str, rng: random.Random, others: Sequence[str]) -> str:
    return f"LONDON, March 3 (Agency) - {text}"


def credit(text: str, rng: random.Random, others: Sequence[str]) -> str:
    return f"{text}\nReporting by Jane Doe; editing by John Roe. © The Agency. All rights reserved."


def one_word(text: str, rng: random.Random, others: Sequence[str]) -> str:
    words = text.split(" ")
    words[rng.randrange(len(words))] = "another"
    return " ".join(words)


def cut_to(share: float, change: Change | None = None) -> Change:
    def cut(text: str, rng: random.Random, others: Sequence[str]) -> str:
        short = text[: int(len(text) * share)]
        return change(short, rng, others) if change else short

    return cut


CHANGES: Mapping[str, Change] = {
    "another first sentence": first_sentence,
    "a byline": byline,
    "a dateline": dateline,
    "a credit line": credit,
    "one word": one_word,
    "cut to three quarters": cut_to(0.75),
    "cut to a half": cut_to(0.5),
    "cut to a quarter": cut_to(0.25),
    "cut to a half, another first sentence": cut_to(0.5, first_sentence),
}


def measure_recall(texts: Mapping[int, str]) -> None:
    """Print how many copies of each kind are near-duplicates of their originals."""
    rng = random.Random(17)
    long = sorted(key for key, text in texts.items() if len(text.split()) >= MIN_WORDS)
    keys = rng.sample(long, min(COPIED, len(long)))
    others = [texts[key] for key in keys]
    words = sorted(len(text.split()) for text in others)
    median = words[len(words) // 2]
    print(f"{len(keys):,} articles of at least {MIN_WORDS} words; the median is {median}")
    head = " | ".join(f"{jaccard:g} or {contained:g}" for jaccard, contained in THRESHOLDS)
    print(f"| change | {head} | found |\n|---|{'---|' * (len(THRESHOLDS) + 1)}")

    for name, change in CHANGES.items():
        copies = {key: change(texts[key], rng, others) for key in keys}
        measures = [compare(texts[key], copy) for key, copy in copies.items()]
        shares = [share(joins(measure, *limits) for measure in measures) for limits in THRESHOLDS]
        # The last column is the search itself, which sees only sketches at first.
        every = {**{2 * key: texts[key] for key in keys}}
        every |= {2 * key + 1: copy for key, copy in copies.items()}
        found = {(pair.first, pair.second) for pair in search(every)}
        shares.append(share((2 * key, 2 * key + 1) in found for key in keys))
        print(f"| {name} | {' | '.join(f'{value:.1%}' for value in shares)} |")


def measure_joins(texts: Mapping[int, str]) -> None:
    """Print how many pairs of different articles are joined, and how large clusters get."""
    near_duplicates.MIN_JACCARD, near_duplicates.MIN_CONTAINMENT = 0.2, 0.5
    pairs = search(texts)
    near_duplicates.MIN_JACCARD, near_duplicates.MIN_CONTAINMENT = THRESHOLDS[0]
    measures = {pair: compare(texts[pair.first], texts[pair.second]) for pair in pairs}
    wrong = estimate_wrong(measures)

    possible = len(texts) * (len(texts) - 1) / 2
    print(f"\n{len(texts):,} articles, {possible:,.0f} pairs")
    print("| thresholds | pairs joined | largest cluster | kept apart by the limit | wrong |")
    print("|---|---|---|---|---|")
    for limits in THRESHOLDS:
        joined = [pair for pair in pairs if joins(measures[pair], *limits)]
        # Containment is the higher of the two.
        joined = [Pair(pair.first, pair.second, measures[pair][1]) for pair in joined]
        clusters = join(list(texts), [], joined)
        largest = max(map(len, clusters.members))
        false = sum(wrong.get((pair.first, pair.second), 0.0) for pair in joined)
        shown = f"{false:.0f}, {1e4 * false / possible:.4f} of 10,000" if wrong else "not judged"
        print(
            f"| {limits[0]:g} or {limits[1]:g} | {len(joined):,} | {largest} | "
            f"{len(clusters.apart)} | {shown} |"
        )


def estimate_wrong(
    measures: Mapping[Pair, tuple[float, float, int]],
) -> dict[tuple[int, int], float]:
    """Return how likely each pair is two stories: the share of the judged pairs of its degree."""
    with JUDGED.open(newline="") as file:
        judged = {
            (int(row["first"]), int(row["second"])): row["same"] for row in csv.DictReader(file)
        }

    degrees = {(pair.first, pair.second): degree(*measure) for pair, measure in measures.items()}
    answers = defaultdict(list)
    for pair, same in judged.items():
        if pair in degrees:
            answers[degrees[pair]].append(same == "no")
    # Other articles than those that were judged.
    if sum(map(len, answers.values())) < len(judged) / 2:
        return {}
    return {pair: share(answers[found]) for pair, found in degrees.items() if answers[found]}


def degree(jaccard: float, contained: float, shared: int) -> tuple[str, int]:
    """Return the stratum of a pair: a tenth of the measure that could join it."""
    is_contained = jaccard < 0.5 and contained >= 0.5 and shared >= near_duplicates.MIN_CONTAINED
    measure = contained if is_contained else jaccard
    return "contained" if is_contained else "jaccard", min(int(measure * 10 + 1e-9), 9)


def search(texts: Mapping[int, str]) -> list[Pair]:
    return find_pairs(sorted(texts.items()), lambda keys: [(key, texts[key]) for key in keys])


def compare(one: str, other: str) -> tuple[float, float, int]:
    """Return the Jaccard similarity, the containment and the number of shared shingles."""
    first, second = shingles(one), shingles(other)
    shared = np.intersect1d(first, second, assume_unique=True).size
    union = first.size + second.size - shared
    return shared / max(union, 1), shared / max(min(first.size, second.size), 1), shared


def joins(measure: tuple[float, float, int], jaccard: float, contained: float) -> bool:
    is_contained = measure[1] >= contained and measure[2] >= near_duplicates.MIN_CONTAINED
    return measure[0] >= jaccard or is_contained


def share(values: Iterable[bool]) -> float:
    answers = list(values)
    return sum(answers) / max(len(answers), 1)


def measure_speed() -> None:
    """Measure the search in made-up articles, of which one in five is a copy of the one before."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "articles.db")
        database.execute("CREATE TABLE article (id INTEGER PRIMARY KEY, text TEXT)")
        database.executemany("INSERT INTO article VALUES (?, ?)", made_up_articles())
        database.commit()

        def fetch(keys: Sequence[int]) -> Iterator[tuple[int, str]]:
            marks = ",".join("?" * len(keys))
            yield from database.execute(f"SELECT * FROM article WHERE id IN ({marks})", keys)

        before = peak_memory()
        began = time.monotonic()
        pairs = find_pairs(database.execute("SELECT * FROM article ORDER BY id"), fetch)
        seconds = time.monotonic() - began

    found, expected = len(pairs), SPEED_ARTICLES // 5
    tell(Figure("near-duplicates found", found, "pairs", expected, "made"))
    tell(
        Figure(
            f"search in {SPEED_ARTICLES:,} articles of {SPEED_WORDS} words",
            seconds,
            "s",
            goal=f"at most {MAX_SECONDS} s",
            is_met=seconds <= MAX_SECONDS,
        )
    )
    tell(Figure("  memory", peak_memory(), "MB", before, "before"))


def made_up_articles() -> Iterator[tuple[int, str]]:
    rng = random.Random(17)
    letters = "etaoinshrdlu"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 11))) for _ in range(50_000)]
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(words))))
    text = ""
    for number in range(SPEED_ARTICLES):
        is_copy = number % 5 == 4
        chosen = text.split() if is_copy else rng.choices(words, cum_weights=weights, k=SPEED_WORDS)
        if is_copy:
            chosen[rng.randrange(len(chosen))] = "another"
            chosen = chosen[: rng.randint(SPEED_WORDS // 3, SPEED_WORDS)]
        text = " ".join(chosen)
        yield number, text


def peak_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
