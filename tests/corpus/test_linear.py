"""Text functions take time in proportion to their input, whatever characters it is made of."""

import io
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.corpus.boilerplate import suggested_boilerplate
from annotator.corpus.readers.encoding import decoded
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.page_parser import check_shape
from annotator.corpus.readers.records import InputFile, Reading, UnreadableError
from annotator.corpus.segmentation import sentence_spans
from annotator.projects.forms import LONGEST_CODEBOOK
from annotator.projects.markdown import rendered

HOSTILE = ["-", "_", "=", "*", '"', "“", "'", "(", ")", "]", ".", "…", " ", "\t", "7", "\u0301"]
HOSTILE += ["- ", "-_", "._", '"(', "a.", "A. ", "1.", "x\n", "via ", "ap ", "photo:"]
HOSTILE += ["[", "![", "<a", '{"a":', '""', ",", ";", "\\", "&#", "\u200d", "\u202e"]
ENDINGS = ["", " ende", "\nThe dam held."]
# Twice the input may take this many times as long; three times would be the way to a square.
GROWTH = 2.5
TRIES = 5


def split(text: str) -> None:
    list(sentence_spans(text, "en"))


def find_boilerplate(text: str) -> None:
    suggested_boilerplate(text, list(sentence_spans(text, "en")))


def check_page(text: str) -> None:
    with suppress(UnreadableError):
        check_shape(f"<{text}")


def decode(text: str) -> None:
    decoded(text.encode(), "en", "")


def read(kind: str) -> Callable[[str], None]:
    """Read the text as a file of this kind."""

    def read_text(text: str) -> None:
        data = text.encode()
        file = InputFile(f"a.{kind}", "a", len(data), lambda: io.BytesIO(data))
        for _ in Intake([file], Reading()):
            pass

    return read_text


def cpu_seconds(function: Callable[[str], None], text: str) -> float:
    began = time.process_time()
    function(text)
    return time.process_time() - began


@pytest.mark.parametrize("unit", HOSTILE, ids=repr)
@pytest.mark.parametrize(
    "function",
    [
        *(split, find_boilerplate, check_page, decode),
        *(read("txt"), read("csv"), read("tsv"), read("jsonl"), read("json")),
    ],
    ids=[
        *("split", "find_boilerplate", "check_page", "decode"),
        *("txt", "csv", "tsv", "jsonl", "json"),
    ],
)
def test_twice_the_input_takes_no_more_than_twice_the_time(function: Callable[[str], None], unit: str) -> None:
    text = unit * (20_000 // len(unit))

    for ending in ENDINGS:
        check_growth(function, text, ending)


def check_growth(function: Callable[[str], None], text: str, ending: str) -> None:
    for _ in range(TRIES):  # the best of several: the machine may be busy
        once = cpu_seconds(function, text + ending)
        twice = cpu_seconds(function, text + text + ending)
        if twice <= max(GROWTH * once, 0.02):
            return

    raise AssertionError(f"{ending!r}: {twice:.3f} s, but {once:.3f} s for half of it")


@given(
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4).map("".join),
    st.integers(1, 290),
    st.sampled_from([*ENDINGS, "q", "!", ":"]),
)
@example("-", 40, " ende")
def test_no_short_line_takes_long(unit: str, times: int, ending: str) -> None:
    """A line as long as boilerplate may be is looked at in no time, however it is made."""
    line = (unit * times)[:290] + ending

    assert cpu_seconds(find_boilerplate, f"The dam held.\n{line}\nIt is so.") < 1


@pytest.mark.parametrize("unit", HOSTILE, ids=repr)
def test_no_codebook_takes_long_to_draw(unit: str) -> None:
    """The renderer is not linear, so that a codebook has a length that it copes with."""
    text = unit * (LONGEST_CODEBOOK // len(unit))

    assert cpu_seconds(lambda text: str(rendered(text)) and None, text) < 5
