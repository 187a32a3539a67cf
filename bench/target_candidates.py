"""Measures how often the candidates that the labelling page offers for a target are right, beside
simpler rankings, and how fast they are ranked.

`python -m bench.target_candidates`. The articles are those of the demo, and of
`bench/articles/languages.txt`, which are in ten languages; all were written for Skepsis.
docs/targets.md says what else the ranking was measured on.
"""

import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.figures import Figure, tell
from tools.candidates import Case, cases_of, rank, run_node

LANGUAGES = Path(__file__).with_name("articles") / "languages.txt"
# A ranking must fit into a frame of 16.7 ms together with everything else that a key does.
SENTENCES, MAX_MS = 600, 3
WORD = re.compile(r"\w{4,}")
STEM = 5
SPEED = """
const { prepareCandidates, rankCandidates } = await import(process.argv[1]);
const { warm, sentences } = JSON.parse(await new Response(process.stdin).text());
const time = (work) => {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
};
for (const [subject] of warm.entries()) rankCandidates(warm, subject, () => "labelled");
const prepared = time(() => prepareCandidates(sentences));
const ranked = sentences.map((_, subject) =>
  time(() => rankCandidates(sentences, subject, () => "labelled")),
);
process.stdout.write(JSON.stringify({ prepared, ranked }));
"""

Ranking = Callable[[Case], Sequence[int]]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    import django

    django.setup()
    from annotator.demo.articles import demo_articles, read_articles

    demo = [article for name in ("pilot", "main", "arabic") for article in demo_articles(name)]
    for name, articles in (("the demo", demo), ("ten languages", read_articles(LANGUAGES))):
        measure(name, [case for article in articles for case in cases_of(article)])

    measure_speed([sentence.text for article in demo for sentence in article.sentences])


def measure(name: str, cases: Sequence[Case]) -> None:
    print(f"{name}: {len(cases)} denials and doubts with a target in their article")
    for ranking in (previous, nearest_claim, most_shared_stems):
        print_row(ranking.__name__.replace("_", " "), cases, [ranking(case) for case in cases])

    print_row("the page", cases, rank(cases))


def print_row(name: str, cases: Sequence[Case], ranked: Sequence[Sequence[int]]) -> None:
    first = hits(cases, ranked, 1)
    three = hits(cases, ranked, 3)
    print(f"  {name:<18} first right {first:>2}, among the first three {three:>2}", flush=True)


def hits(cases: Sequence[Case], ranked: Sequence[Sequence[int]], most: int) -> int:
    """How many targets are among the first `most` of their candidates."""
    return sum(
        case.target in candidates[:most] for case, candidates in zip(cases, ranked, strict=True)
    )


def previous(case: Case) -> list[int]:
    """The sentences before, the nearest first."""
    return list(range(case.subject - 1, -1, -1))


def nearest_claim(case: Case) -> list[int]:
    """Those with a label that has no target itself and isn't an opinion, and then the others."""
    return sorted(previous(case), key=lambda index: case.kinds[index] != "labelled")


def most_shared_stems(case: Case) -> list[int]:
    """Those that share most beginnings of words, the nearest first."""
    stems = [
        {word[:STEM] for word in WORD.findall(sentence["text"].lower())}
        for sentence in case.sentences
    ]
    return sorted(previous(case), key=lambda index: -len(stems[index] & stems[case.subject]))


def measure_speed(texts: Sequence[str]) -> None:
    """The times of one article that is as long as `SENTENCES`, after a warm-up with another.

    They are times of computing, because others may use the processors, too.
    """
    half = len(texts) // 2
    warm, sentences = (
        [{"text": part[at % len(part)], "paragraph": at // 3} for at in range(SENTENCES)]
        for part in (texts[:half], texts[half:])
    )
    times = json.loads(run_node(SPEED, {"warm": warm, "sentences": sentences}))
    ranked = sorted(times["ranked"])
    late = ranked[int(len(ranked) * 0.95)]
    tell(Figure(f"words of {SENTENCES} sentences read once", times["prepared"], "ms"))
    tell(Figure("candidates ranked, median", ranked[len(ranked) // 2], "ms"))
    tell(Figure("  p95", late, "ms", goal=f"{MAX_MS} ms", is_met=late <= MAX_MS))


if __name__ == "__main__":
    main()
