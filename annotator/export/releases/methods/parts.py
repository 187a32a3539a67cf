"""The parts of a methods section: sections of paragraphs of sentences, and what sentences have."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A number as it is printed, with its source in the files of the release.

    A source is a file and a JSON pointer (RFC 6901), such as release.json#/counts/articles. With
    "(key)" behind it, it is the last name of the pointer itself. Factors have × between them.
    """

    text: str
    source: str


@dataclass(frozen=True)
class Quote:
    """Words of the project, from this source."""

    text: str
    source: str


@dataclass(frozen=True)
class Code:
    """The name of a file or a label."""

    text: str


@dataclass(frozen=True)
class Citation:
    """The key of an entry in `references.py`."""

    key: str


Part = str | Number | Quote | Code | Citation
Sentence = tuple[Part, ...]
Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True)
class Section:
    title: str
    paragraphs: Sequence[Paragraph]

    @property
    def parts(self) -> list[Part]:
        return [
            part for paragraph in self.paragraphs for sentence in paragraph for part in sentence
        ]


@dataclass(frozen=True)
class Methods:
    """The whole text. `title` is the project's name with the number of the release."""

    title: str
    sections: Sequence[Section]

    @property
    def citations(self) -> list[str]:
        """The keys of the works that are cited, each once, in order."""
        parts = (part for section in self.sections for part in section.parts)
        return list(dict.fromkeys(part.key for part in parts if isinstance(part, Citation)))
