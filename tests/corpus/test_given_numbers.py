"""Editing sentences that came with numbers and IDs of their own keeps both, as far as it can."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.corpus.models import Article, Sentence, SplitEdit
from annotator.corpus.split_editing import (
    SplitError,
    merge_with_next,
    set_excluded,
    split_sentence,
    undo_split,
)
from annotator.projects.models import Project
from tests.support.make import make_article


def numbered(project: Project, *numbers: int, ids: bool = True) -> Article:
    """An article whose file gave these numbers to its sentences, and IDs such as `s-7`."""
    sentences = tuple(f"Sentence {number} stands here." for number in numbers)
    return make_article(
        project,
        " ".join(sentences),
        sentences=sentences,
        numbers=numbers,
        original_ids=tuple(f"s-{number}" for number in numbers) if ids else (),
    )


def stored(article: Article) -> list[tuple[int, str]]:
    """The number and the ID of each sentence, in order of the text."""
    return list(article.sentences.order_by("start").values_list("position", "original_id"))


def merge(article: Article, place: int) -> None:
    """Merge the sentence at this place, from 0, with the next one."""
    first, second = article.sentences.order_by("start").values_list("pk", flat=True)[
        place : place + 2
    ]
    merge_with_next(article=article, sentence=first, following=second, by=None)


def split(article: Article, place: int, at: int = 9) -> None:
    sentence = article.sentences.order_by("start").values_list("pk", flat=True)[place]
    split_sentence(article=article, sentence=sentence, at=at, by=None)


def exclude(article: Article, place: int, excluded: bool = True) -> None:
    sentence = article.sentences.order_by("start").values_list("pk", flat=True)[place]
    set_excluded(article=article, sentence=sentence, excluded=excluded, by=None)


def undo(article: Article) -> None:
    newest = SplitEdit.objects.standing(article).first()
    assert newest is not None
    undo_split(article=article, edit=newest.pk)


def is_in_order(article: Article) -> None:
    positions = [position for position, _original_id in stored(article)]
    assert positions == sorted(set(positions)), "each number once, in the order of the text"


@pytest.mark.parametrize(
    ("numbers", "place", "expected"),
    [
        ((1, 3, 7), 0, [(1, "s-1"), (7, "s-7")]),
        ((1, 3, 7), 1, [(1, "s-1"), (3, "s-3")]),
        ((0, 1, 2), 0, [(0, "s-0"), (2, "s-2")]),
        ((5, 6, 7), 0, [(5, "s-5"), (7, "s-7")]),
        ((1, 2, 3), 0, [(1, "s-1"), (3, "s-3")]),
    ],
)
def test_a_merge_leaves_the_numbers_after_it(
    project: Project, numbers: tuple[int, ...], place: int, expected: list[tuple[int, str]]
) -> None:
    article = numbered(project, *numbers)

    merge(article, place)

    assert stored(article) == expected


@pytest.mark.parametrize(
    ("numbers", "place", "expected"),
    [
        ((1, 3, 7), 0, [1, 2, 3, 7]),
        ((1, 2, 7), 0, [1, 2, 3, 7]),
        ((1, 3, 7), 2, [1, 3, 7, 8]),
        ((0, 1, 2), 0, [0, 1, 2, 3]),
        ((5, 6, 9, 10), 0, [5, 6, 7, 9, 10]),
    ],
)
def test_a_split_moves_numbers_up_to_the_next_gap(
    project: Project, numbers: tuple[int, ...], place: int, expected: list[int]
) -> None:
    article = numbered(project, *numbers)

    split(article, place)

    assert [position for position, _original_id in stored(article)] == expected


def test_numbers_that_the_app_gave_stay_without_gaps(project: Project) -> None:
    article = make_article(project)

    merge(article, 0)

    assert stored(article) == [(1, ""), (2, "")]


def test_the_second_part_of_a_split_has_no_id(project: Project) -> None:
    article = numbered(project, 1, 3)

    split(article, 0)

    assert stored(article) == [(1, "s-1"), (2, ""), (3, "s-3")]


def test_a_part_without_an_id_takes_that_of_the_sentence_merged_with_it(project: Project) -> None:
    article = numbered(project, 1, 3)
    split(article, 0)

    merge(article, 1)

    assert stored(article) == [(1, "s-1"), (2, "s-3")]


@pytest.mark.parametrize("numbers", [(1, 3, 7), (0, 1, 2), (5, 9, 10), (1, 2, 3)])
@pytest.mark.parametrize("place", [0, 1])
def test_undoing_a_merge_restores_numbers_and_ids(
    project: Project, numbers: tuple[int, ...], place: int
) -> None:
    article = numbered(project, *numbers)
    before = stored(article)

    merge(article, place)
    undo(article)

    assert stored(article) == before


def test_undoing_twice_restores_the_numbers_of_both_edits(project: Project) -> None:
    article = numbered(project, 1, 2, 4)
    before = stored(article)

    split(article, 1)
    merge(article, 1)
    assert [position for position, _original_id in stored(article)] == [1, 2, 4]

    undo(article)
    undo(article)

    assert stored(article) == before


def test_excluding_a_sentence_leaves_its_number_and_id(project: Project) -> None:
    article = numbered(project, 0, 4)

    exclude(article, 0)
    exclude(article, 1)

    assert stored(article) == [(0, "s-0"), (4, "s-4")]


def test_the_log_names_the_numbers_of_the_file(project: Project) -> None:
    article = numbered(project, 0, 4, 9)

    exclude(article, 1)
    merge(article, 1)
    split(article, 0)

    assert list(SplitEdit.objects.values_list("what", flat=True)) == [
        "excluded 4",
        "merged 4 and 9",
        "split 0",
    ]


def test_an_edit_that_an_older_version_stored_can_be_undone(project: Project) -> None:
    article = make_article(project)
    before = stored(article)
    merge(article, 0)
    edit = SplitEdit.objects.get()
    edit.before = [values[:4] for values in edit.before]
    edit.save()

    undo(article)

    assert stored(article) == before


steps = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "exclude", "undo"]),
        st.integers(0, 30),
        st.integers(1, 25),
    ),
    max_size=10,
)
numberings = st.lists(st.integers(0, 12), min_size=1, max_size=6, unique=True).map(sorted)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(numbers=numberings, steps=steps)
def test_any_edits_keep_the_order_and_undoing_all_restores_numbers_and_ids(
    project: Project, numbers: list[int], steps: list[tuple[str, int, int]]
) -> None:
    for model in (Sentence, SplitEdit, Article):
        model.objects.all().delete()
    article = numbered(project, *numbers)
    before = stored(article)

    for what, which, at in steps:
        count = article.sentences.count()
        place = which % count
        if what == "undo" and SplitEdit.objects.standing(article).exists():
            undo(article)
        elif what == "merge" and place + 1 < count:
            merge(article, place)
        elif what == "exclude":
            exclude(article, place, at % 2 == 0)
        elif what == "split":
            try:
                split(article, place, at)
            except SplitError:
                continue
        is_in_order(article)
        assert stored(article)[0][0] == numbers[0], "the first sentence keeps its number"

    while SplitEdit.objects.standing(article).exists():
        undo(article)
        is_in_order(article)
    assert stored(article) == before
