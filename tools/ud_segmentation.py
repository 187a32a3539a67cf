"""Measures sentence splitting on treebanks: `python -m tools.ud_segmentation FOLDER [--show N]`.

FOLDER holds .conllu files of Universal Dependencies, at any depth. For each file, the running text
is built as docs/segmentation.md says, and split. Precision, recall and F1 are those of the ends of
sentences inside a paragraph: the last end of a paragraph is given by the line break, and would only
raise the figures. Missed ends without a mark (headlines, items of a list), and those inside a
quotation, which the app keeps together, are counted as missed, and once more by themselves. With
--show, the first N wrong and missed ends are printed with the text around them.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.corpus.segmentation.boundary import Balance
from annotator.corpus.segmentation.sentences import Span, sentence_spans

# So many sentences make a paragraph, if the treebank has no paragraphs.
TOGETHER = 8
# Languages that write no space between sentences.
UNSPACED = frozenset(["zh", "ja", "km", "lo", "my", "yue", "lzh"])
# Marks that end sentences in some language, and what may close after them.
MARKS = frozenset(".!?…。！？।॥۔؟։។;")
CLOSING = "\"'”’“»›)]」』） "
# Characters shown on either side of an end.
AROUND = 50


@dataclass(frozen=True)
class Sentence:
    """A sentence of a treebank. `begins` is true if it is the first one of a paragraph."""

    text: str
    begins: bool
    space_after: bool


@dataclass
class Score:
    """Ends of sentences that were found and are right, found and wrong, or missed."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    unmarked: int = 0
    quoted: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=0, metavar="N")
    options = parser.parse_args()

    print("| treebank | ends | precision | recall | F1 | wrong | missed | no mark | quoted |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for path in sorted(options.folder.rglob("*.conllu")):
        score = score_of(path)
        print(
            f"| {path.stem.split('-ud-')[0]} | {score.right + len(score.missed)} "
            f"| {score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f} "
            f"| {len(score.wrong)} | {len(score.missed)} | {score.unmarked} | {score.quoted} |"
        )
        show("wrong", score.wrong[: options.show])
        show("missed", score.missed[: options.show])


def show(kind: str, ends: Sequence[str]) -> None:
    for end in ends:
        print(f"    {kind}: {end}")


def score_of(path: Path) -> Score:
    """Return the score of the treebank in the file, whose name begins with its language."""
    language = path.name.split("_")[0]
    score = Score()

    for paragraph in paragraphs(path):
        text, gold = running_text(paragraph, language)
        spans = list(sentence_spans(text, language))
        found = {span.end for span in spans} - {len(text)}
        missed = sorted(gold - found)

        score.right += len(found & gold)
        score.wrong += [around(text, end) for end in sorted(found - gold)]
        score.missed += [around(text, end) for end in missed]
        marked = [end for end in missed if text[:end].rstrip(CLOSING)[-1:] in MARKS]
        score.unmarked += len(missed) - len(marked)
        score.quoted += sum(is_quoted(text, spans, end) for end in marked)

    return score


def is_quoted(text: str, spans: Sequence[Span], end: int) -> bool:
    """Whether a quotation or a bracket is open at `end`, counted from the start of its span."""
    start = max((span.start for span in spans if span.start < end), default=0)
    balance = Balance()
    balance.count(text, start, end)
    return not balance.is_closed


def around(text: str, end: int) -> str:
    return f"{text[max(0, end - AROUND) : end]}⟨|⟩{text[end : end + AROUND]}"


def paragraphs(path: Path) -> Iterator[list[Sentence]]:
    """Yield the paragraphs of a treebank, or runs of its sentences if it has none."""
    lines = path.read_text(encoding="utf-8").split("\n")
    # Documents alone are no paragraphs: those of PUD hold two sentences, or one.
    has_paragraphs = any(line.startswith("# newpar") for line in lines)
    run: list[Sentence] = []

    for sentence in sentences(lines):
        if run and (sentence.begins if has_paragraphs else len(run) == TOGETHER):
            yield run
            run = []
        run.append(sentence)

    if run:
        yield run


def sentences(lines: Sequence[str]) -> Iterator[Sentence]:
    """Yield the sentences of a treebank in order."""
    text, begins, last = "", False, ""
    for line in lines:
        if line.startswith("# text = "):
            text = " ".join(line.removeprefix("# text = ").split())
        elif line.startswith(("# newpar", "# newdoc")):
            begins = True
        elif line.strip() and not line.startswith("#"):
            last = line
        elif not line.strip() and text:
            yield Sentence(text, begins, "SpaceAfter=No" not in last)
            text, begins = "", False


def running_text(paragraph: Sequence[Sentence], language: str) -> tuple[str, set[int]]:
    """Return the text of a paragraph, and where its sentences end, but for the last one."""
    text, ends = "", set()
    for sentence in paragraph:
        text += sentence.text
        ends.add(len(text))
        text += " " if sentence.space_after and language not in UNSPACED else ""

    text = text.rstrip()
    return text, ends - {len(text)}


if __name__ == "__main__":
    main()
