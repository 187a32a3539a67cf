"""Writes sentences whose numbers are read from the files of the release by their source."""

from collections.abc import Callable, Mapping
from typing import Any

from annotator.export.releases.methods.parts import (
    Number,
    Paragraph,
    Part,
    Quote,
    Section,
    Sentence,
)

RELEASE, AGREEMENT = "release.json", "agreement.json"
COUNTS, PROCESS, FACTS = f"{RELEASE}#/counts", f"{RELEASE}#/process", f"{RELEASE}#/facts"


def value_at(documents: Mapping[str, Any], source: str) -> Any:
    """Return the value at a source such as release.json#/counts/articles, None if it has none."""
    file, _, pointer = source.partition("#/")
    value = documents[file]
    for name in pointer.split("/"):
        if isinstance(value, list):
            value = value[int(name)] if int(name) < len(value) else None
        elif isinstance(value, Mapping):
            value = value.get(name)
        else:
            return None
    return value


class Writer:
    """Collects sentences. One with a number or an answer that is not there is left out."""

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self.documents = documents
        self.sections: list[Section] = []
        self._paragraphs: list[Paragraph] = []
        self._sentences: list[Sentence] = []

    def value(self, source: str) -> Any:
        return value_at(self.documents, source)

    def count(self, source: str) -> Number | None:
        """A whole number."""
        return self._number(source, lambda value: f"{value:,}")

    def figure(self, source: str) -> Number | None:
        """A number with three digits after the point."""
        return self._number(source, lambda value: f"{value:.3f}")

    def plain(self, source: str) -> Number | None:
        """A number or a day that is text already."""
        return self._number(source, str)

    def key(self, source: str) -> Number:
        """The last name of the pointer, where that is the number."""
        return Number(source.rpartition("/")[2], f"{source} (key)")

    def percent(self, source: str) -> Number | None:
        value = self.value(source)
        return None if value is None else Number(f"{100 * value:g}", f"{source} × 100")

    def product(self, first: str, second: str, text: Callable[[Any], str]) -> Number | None:
        one, other = self.value(first), self.value(second)
        if one is None or other is None or other == "":
            return None
        return Number(text(one * float(other)), f"{first} × {second}")

    def say(self, *parts: Part | None) -> None:
        """Add a sentence to the paragraph, if all of its parts are there."""
        given = tuple(part for part in parts if part is not None)
        if len(given) == len(parts):
            self._sentences.append(given)

    def answer(self, name: str) -> None:
        """Add the project's answer to a question, if there is one: a paragraph for each line."""
        source = f"{RELEASE}#/facts/{name}"
        for line in str(self.value(source) or "").splitlines():
            if line.strip():
                self.end_paragraph()
                self.say(Quote(line.strip(), source))
        self.end_paragraph()

    def end_paragraph(self) -> None:
        if self._sentences:
            self._paragraphs.append(tuple(self._sentences))
            self._sentences = []

    def end_section(self, title: str) -> None:
        """End the section, which is left out if it is empty."""
        self.end_paragraph()
        if self._paragraphs:
            self.sections.append(Section(title, tuple(self._paragraphs)))
            self._paragraphs = []

    def _number(self, source: str, text: Callable[[Any], str]) -> Number | None:
        value = self.value(source)
        return None if value is None or value == "" else Number(text(value), source)
