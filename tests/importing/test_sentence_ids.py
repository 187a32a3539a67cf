"""Labels find their sentence by its number, by its ID, or by both if these agree."""

import pytest

from annotator.labelling.models import Annotation
from annotator.projects.models import Project
from tests.importing.support import Importer, stored_labels
from tests.support.make import make_article

LABELS = "article_id,{},annotator,label,skip_reason\n"


def add(project: Project, article: str, sentences: dict[int, str], *ids: str) -> None:
    """Add an article whose file gave these numbers, and perhaps IDs, to its sentences."""
    make_article(
        project,
        " ".join(sentences.values()),
        external_id=article,
        sentences=tuple(sentences.values()),
        numbers=tuple(sentences),
        original_ids=ids,
    )


@pytest.fixture
def named(importer: Importer, project: Project) -> Importer:
    """An article with the numbers 1, 3 and 7, and an ID for each sentence."""
    add(project, "a1", {1: "One.", 3: "Three.", 7: "Seven."}, "s-one", "s-three", "s-seven")
    return importer


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("position", "3"),
        ("position", "3.0"),
        ("sentence_id", "s-three"),
        ("sentence_id", "a1:3"),
        ("original_sentence_id", "s-three"),
        ("position,sentence_id", "3,s-three"),
        ("position,sentence_id", "3,a1:3"),
        ("position,sentence_id", "3,3"),
        ("position,sentence_id", "3,"),
        ("position,sentence_id", ",s-three"),
        ("position,sentence_id,original_sentence_id", "3,a1:3,s-three"),
        ("sentence_id,original_sentence_id", "a1:3,s-three"),
    ],
)
def test_a_label_finds_its_sentence(named: Importer, columns: str, cells: str) -> None:
    result = named.annotations("l.csv", LABELS.format(columns) + f"a1,{cells},ana,claim,\n")

    assert result.code == 0, result.err
    assert stored_labels() == [("Three.", "ana", "claim")]


@pytest.mark.parametrize(
    ("columns", "cells", "reason"),
    [
        ("position", "2", "the article has no sentence 2"),
        ("position", "-1", "position “-1” must be a whole number of 0 or more"),
        ("sentence_id", "a1:2", "the article has no sentence 2"),
        ("sentence_id", "a2:3", "the article has no sentence with the ID “a2:3”"),
        ("sentence_id", "S-three", "the article has no sentence with the ID “S-three”"),
        ("sentence_id", "", "neither a position nor a sentence ID"),
        ("original_sentence_id", "a1:3", "the article has no sentence with the ID “a1:3”"),
        (
            "position,sentence_id",
            "1,s-three",
            "position 1 and the ID “s-three” are different sentences",
        ),
        (
            "position,sentence_id",
            "1,s-two",
            "position 1 and the ID “s-two” are different sentences",
        ),
        ("position,sentence_id", "1,a1:3", "position 1 and the ID “a1:3” are different sentences"),
        (
            "position,sentence_id,original_sentence_id",
            "1,a1:1,s-three",
            "position 1 and the ID “s-three” are different sentences",
        ),
        (
            "position,sentence_id,original_sentence_id",
            "1,a1:3,s-one",
            "“a1:3” and “1” are different sentences",
        ),
        (
            "sentence_id,original_sentence_id",
            "s-one,s-three",
            "“s-one” and “s-three” are different sentences",
        ),
    ],
)
def test_a_label_that_names_no_sentence_or_two_is_refused(
    named: Importer, columns: str, cells: str, reason: str
) -> None:
    result = named.annotations("l.csv", LABELS.format(columns) + f"a1,{cells},ana,claim,\n")

    assert result.code == 1
    assert reason in result.err
    assert not Annotation.objects.exists()


def test_an_id_that_looks_like_another_sentence_is_not_guessed(
    importer: Importer, project: Project
) -> None:
    add(project, "a1", {1: "One.", 2: "Two."}, "a1:0", "a1:1")

    result = importer.annotations("l.csv", LABELS.format("sentence_id") + "a1,a1:1,ana,claim,\n")

    assert "line 2: “a1:1” is the ID of sentence 2, but may also mean sentence 1" in result.err
    assert "add the column position, or call the IDs original_sentence_id" in result.err


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("position,sentence_id", "2,a1:1"),
        ("position,sentence_id", "2,a1:2"),
        ("original_sentence_id", "a1:1"),
        ("sentence_id,original_sentence_id", "a1:1,a1:1"),
        ("position,sentence_id,original_sentence_id", "2,a1:2,a1:1"),
    ],
)
def test_a_second_column_says_which_sentence_such_an_id_is(
    importer: Importer, project: Project, columns: str, cells: str
) -> None:
    add(project, "a1", {1: "One.", 2: "Two."}, "a1:0", "a1:1")

    result = importer.annotations("l.csv", LABELS.format(columns) + f"a1,{cells},ana,claim,\n")

    assert result.code == 0, result.err
    assert stored_labels() == [("Two.", "ana", "claim")]


