import pytest

from annotator.projects.codebooks.differences import compare
from tests.support.growth import MAX_GROWTH, growth


def changed(old: str, new: str) -> str:
    """The steps as text: removed words in brackets, added ones in braces."""
    olds, news = old.split(), new.split()
    parts = []
    for was, stays in compare(olds, news):
        if stays is None:
            parts.append(f"[{olds[was or 0]}]")
        else:
            parts.append(news[stays] if was is not None else f"{{{news[stays]}}}")
    return " ".join(parts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("a b", "a b", "a b"),
        ("", "a", "{a}"),
        ("a", "", "[a]"),
        ("the dam held", "the dam did not hold", "the dam [held] {did} {not} {hold}"),
        ("a lone hedge is no doubt", "one hedge is doubt", "[a] [lone] {one} hedge is [no] doubt"),
        ("a a a b", "a a b", "a a [a] b"),
        ("x a y b z", "b z x a", "[x] [a] [y] b z {x} {a}"),
        ("one two three", "three two one", "[one] [two] three {two} {one}"),
    ],
)  # fmt: skip
def test_words_that_stay_are_found_in_order(old: str, new: str, expected: str) -> None:
    assert changed(old, new) == expected


@pytest.mark.parametrize("old", ["a b c d", "b a b a c", "a a a", "d c b a b"])
@pytest.mark.parametrize("new", ["a b c d", "d a b", "c a a b", ""])
def test_the_steps_hold_each_text_whole(old: str, new: str) -> None:
    steps = compare(old.split(), new.split())
    assert [was for was, _ in steps if was is not None] == list(range(len(old.split())))
    assert [stays for _, stays in steps if stays is not None] == list(range(len(new.split())))
    assert all(
        old.split()[was] == new.split()[stays]
        for was, stays in steps
        if was is not None and stays is not None
    )


# Words that never repeat, always repeat, or are unique only once others are gone.
SHAPES = {
    "unique": lambda n: ([*range(n)], [*range(n)][::-1]),
    "repeated": lambda n: ([0] * n, [0, 1] * (n // 2)),
    "nested": lambda n: ([k // 2 for k in range(n)], [k // 3 for k in range(n)]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_time_grows_with_the_texts(shape: str) -> None:
    assert growth(lambda pair: compare(*pair), SHAPES[shape]) <= MAX_GROWTH
