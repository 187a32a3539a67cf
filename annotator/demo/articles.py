"""Reads the demo's articles. All places, people and newspapers in them are invented.

A file in `articles/` has a block for each article. The block begins with `## identifier` and lines
of `name: value`. Then each sentence has a line with the label that it should get, a second label
that a careful reader might choose (`claim or doubt`), and the position of the target of a denial
or a doubt (`@2`; without it, the target isn't in the article). A blank line ends a paragraph.

Lines that begin with `why:` or `note NAME:` belong to the sentence above them: the adjudicator's
reason, and an annotator's note. `---` begins a line of boilerplate.

`done: ana ben` names the people who have submitted the article, and `started: dan 4` one who has
labelled its first four sentences. Without these lines, three people have submitted it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from annotator.corpus.models import ArticleState
from annotator.corpus.readers.records import ArticleRecord

FOLDER = Path(__file__).with_name("articles")
BOILERPLATE = "--- "
REASON = "why: "
NOTE = "note "


@dataclass
class DemoSentence:
    """A sentence with its label (a key or a skip reason) and the notes about it."""

    text: str
    label: str
    alternative: str = ""
    # The position that a denial or doubt points at.
    target: int | None = None
    reason: str = ""
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DemoArticle:
    record: ArticleRecord
    sentences: Sequence[DemoSentence]
    state: ArticleState
    # None: three people, in turn.
    done_by: Sequence[str] | None
    started_by: str
    # How many sentences they have labelled.
    started: int


def demo_articles(name: str) -> list[DemoArticle]:
    """Return the articles in the file with this name."""
    return read_articles(FOLDER / f"{name}.txt")


def read_articles(path: Path) -> list[DemoArticle]:
    """Return the articles in a file of this format."""
    blocks = path.read_text().split("## ")
    return [_read(block) for block in blocks if block.strip()]


def _read(block: str) -> DemoArticle:
    head, *paragraphs = block.strip().split("\n\n")
    external_id, *lines = head.splitlines()
    fields = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    sentences: list[DemoSentence] = []
    text = [line for paragraph in paragraphs for line in _read_paragraph(paragraph, sentences)]
    record = ArticleRecord(
        external_id=external_id,
        text="\n".join(text) + "\n",
        title=fields["title"],
        source=fields["source"],
        published=date.fromisoformat(fields["published"]),
        language=fields.get("language", "en"),
        rights="written for the Skepsis demo, CC0-1.0",
    )

    started_by, _, started = fields.get("started", "").partition(" ")
    return DemoArticle(
        record=record,
        sentences=sentences,
        state=ArticleState(fields.get("state", ArticleState.OPEN)),
        done_by=fields["done"].split() if "done" in fields else None,
        started_by=started_by,
        started=int(started or 0),
    )


def _read_paragraph(paragraph: str, sentences: list[DemoSentence]) -> list[str]:
    """Add the paragraph's sentences to `sentences`; return its lines of text."""
    body = []
    boilerplate = []

    for line in paragraph.splitlines():
        if line.startswith(BOILERPLATE):
            boilerplate.append(line.removeprefix(BOILERPLATE))
        elif line.startswith(REASON):
            sentences[-1].reason = line.removeprefix(REASON)
        elif line.startswith(NOTE):
            name, _, note = line.removeprefix(NOTE).partition(": ")
            sentences[-1].notes[name] = note
        else:
            sentences.append(_read_sentence(line))
            body.append(sentences[-1].text)

    return [line for line in (" ".join(body), *boilerplate) if line]


def _read_sentence(line: str) -> DemoSentence:
    labels, _, text = line.partition(" | ")
    labels, _, target = labels.partition(" @")
    label, _, alternative = labels.partition(" or ")
    return DemoSentence(text, label, alternative, int(target) if target else None)
