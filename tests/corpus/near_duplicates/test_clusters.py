from annotator.corpus.near_duplicates.clusters import MAX_SIZE, join, same_by
from annotator.corpus.near_duplicates.pairs import Pair


def sizes(*args: object) -> list[int]:
    return sorted(map(len, join(*args).members), reverse=True)


def test_near_duplicates_of_near_duplicates_are_joined() -> None:
    pairs = [Pair(1, 2, 0.6), Pair(2, 3, 0.6)]
    assert join([1, 2, 3, 4], [], pairs).members == [[1, 2, 3], [4]]


def test_a_chain_of_weak_pairs_does_not_run_through_the_whole_corpus() -> None:
    keys = list(range(300))
    chain = [Pair(key, key + 1, 0.6) for key in keys[:-1]]
    found = join(keys, [], chain)
    assert max(map(len, found.members)) <= MAX_SIZE
    # What was not joined is returned, so that it can be said.
    assert len(found.apart) == len(found.members) - 1


def test_the_most_similar_are_joined_first() -> None:
    keys = list(range(30))
    chain = [Pair(key, key + 1, 0.6) for key in keys[:-1]]
    clusters = join(keys, [], [*chain, Pair(0, 29, 0.8)]).members
    assert any({0, 29} <= set(members) for members in clusters)


def test_plain_copies_and_groups_are_joined_whatever_their_number() -> None:
    keys = list(range(100))
    assert sizes(keys, [], [Pair(0, key, 0.95) for key in keys[1:]]) == [100]
    assert sizes(keys, [keys], []) == [100]


def test_the_limit_grows_with_the_corpus() -> None:
    keys = list(range(1000))
    assert sizes(keys, [], [Pair(0, key, 0.6) for key in keys[1:]])[0] == 50


def test_an_empty_value_is_none_that_articles_share() -> None:
    assert same_by([(1, "a"), (2, ""), (3, "a"), (4, ""), (5, "b")]) == [[1, 3]]
