"""Runs the labelling page's ranking of candidates for targets in Node.js.

Node.js comes with the requirements for development, as a wheel.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.labelling.choices import SkipReason

if TYPE_CHECKING:
    # Its module needs Django to be set up, and the ranking doesn't.
    from annotator.demo.articles import DemoArticle

MODULE = Path(__file__).parents[1] / "static" / "labelling" / "candidates.js"
WITH_TARGET = ("denial", "doubt")
# Reads cases, and prints the ranking of each. An article that is the same is the same list, as on
# the page.
RANK = """
const { rankCandidates } = await import(process.argv[1]);
const articles = new Map();
const cases = JSON.parse(await new Response(process.stdin).text());
const ranked = cases.map(({ sentences, kinds, subject }) => {
  const key = JSON.stringify(sentences);
  if (!articles.has(key)) articles.set(key, sentences);
  return rankCandidates(articles.get(key), subject, (index) => kinds[index]);
});
process.stdout.write(JSON.stringify(ranked));
"""


@dataclass(frozen=True)
class Case:
    """A denial or a doubt at the index `subject`, as the page has it when it asks for the target.

    `sentences` have a text and a paragraph each, `kinds` what was decided on them by then; `target`
    is the index of the right answer.
    """

    sentences: Sequence[dict[str, Any]]
    kinds: Sequence[str]
    subject: int
    target: int = -1


def cases_of(article: "DemoArticle") -> list[Case]:
    """The denials and doubts of an article that have a target in it. Sentences after them are
    undecided.
    """
    sentences, start = [], 0
    for sentence in article.sentences:
        start = article.record.text.index(sentence.text, start)
        paragraph = article.record.text.count("\n", 0, start)
        sentences.append({"text": sentence.text, "paragraph": paragraph})

    kinds = [_kind(sentence.label) for sentence in article.sentences]
    return [
        Case(
            sentences=sentences,
            kinds=[*kinds[: subject + 1], *["undecided"] * (len(kinds) - subject - 1)],
            subject=subject,
            target=sentence.target - 1,
        )
        for subject, sentence in enumerate(article.sentences)
        if sentence.target
    ]


def _kind(label: str) -> str:
    if label in SkipReason.values:
        return "skipped"
    if label in WITH_TARGET:
        return "pointing"
    return "opinion" if label == "opinion" else "labelled"


def rank(cases: Sequence[Case]) -> list[list[int]]:
    """Return the candidates of each case, best first."""
    ranked: list[list[int]] = json.loads(run_node(RANK, [asdict(case) for case in cases]))
    return ranked


def run_node(script: str, given: object) -> str:
    """Run a script that imports the module named by its first argument; return what it prints."""
    node = Path(sys.executable).with_name("node")
    done = subprocess.run(
        [node, "--input-type=module", "--eval", script, MODULE.as_uri()],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
