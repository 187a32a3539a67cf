"""Merge, split, exclude, undo: the sentences always stay slices of the text, in order."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.corpus.models import Article, Sentence, SplitEdit
from annotator.corpus.split_editing import (
    ChangedError,
    FrozenError,
    SplitError,
    merge_with_next,
    set_excluded,
    split_sentence,
    undo_split,
)
from annotator.projects.models import Membership, Project
from tests.support.make import make_article, make_assignment

Row = tuple[int, int, int, int, bool]


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(
        project
    )  # The dam held. | It did not fail, the ministry said. | That was lucky.


def ids(article: Article) -> list[int]:
    return list(article.sentences.order_by("position").values_list("pk", flat=True))


def texts(article: Article) -> list[str]:
    return list(article.sentences.order_by("position").values_list("text", flat=True))


def merge(article: Article, at: int, *, by: Membership | None = None) -> None:
    """Merge the sentences at the positions `at` and `at` + 1."""
    first, second = ids(article)[at - 1 : at + 1]
    merge_with_next(article=article, sentence=first, following=second, by=by)


def split(article: Article, position: int, at: int) -> None:
    split_sentence(article=article, sentence=ids(article)[position - 1], at=at, by=None)


def exclude(article: Article, position: int, excluded: bool = True) -> None:
    set_excluded(article=article, sentence=ids(article)[position - 1], excluded=excluded, by=None)


def undo(article: Article) -> None:
    undo_split(
        article=article, edit=SplitEdit.objects.standing(article).values_list("pk", flat=True)[0]
    )


def is_whole(article: Article) -> None:
    """Check what is true of every article."""
    article.refresh_from_db()
    sentences = list(article.sentences.order_by("position"))
    assert [sentence.position for sentence in sentences] == list(range(1, len(sentences) + 1))
    end = 0
    for sentence in sentences:
        assert sentence.start >= end
        end = sentence.end
        assert sentence.text == article.text[sentence.start : end]
        assert sentence.text == sentence.text.strip()
    assert article.sentence_count == len(sentences)
    assert article.excluded_count == sum(sentence.excluded for sentence in sentences)


def rows(article: Article) -> list[Row]:
    names = ("position", "start", "end", "paragraph", "excluded")
    return list(article.sentences.order_by("position").values_list(*names))


def test_merging_two_sentences_keeps_the_ids_of_the_others(article: Article) -> None:
    before = ids(article)
    merge(article, 2)
    assert texts(article) == [
        "The dam held.",
        "It did not fail, the ministry said.\nThat was lucky.",
    ]
    assert ids(article)[0] == before[0]
    assert not set(before[1:]) & set(ids(article)), (
        "a sentence with another span is another sentence"
    )
    assert article.sentences.get(position=2).paragraph == 1, "the first one's"
    is_whole(article)


def test_merging_renumbers_the_sentences_after_it(article: Article) -> None:
    last = ids(article)[2]
    merge(article, 1)
    assert article.sentences.get(position=2).pk == last
    is_whole(article)


@pytest.mark.parametrize(("excluded", "outcome"), [([1, 2], 1), ([1], 0), ([2], 0)])
def test_a_merged_sentence_is_excluded_only_if_both_parts_were(
    article: Article, excluded: list[int], outcome: int
) -> None:
    for position in excluded:
        exclude(article, position)
    merge(article, 1)
    is_whole(article)
    assert article.excluded_count == outcome


def test_white_space_at_a_split_belongs_to_neither_part(article: Article) -> None:
    split(article, 2, len("It did not fail,"))
    assert texts(article)[1:3] == ["It did not fail,", "the ministry said."]
    assert (
        len({sentence.paragraph for sentence in article.sentences.filter(position__in=[2, 3])}) == 1
    )
    is_whole(article)


def test_both_halves_of_an_excluded_sentence_are_excluded(article: Article) -> None:
    exclude(article, 2)
    split(article, 2, 7)
    is_whole(article)
    assert article.excluded_count == 2


@pytest.mark.parametrize("at", [-3, 0, 13, 400])
def test_a_split_with_an_empty_part_is_refused(article: Article, at: int) -> None:
    with pytest.raises(SplitError, match="Each part needs"):
        split(article, 1, at)
    assert article.sentences.count() == 3
    assert not SplitEdit.objects.exists()


def test_offsets_count_code_points(project: Project) -> None:
    article = make_article(project, "A 🌊 wave 👩‍🚒 came. It went.")
    split(article, 1, len("A 🌊 wave"))
    assert texts(article) == ["A 🌊 wave", "👩‍🚒 came.", "It went."]
    is_whole(article)


def test_excluding_a_sentence_twice_changes_it_once(article: Article) -> None:
    exclude(article, 2)
    exclude(article, 2)
    is_whole(article)
    assert article.excluded_count == 1
    assert [edit.what for edit in SplitEdit.objects.all()] == ["excluded 2"]


def test_undoing_restores_the_first_split_and_keeps_every_edit(
    article: Article, mia: Membership
) -> None:
    first = rows(article)
    merge(article, 1, by=mia)
    split(article, 2, 4)
    exclude(article, 1)
    exclude(article, 1, excluded=False)
    assert [edit.what for edit in SplitEdit.objects.standing(article)] == [
        "restored 1",
        "excluded 1",
        "split 2",
        "merged 1 and 2",
    ]
    assert SplitEdit.objects.earliest("pk").made_by == mia
    for _ in range(4):
        undo(article)
        is_whole(article)
    assert rows(article) == first
    assert SplitEdit.objects.filter(undone_at__isnull=False).count() == 4


def test_after_an_undo_a_new_edit_can_be_undone_next(article: Article) -> None:
    merge(article, 1)
    undo(article)
    exclude(article, 3)
    undo(article)
    assert not SplitEdit.objects.standing(article).exists()
    is_whole(article)


def test_undoing_one_edit_twice_undoes_it_once(article: Article) -> None:
    merge(article, 1)
    merge(article, 1)
    newest = SplitEdit.objects.latest("pk").pk
    undo_split(article=article, edit=newest)
    with pytest.raises(ChangedError, match="Already undone"):
        undo_split(article=article, edit=newest)
    assert article.sentences.count() == 2


def test_an_edit_of_deleted_sentences_changes_nothing(article: Article, project: Project) -> None:
    first, second, third = ids(article)
    elsewhere = ids(make_article(project, "Elsewhere it rained. It poured."))
    merge(article, 1)
    now = rows(article)
    late: list[Callable[[], object]] = [
        lambda: merge_with_next(article=article, sentence=first, following=second, by=None),
        lambda: merge_with_next(article=article, sentence=second, following=third, by=None),
        lambda: merge_with_next(article=article, sentence=third, following=third, by=None),
        lambda: merge_with_next(
            article=article, sentence=elsewhere[0], following=elsewhere[1], by=None
        ),
        lambda: split_sentence(article=article, sentence=first, at=3, by=None),
        lambda: set_excluded(article=article, sentence=second, excluded=True, by=None),
    ]
    for edit in late:
        with pytest.raises(ChangedError, match="Somebody else changed this article"):
            edit()
    assert rows(article) == now
    assert SplitEdit.objects.count() == 1


def test_sentences_cannot_change_after_the_first_assignment(
    article: Article, ana: Membership
) -> None:
    merge(article, 1)
    make_assignment(ana)
    edits: list[Callable[[], object]] = [
        lambda: merge(article, 1),
        lambda: split(article, 1, 3),
        lambda: exclude(article, 1),
        lambda: undo(article),
    ]
    for edit in edits:
        with pytest.raises(FrozenError, match="Annotation has started"):
            edit()
    assert article.sentences.count() == 2


def test_the_cost_of_an_edit_does_not_depend_on_the_length_of_the_article(
    project: Project, django_assert_max_num_queries: Callable[..., object]
) -> None:
    article = make_article(project, " ".join(f"Day {number} was dry." for number in range(400)))
    with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
        merge(article, 3)
    is_whole(article)


steps = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "exclude", "take back", "undo"]),
        st.integers(0, 30),
        st.integers(1, 40),
    ),
    max_size=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_any_edits_keep_a_valid_split_and_undoing_all_restores_the_first(
    project: Project, steps: list[tuple[str, int, int]]
) -> None:
    Sentence.objects.all().delete()
    SplitEdit.objects.all().delete()
    Article.objects.all().delete()
    article = make_article(
        project, "Ein Damm hielt. 🌊 Er brach nicht!\n\nSo sagte es das Amt. Glück?\nمطر. Ende"
    )
    first = rows(article)
    for what, which, at in steps:
        count = article.sentences.count()
        position = which % count + 1
        if what == "undo" and SplitEdit.objects.standing(article).exists():
            undo(article)
        elif what == "merge" and position < count:
            merge(article, position)
        elif what in ("exclude", "take back"):
            exclude(article, position, what == "exclude")
        elif what == "split":
            try:
                split(article, position, at)
            except SplitError:
                continue
        is_whole(article)
    while SplitEdit.objects.standing(article).exists():
        undo(article)
        is_whole(article)
    assert rows(article) == first
