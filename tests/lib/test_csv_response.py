from decimal import Decimal

import pytest

from annotator.lib.csv_response import csv_text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_is_never_a_formula(start: str) -> None:
    assert csv_text([[f"{start}HYPERLINK(1)"]]).lstrip('"').startswith(f"'{start}")


def test_numbers_and_other_texts_stay_as_they_are() -> None:
    assert csv_text([["a-b", -0.5, -3, None, Decimal("-1.5")]]) == "a-b,-0.5,-3,,-1.5\n"
