"""CODEBOOK.md."""

from annotator.export.releases.texts.facts import ReleaseFacts
from annotator.export.releases.texts.labels import label_definitions
from annotator.export.releases.texts.markdown import NOT_STATED, one_line


def codebook(facts: ReleaseFacts) -> str:
    """Return CODEBOOK.md: the labels, and all versions of the guidelines, the latest first."""
    # All versions, because `codebook_version` says which of them each label was given
    # under.
    parts = [f"# Codebook of {one_line(facts.name)}", "## Labels", *label_definitions(facts)]

    for book in reversed(facts.manifest["codebooks"]):
        why = f": {one_line(book['reason'])}" if book["reason"] else ""
        parts += [f"## Version {book['version']}{why}", book["text"].strip() or NOT_STATED]

    return "\n\n".join(parts) + "\n"
