from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.export.datasets.splits import (
    NAMES,
    Shares,
    SharesError,
    SplitCandidate,
    clusters,
    likeness,
    propose_splits,
)


@st.composite
def corpora(draw: st.DrawFn) -> list[SplitCandidate]:
    """Articles of which some have the same text, the same group, or a split."""
    count = draw(st.integers(1, 40))
    return [
        SplitCandidate(
            f"a{number}",
            draw(st.sampled_from([f"own {number}", "shared", "also shared"])),
            draw(st.sampled_from(["", "", "", "one", "other"])),
            draw(st.sampled_from(["", "", "", *NAMES])),
            draw(st.lists(st.integers(0, 30), min_size=3, max_size=3)),
        )
        for number in range(count)
    ]


shares = st.tuples(st.integers(1, 98), st.integers(0, 1)).map(
    lambda drawn: Shares(drawn[0], (100 - drawn[0]) * drawn[1], (100 - drawn[0]) * (1 - drawn[1]))
)


@settings(max_examples=200, deadline=None)
@given(corpora(), shares, st.integers(0, 5))
def test_each_new_article_gets_one_split_and_the_others_keep_theirs(
    articles: list[SplitCandidate], asked: Shares, seed: int
) -> None:
    found = propose_splits(articles, asked, seed)
    assert set(found) == {article.name for article in articles if not article.split}
    assert set(found.values()) <= set(NAMES)


@settings(max_examples=200, deadline=None)
@given(corpora(), st.integers(0, 5))
def test_new_articles_of_one_text_or_group_have_one_split(
    articles: list[SplitCandidate], seed: int
) -> None:
    found = propose_splits(articles, Shares(), seed)
    for members in clusters(articles):
        new = {found[articles[index].name] for index in members if not articles[index].split}
        kept = {articles[index].split for index in members if articles[index].split}
        assert len(new) <= 1
        assert not kept or new <= kept


@settings(max_examples=50, deadline=None)
@given(corpora(), st.randoms())
def test_the_order_of_the_articles_changes_nothing(
    articles: list[SplitCandidate], random: object
) -> None:
    shuffled = articles.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert propose_splits(articles, Shares(), 3) == propose_splits(shuffled, Shares(), 3)


def test_shares_and_labels_are_kept_as_far_as_articles_allow() -> None:
    articles = [
        SplitCandidate(f"a{n}", str(n), counts=(10, 10 if n % 4 == 0 else 0)) for n in range(200)
    ]
    found = propose_splits(articles, Shares(), 0)
    assert Counter(found.values()) == {"train": 160, "validation": 20, "test": 20}
    rare = Counter(found[f"a{n}"] for n in range(0, 200, 4))
    assert rare == {"train": 40, "validation": 5, "test": 5}


def test_the_seed_decides_between_equals() -> None:
    articles = [SplitCandidate(f"a{n}", str(n), counts=(1,)) for n in range(50)]
    assert propose_splits(articles, Shares(), 0) == propose_splits(articles, Shares(), 0)
    assert propose_splits(articles, Shares(), 0) != propose_splits(articles, Shares(), 1)


def test_new_articles_fill_up_what_earlier_releases_left_short() -> None:
    old = [SplitCandidate(f"old{n}", f"o{n}", split="train") for n in range(80)]
    new = [SplitCandidate(f"new{n}", f"n{n}") for n in range(20)]
    assert Counter(propose_splits([*old, *new], Shares(), 0).values()) == {
        "validation": 10,
        "test": 10,
    }


def test_articles_are_joined_through_others() -> None:
    articles = [
        SplitCandidate("a", "1"),
        SplitCandidate("b", "1", "g"),
        SplitCandidate("c", "2", "g"),
        SplitCandidate("d", "3"),
    ]
    assert sorted(sorted(members) for members in clusters(articles)) == [[0, 1, 2], [3]]


def test_likeness_ignores_case_spaces_punctuation_and_unicode_form() -> None:
    assert likeness("The dam  held.\n") == likeness("the DAM held!") == likeness("“The dam” held")
    assert likeness("Caf\u00e9") == likeness("Cafe\u0301".upper())
    assert likeness("The dam held") != likeness("The dam fell")
    assert likeness("السد صمد.") == likeness("السد، صمد")


@pytest.mark.parametrize(
    "text", ["", "80", "80/20", "80/10/20", "0/50/50", "a/b/c", "-10/100/10", "80/10/1e1"]
)
def test_invalid_shares_are_refused(text: str) -> None:
    with pytest.raises(SharesError):
        Shares.read(text)
