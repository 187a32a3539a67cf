import pytest

from annotator.corpus.segmentation.pieces import pieces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It  held.\nYes", "It|held.|Yes"),
        ("spring.It cost 3.5 m", "spring.|It|cost|3.5|m"),
        ("“Yes.”He left", "“Yes.”|He|left"),
        ("今日。晴れ", "今|日。|晴|れ"),
        ("ฝนตก", "ฝ|น|ต|ก"),
        ("น้ำท่วม", "น้|ำ|ท่|ว|ม"),
        ("نعم؟لا", "نعم؟|لا"),
        ("One", "One"),
    ],
)
def test_a_sentence_can_be_split_before_each_word(text: str, expected: str) -> None:
    found = pieces(text, at_most=100)
    assert "|".join(piece.text for piece in found) == expected
    assert all(text[piece.at :].startswith(piece.text) for piece in found)


def test_a_long_sentence_can_be_split_only_near_its_beginning() -> None:
    assert [piece.at for piece in pieces("a b c d", at_most=3)] == [0, 2, 4]
