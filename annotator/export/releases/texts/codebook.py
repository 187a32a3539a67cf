"""CODEBOOK.md."""

from collections.abc import Mapping
from typing import Any

from annotator.export.releases.texts.facts import ReleaseFacts
from annotator.export.releases.texts.labels import label_definitions
from annotator.export.releases.texts.markdown import NOT_STATED
from annotator.lib.markdown import one_line
from annotator.projects.codebooks.examples import ExampleRow, with_examples


def codebook(facts: ReleaseFacts) -> str:
    """Return CODEBOOK.md: the labels, and all versions of the guidelines, the latest first."""
    # All versions, because `codebook_version` says which of them each label was given
    # under.
    names = {label["key"]: label["name"] for label in facts.manifest["labels"]}
    parts = [f"# Codebook of {one_line(facts.name)}", "## Labels", *label_definitions(facts)]

    for book in reversed(facts.manifest["codebooks"]):
        why = f": {one_line(book['reason'])}" if book["reason"] else ""
        text = with_examples(book["text"], _examples(book), names).strip()
        parts += [f"## Version {book['version']}{why}", text or NOT_STATED]

    return "\n\n".join(parts) + "\n"


def _examples(book: Mapping[str, Any]) -> list[ExampleRow]:
    # Releases of before have none.
    return [ExampleRow(**example) for example in book.get("examples", [])]