@pytest.mark.parametrize("own_id", ["news:2026:1", "a1:01", "a1:20260301123456", "a1:1:b"])
def test_ids_may_have_colons_and_digits(importer: Importer, project: Project, own_id: str) -> None:
    add(project, "a1", {1: "One.", 2: "Two."}, "other", own_id)

    result = importer.annotations(
        "l.csv", LABELS.format("sentence_id") + f"a1,{own_id},ana,claim,\n"
    )

    assert result.code == 0, result.err
    assert stored_labels() == [("Two.", "ana", "claim")]


@pytest.mark.parametrize(("own_ids", "given"), [(("7", "8"), "8.0"), (("7.0", "8.0"), "8")])
@pytest.mark.parametrize("columns", ["sentence_id", "position,sentence_id"])
def test_ids_that_are_numbers_may_end_in_0(
    importer: Importer, project: Project, own_ids: tuple[str, ...], given: str, columns: str
) -> None:
    add(project, "a1", {1: "One.", 2: "Two."}, *own_ids)
    cells = given if columns == "sentence_id" else f"2,{given}"

    result = importer.annotations("l.csv", LABELS.format(columns) + f"a1,{cells},ana,claim,\n")

    assert result.code == 0, result.err
    assert stored_labels() == [("Two.", "ana", "claim")]


def test_an_article_may_have_colons(importer: Importer, project: Project) -> None:
    add(project, "news:1", {0: "Zero.", 2: "Two."})

    result = importer.annotations(
        "l.csv", LABELS.format("sentence_id") + "news:1,news:1:2,ana,claim,\n"
    )

    assert result.code == 0, result.err
    assert stored_labels() == [("Two.", "ana", "claim")]


def test_ids_of_another_tool_are_left_alone_where_the_article_has_none(
    importer: Importer, project: Project
) -> None:
    add(project, "a1", {1: "One.", 2: "Two."})

    result = importer.annotations(
        "l.csv", LABELS.format("position,sentence_id") + "a1,2,row-17,ana,claim,\n"
    )

    assert result.code == 0, result.err
    assert stored_labels() == [("Two.", "ana", "claim")]


def test_one_id_in_two_articles_is_two_sentences(importer: Importer, project: Project) -> None:
    add(project, "a1", {1: "One."}, "s")
    add(project, "a2", {1: "Two."}, "s")

    importer.annotations("l.csv", LABELS.format("sentence_id") + "a2,s,ana,claim,\n")

    assert stored_labels() == [("Two.", "ana", "claim")]


def test_the_same_sentence_by_its_number_and_by_its_id_is_a_repeat(named: Importer) -> None:
    result = named.annotations(
        "l.csv",
        LABELS.format("position,sentence_id") + "a1,3,,ana,claim,\na1,,s-three,ana,claim,\n",
    )

    assert "line 3: it repeats line 2" in result.err


@pytest.mark.parametrize(("target", "outside"), [("-1", True), ("-1.0", True), ("0", False)])
def test_sentence_0_and_no_sentence_are_told_apart(
    importer: Importer, project: Project, target: str, outside: bool
) -> None:
    add(project, "a1", {0: "Zero.", 4: "Four."})

    importer.annotations(
        "l.csv",
        "article_id,position,annotator,label,skip_reason,target_position\n"
        f"a1,4,ana,denial,,{target}\n",
    )

    annotation = Annotation.objects.get()
    assert annotation.target_outside == outside
    assert (annotation.target is None) == outside


def test_minus_1_is_no_target_where_no_sentence_has_the_number_0(named: Importer) -> None:
    result = named.annotations(
        "l.csv",
        "article_id,position,annotator,label,skip_reason,target_position\na1,3,ana,denial,,-1\n",
    )

    assert "its target, sentence -1, doesn’t exist" in result.err
