"""No script shows a bare string: what people read goes through gettext.

This is a check by reading, not by parsing. Found are string literals with a word in them that are
given to what a page shows (`element.textContent = "Saved"`, `say("Saved")`), and literals that look
like sentences: with a capital first letter, or with words between spaces. Literals inside a call of
`gettext` or `ngettext`, comments, selectors and code are passed over.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`')
TRANSLATED = re.compile(r"\bn?gettext\s*\(\s*$")
# What stands before a literal that a page shows.
SHOWN = re.compile(
    r"(?:\.(?:textContent|innerText|ariaLabel|title|placeholder|alt)\s*=\s*|"
    r"\b(?:say|speak|showMessage|setText|alert|confirm)\(\s*(?:[^\n;]*,\s*)?)$"
)
# What stands before a literal that nobody reads.
UNSEEN = re.compile(
    r"(?:\bclassName\s*=[^;]*|\bperformance\.measure\(|"
    r"\b(?:querySelector(?:All)?|closest)\((?:\w+,\s*)?)$"
)
SENTENCE = re.compile(r"^[A-Z][a-z’']*[ .…?!:,]|[a-z]{2,} [a-z]{2,}")
# Names of browsers and HTTP, such as "Content-Type", and code are not for reading.
CODE = re.compile(r"^(?:use strict|[\w.-]+/[\w.+-]+|[#.\[(].*|.*[=\[\]{}>].*)$", re.DOTALL)


def bare_strings(source: str) -> list[str]:
    code = COMMENT.sub("", source)
    return [text for before, text in literals(code) if is_bare(before, text)]


def literals(code: str) -> Iterator[tuple[str, str]]:
    """Each literal that is not translated, with the code before it."""
    position = 0
    while match := LITERAL.search(code, position):
        before = code[: match.start()]
        if TRANSLATED.search(before):
            # All literals of the call are translated: one and many of ngettext.
            position = end_of_call(code, match.start())
            continue
        # The values of a template literal are code.
        yield before[-200:], re.sub(r"\$\{[^}]*\}", "", match[0][1:-1])
        position = match.end()


def end_of_call(code: str, position: int) -> int:
    depth = 1
    while depth and position < len(code):
        if literal := LITERAL.match(code, position):
            position = literal.end()
            continue
        depth += {"(": 1, ")": -1}.get(code[position], 0)
        position += 1
    return position


def is_bare(before: str, text: str) -> bool:
    if not re.search(r"[^\W\d_]{2,}", text):
        return False
    if UNSEEN.search(before) or CODE.match(text):
        return False
    return bool(SHOWN.search(before) or SENTENCE.search(text))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_script_holds_no_bare_string(path: Path) -> None:
    assert bare_strings(path.read_text()) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_is_translated_inside_a_template_literal(path: Path) -> None:
    """There, what collects the texts does not find it."""
    assert not re.search(r"\$\{[^}`]*gettext\(", path.read_text())


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('line.textContent = "saved";', ["saved"]),
        ("line.textContent = `${count} saved`;", [" saved"]),
        ('line.textContent = gettext("saved");', []),
        ('line.textContent = " · ";', []),
        ('say("Nothing to undo.");', ["Nothing to undo."]),
        ('setText(byId("saved"), "all saved");', ["all saved"]),
        ('const text = "The server is busy";', ["The server is busy"]),
        ('ngettext("%(count)s label waits", "%(count)s labels wait", count)', []),
        ('fill(gettext("Sentence %(number)s"), { number }) + "of the article"', ["of the article"]),
        ('// Says "Not saved" aloud.', []),
        ('headers.get("Retry-After"); closest("input, textarea, select");', []),
        ('element.closest("[data-label], [data-do]");', []),
        ('span.className = isExcluded ? "sentence excluded" : "sentence";', []),
    ],
)
def test_bare_strings_are_found(source: str, found: list[str]) -> None:
    assert bare_strings(source) == found
