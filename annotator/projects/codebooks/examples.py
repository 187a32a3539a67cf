"""The examples of a codebook: a sentence, its label, and the reason for the label."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from annotator.lib.markdown import one_line
from annotator.projects.models import Codebook

# More than anybody reads; a page with all of them still opens at once.
MAX_EXAMPLES = 200


class ExampleRow(NamedTuple):
    """An example; `label` is a key."""

    label: str
    sentence: str
    why: str = ""


def rows_of(codebook: Codebook) -> list[ExampleRow]:
    """Return the examples of a version, in order."""
    return [
        ExampleRow(example.label.key, example.sentence, example.why)
        for example in codebook.examples.all()
    ]


def is_same(codebook: Codebook, text: str, examples: Sequence[ExampleRow]) -> bool:
    """Whether a version already has this text and these examples."""
    return codebook.text.strip() == text.strip() and rows_of(codebook) == list(examples)


def with_examples(text: str, examples: Sequence[ExampleRow], names: Mapping[str, str]) -> str:
    """Add the examples to the text of a codebook, as a list in Markdown with a heading.

    So pages, searches, differences between versions and releases have them without any more code.
    `names` has the name of each label by its key.
    """
    if not examples:
        return text
    heading = _("Examples")
    lines = [_in_markdown(example, names[example.label]) for example in examples]
    return "\n\n".join([text.rstrip(), f"## {heading}", "\n".join(lines)]) + "\n"


def _in_markdown(example: ExampleRow, name: str) -> str:
    # What people wrote must not become markup.
    line = f"- **{one_line(name)}:** {one_line(example.sentence)}"
    if example.why:
        # Translators: before the reason why a sentence has its label.
        why = _("Why:")
        line += f" *{why}* {one_line(example.why)}"
    return line
