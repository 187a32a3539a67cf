"""The demo's articles, written for it: every place, person and paper in them is made up.

A file of `articles/` begins with `name: value` lines. Then each sentence has a line, led by one
letter per annotator and, for a denial or a doubt, the position that it points at; a blank line ends
a paragraph, `---` leads a line of furniture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from annotator.corpus.readers.records import ArticleRecord
from annotator.labelling.choices import SkipReason

FOLDER = Path(__file__).with_name("articles")
LABELS = {"C": "claim", "D": "denial", "?": "doubt", "O": "opinion"}
SKIPS = {"q": SkipReason.QUESTION, "t": SkipReason.CANNOT_TELL}
NOTHING = "."


@dataclass(frozen=True)
class DemoSentence:
    text: str
    codes: str  # what each annotator says of it, a letter each
    target: int | None  # the position that a denial or doubt points at; 0: not in this article


@dataclass(frozen=True)
class DemoArticle:
    record: ArticleRecord
    sentences: list[DemoSentence]


def demo_articles() -> Iterator[DemoArticle]:
    for path in sorted(FOLDER.glob("*.txt")):
        yield _read(path.stem, path.read_text())


def _read(external_id: str, content: str) -> DemoArticle:
    head, *paragraphs = content.strip().split("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    sentences: list[DemoSentence] = []
    lines: list[str] = []
    for paragraph in paragraphs:
        body = []
        furniture = []
        for line in paragraph.splitlines():
            code, text = line.split(" ", 1)
            if code == "---":
                furniture.append(text)
                continue
            codes, _, target = code.partition("@")
            sentences.append(DemoSentence(text, codes, int(target) if target else None))
            body.append(text)
        lines += [" ".join(body), *furniture]
    record = ArticleRecord(
        external_id=external_id,
        text="\n".join(line for line in lines if line) + "\n",
        title=fields["title"],
        source=fields["source"],
        published=date.fromisoformat(fields["published"]),
        language=fields.get("language", "en"),
        rights="written for the Skepsis demo, CC0-1.0",
    )
    return DemoArticle(record, sentences)
