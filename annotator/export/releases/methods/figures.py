"""Parts of sentences: a figure with its interval, a count with its noun, and a list."""

from collections.abc import Sequence

from annotator.export.releases.methods.parts import Part, Quote
from annotator.export.releases.methods.writer import Writer


def figure(writer: Writer, source: str, name: str) -> list[Part | None]:
    """Return the figure with its interval, or the reason why it has none."""
    why = writer.value(f"{source}/reason")
    reason: list[Part | None] = [", ", Quote(why, f"{source}/reason")] if why else []
    if writer.value(f"{source}/value") is None:
        return [f"{name} is undefined", *reason] if why else [None]

    value = writer.figure(f"{source}/value")
    if writer.value(f"{source}/low") is None:
        return [f"{name} was ", value, *reason]
    low, high = writer.figure(f"{source}/low"), writer.figure(f"{source}/high")
    return [f"{name} was ", value, " (interval ", low, " to ", high, *reason, ")"]


def counted(writer: Writer, source: str, one: str, many: str) -> list[Part | None]:
    """Return the count with its noun."""
    return [writer.count(source), f" {one if writer.value(source) == 1 else many}"]


def list_of(items: Sequence[Sequence[Part | None]]) -> list[Part | None]:
    """Return the items with commas between them, and "and" before the last."""
    parts: list[Part | None] = []
    for number, item in enumerate(items):
        if number:
            parts.append(" and " if number == len(items) - 1 else ", ")
        parts += item
    return parts
