"""Parts of Markdown and of sentences that several texts have."""

from collections.abc import Iterable, Sequence
from datetime import date

from annotator.lib.markdown import one_line

NOT_STATED = "*Not stated by the project.*"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    # A bar in a cell would begin the next one.
    return "\n".join(
        f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in line)} |" for line in lines
    )


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def date_span(days: tuple[date | None, date | None]) -> str:
    first, last = days
    if first is None or last is None:
        return "on unknown days"
    return f"on {first}" if first == last else f"from {first} to {last}"


def plural(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def share(count: int, total: int) -> str:
    """Return, for example, "3 of 120 (2.5%)"."""
    percent = f" ({count / total:.1%})" if total else ""
    return f"{count} of {total}{percent}"


def either(names: Iterable[str]) -> str:
    *first, last = [one_line(name) for name in names] or ["labels of its own"]
    return f"{', '.join(first)} or {last}" if first else last


def plain_text(text: str) -> str:
    """Return the text as paragraphs of Markdown: a line of it begins a new one."""
    return "\n\n".join(_paragraphs(text.splitlines()))


def _paragraphs(lines: Iterable[str]) -> Iterable[str]:
    return (_without_markers(one_line(line)) for line in lines if line.strip())


def _without_markers(line: str) -> str:
    # A hyphen, a plus or a number with a dot would begin a list.
    first = line.split(" ", 1)[0]
    if first in ("-", "+") or set(first) <= {"-", "="}:
        return f"\\{line}"
    if first.endswith((".", ")")) and first[:-1].isdigit():
        return f"{first[:-1]}\\{first[-1]}{line[len(first) :]}"
    return line
