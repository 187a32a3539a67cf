"""Style sheets say start and end, not left and right: Arabic and Persian pages are mirrored.

Found are properties and values with a side, and shorthands of four values whose sides differ.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "static").rglob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"(?<=[{;])\s*([\w-]+)\s*:\s*([^;{}]+)")
SIDE = re.compile(r"(?:^|[-\s])(?:left|right)(?:$|[-\s])")
# Their four values are top, right, bottom, left.
SHORTHANDS = {"margin", "padding", "inset", "border-width", "scroll-margin", "scroll-padding"}
ACROSS = re.compile(r"translateX\(|scaleX\(")


def physical(sheet: str) -> Iterator[str]:
    for name, value in DECLARATION.findall(COMMENT.sub("", sheet)):
        values = value.split()
        is_uneven = name in SHORTHANDS and len(values) == 4 and values[1] != values[3]
        if SIDE.search(name) or SIDE.search(value) or is_uneven or ACROSS.search(value):
            yield f"{name}: {value.strip()}"


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_style_sheet_names_no_left_and_no_right(path: Path) -> None:
    assert list(physical(path.read_text())) == []


@pytest.mark.parametrize(
    ("declaration", "is_found"),
    [
        ("margin-left: 1rem", True),
        ("left: 0", True),
        ("text-align: right", True),
        ("border-top-left-radius: 3px", True),
        ("margin: 0 1rem 0 2rem", True),
        ("transform: translateX(1rem)", True),
        ("margin-inline-start: 1rem", False),
        ("inset-inline-end: 0", False),
        ("text-align: start", False),
        ("margin: 0 1rem 0 1rem", False),
        ("grid-area: copyright", False),
    ],
)
def test_sides_are_found(declaration: str, is_found: bool) -> None:
    sheet = f"/* left: 0; */ .a {{ color: red; {declaration}; }} .left {{ top: 0 }}"

    assert bool(list(physical(sheet))) == is_found
