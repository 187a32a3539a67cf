from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.near_duplicates.pairs import Pair
from annotator.export.datasets.splits.shares import (
    NAMES,
    Shares,
    SharesError,
    SplitCandidate,
    clusters,
    propose_splits,
)

Corpus = tuple[list[SplitCandidate], list[Pair]]


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """Articles of which some are near-duplicates, or have the same group, or a split."""
    count = draw(st.integers(1, 40))
    articles = [
        SplitCandidate(
            number,
            f"a{number}",
            draw(st.sampled_from(["", "", "", "one", "other"])),
            draw(st.sampled_from(["", "", "", *NAMES])),
            draw(st.lists(st.integers(0, 30), min_size=3, max_size=3)),
        )
        for number in range(count)
    ]
    numbers = st.integers(0, count - 1)
    ends = draw(st.lists(st.tuples(numbers, numbers), max_size=10))
    return articles, [Pair(*sorted(pair), 0.95) for pair in ends if pair[0] != pair[1]]


shares = st.tuples(st.integers(1, 98), st.integers(0, 1)).map(
    lambda drawn: Shares(drawn[0], (100 - drawn[0]) * drawn[1], (100 - drawn[0]) * (1 - drawn[1]))
)


@settings(max_examples=200, deadline=None)
@given(corpora(), shares, st.integers(0, 5))
def test_each_new_article_gets_one_split_and_the_others_keep_theirs(
    corpus: Corpus, asked: Shares, seed: int
) -> None:
    articles, pairs = corpus
    found = propose_splits(articles, pairs, asked, seed)
    assert set(found) == {article.key for article in articles if not article.split}
    assert set(found.values()) <= set(NAMES)


@settings(max_examples=200, deadline=None)
@given(corpora(), st.integers(0, 5))
def test_new_near_duplicates_and_new_articles_of_one_group_have_one_split(
    corpus: Corpus, seed: int
) -> None:
    articles, pairs = corpus
    found = propose_splits(articles, pairs, Shares(), seed)
    for members in clusters(articles, pairs):
        new = {found[articles[index].key] for index in members if not articles[index].split}
        kept = {articles[index].split for index in members if articles[index].split}
        assert len(new) <= 1
        assert not kept or new <= kept


@settings(max_examples=50, deadline=None)
@given(corpora(), st.randoms())
def test_the_order_of_the_articles_changes_nothing(corpus: Corpus, random: object) -> None:
    articles, pairs = corpus
    shuffled = articles.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert propose_splits(articles, pairs, Shares(), 3) == propose_splits(
        shuffled, pairs[::-1], Shares(), 3
    )


def test_shares_and_labels_are_kept_as_far_as_articles_allow() -> None:
    articles = [
        SplitCandidate(n, f"a{n}", counts=(10, 10 if n % 4 == 0 else 0)) for n in range(200)
    ]
    found = propose_splits(articles, [], Shares(), 0)
    assert Counter(found.values()) == {"train": 160, "validation": 20, "test": 20}
    rare = Counter(found[n] for n in range(0, 200, 4))
    assert rare == {"train": 40, "validation": 5, "test": 5}


def test_the_seed_decides_between_equals() -> None:
    articles = [SplitCandidate(n, f"a{n}") for n in range(50)]
    first = propose_splits(articles, [], Shares(), 0)
    assert first == propose_splits(articles, [], Shares(), 0)
    assert first != propose_splits(articles, [], Shares(), 1)


def test_new_articles_fill_up_what_earlier_releases_left_short() -> None:
    old = [SplitCandidate(n, f"old{n}", split="train") for n in range(80)]
    new = [SplitCandidate(80 + n, f"new{n}") for n in range(20)]
    assert Counter(propose_splits([*old, *new], [], Shares(), 0).values()) == {
        "validation": 10,
        "test": 10,
    }


def test_articles_are_joined_through_others() -> None:
    articles = [
        SplitCandidate(11, "a"),
        SplitCandidate(12, "b", "g"),
        SplitCandidate(13, "c", "g"),
        SplitCandidate(14, "d"),
    ]
    found = clusters(articles, [Pair(11, 12, 0.6)])
    assert sorted(sorted(members) for members in found) == [[0, 1, 2], [3]]


def test_a_new_near_duplicate_follows_the_split_that_the_other_has() -> None:
    old = [SplitCandidate(n, f"old{n}", split=NAMES[n % 3]) for n in range(30)]
    new = [SplitCandidate(100 + n, f"copy of {n}") for n in range(30)]
    pairs = [Pair(n, 100 + n, 0.7) for n in range(30)]
    found = propose_splits([*old, *new], pairs, Shares(), 0)
    assert found == {100 + n: NAMES[n % 3] for n in range(30)}


@pytest.mark.parametrize(
    "text", ["", "80", "80/20", "80/10/20", "0/50/50", "a/b/c", "-10/100/10", "80/10/1e1"]
)
def test_invalid_shares_are_refused(text: str) -> None:
    with pytest.raises(SharesError):
        Shares.read(text)
