"""Tables with a row for each annotator of a sentence, and files with the labels of one person."""

import pytest

from annotator.corpus.models import Article
from annotator.labelling.models import Annotation
from tests.corpus.readers.support import zipped
from tests.importing.support import Importer, stored_labels, stored_sentences

SAFE, DOUBTS = "The dam is safe.", "The mayor doubts it."
FOUR_LABELS = [
    (SAFE, "ana", "claim"),
    (SAFE, "ben", "denial"),
    (DOUBTS, "ana", "doubt"),
    (DOUBTS, "ben", "doubt"),
]


def long_table(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize(
    ("header", "keys"),
    [
        ("article_id", ["a1", "a1"]),
        ("article_id,position", ["a1,1", "a1,2"]),
        ("article_id,position", ["a1,1.0", "a1,2.0"]),
        ("article_id,sentence_id", ["a1,s-one", "a1,s-two"]),
    ],
)
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 2, 1, 3)])
def test_rows_of_one_sentence_are_one_sentence(
    importer: Importer, header: str, keys: list[str], order: tuple[int, ...]
) -> None:
    rows = [
        f"{keys[0]},{SAFE},claim,ana",
        f"{keys[0]},{SAFE},denial,ben",
        f"{keys[1]},{DOUBTS},doubt,ana",
        f"{keys[1]},{DOUBTS},doubt,ben",
    ]
    table = long_table(f"{header},sentence,label,annotator", [rows[index] for index in order])

    result = importer.articles("long.csv", table)

    assert stored_sentences() == [("a1", 1, SAFE), ("a1", 2, DOUBTS)]
    assert stored_labels() == FOUR_LABELS
    assert "4 labels in the files: 4 imported" in result.out


def test_the_same_text_without_an_article_is_one_sentence(importer: Importer) -> None:
    table = long_table(
        "sentence,label,annotator",
        [f"{SAFE},claim,ana", f"{DOUBTS},doubt,ana", f"{SAFE},denial,ben", f"{DOUBTS},doubt,ben"],
    )

    result = importer.articles("long.csv", table)

    assert stored_labels() == FOUR_LABELS
    assert Article.objects.count() == 2
    assert "Rejected" not in result.out


def test_rows_with_ids_of_their_own_are_still_one_sentence(importer: Importer) -> None:
    table = long_table("id,text,label,annotator", [f"17,{SAFE},claim,ana", f"18,{SAFE},denial,ben"])

    importer.articles("long.csv", table)

    assert stored_labels() == FOUR_LABELS[:2]
    assert Article.objects.get().external_id.startswith("long-")


def test_a_sentence_that_an_article_has_twice_stays_twice(importer: Importer) -> None:
    again = [f"a1,{text},claim,{name}" for name in ("ana", "ben") for text in (SAFE, DOUBTS, SAFE)]

    importer.articles("long.csv", long_table("article_id,sentence,label,annotator", again))

    assert [text for _article, _position, text in stored_sentences()] == [SAFE, DOUBTS, SAFE]
    assert Annotation.objects.count() == 6


def test_different_texts_at_one_position_refuse_the_article(importer: Importer) -> None:
    table = long_table(
        "article_id,position,sentence", [f"a1,1,{SAFE}", f"a1,1,{DOUBTS}", f"a2,1,{SAFE}"]
    )

    result = importer.articles("long.csv", table)

    assert stored_sentences() == [("a2", 1, SAFE)]
    assert "line 2 and " in result.err
    assert "the same sentence number or ID, but different texts" in result.err


def test_the_way_that_the_message_names_works(importer: Importer) -> None:
    table = long_table("article_id,position,sentence", [f"a1,1,{SAFE}", f"a1,1,{DOUBTS}"])

    importer.articles("long.csv", table, "--column=position=")

    assert stored_sentences() == [("a1", 1, SAFE), ("a1", 2, DOUBTS)]


def test_a_second_file_brings_the_labels_of_another_person(importer: Importer) -> None:
    rows = "id,text,label\n1,{},{}\n2,{},doubt\n"

    importer.articles("ana.csv", rows.format(SAFE, "claim", DOUBTS), "--annotator=ana")
    result = importer.articles("ben.csv", rows.format(SAFE, "denial", DOUBTS), "--annotator=ben")

    assert stored_labels() == FOUR_LABELS
    assert result.code == 0
    assert "Rejected" not in result.out


def test_texts_without_ids_get_the_labels_of_a_second_file(importer: Importer) -> None:
    rows = "text,label\n{},{}\n{},doubt\n"

    importer.articles("ana.csv", rows.format(SAFE, "claim", DOUBTS), "--annotator=ana")
    importer.articles("ben.csv", rows.format(SAFE, "denial", DOUBTS), "--annotator=ben")

    assert stored_labels() == FOUR_LABELS


def test_labels_that_are_there_already_are_counted_and_change_nothing(importer: Importer) -> None:
    table = f"id,text,label\n1,{SAFE},claim\n"
    importer.articles("one.csv", table)

    result = importer.articles("one.csv", table)

    assert "1 label in the files: 1 already in the project" in result.out
    assert Annotation.objects.count() == 1


def test_another_answer_of_the_same_person_is_refused_by_name(importer: Importer) -> None:
    importer.articles("one.csv", f"id,text,label\n1,{SAFE},claim\n2,{DOUBTS},doubt\n")

    result = importer.articles("two.csv", f"id,text,label\n1,{SAFE},denial\n2,{DOUBTS},doubt\n")

    assert "1 already in the project, 1 rejected" in result.out
    assert "two.csv, line 2: warning: label of imported on sentence 1:" in result.err
    assert [label for _text, _name, label in stored_labels()] == ["claim", "doubt"]


def test_a_person_who_labelled_a_sentence_twice_costs_nobody_a_label(importer: Importer) -> None:
    table = long_table(
        "article_id,position,sentence,label,annotator",
        [f"a1,1,{SAFE},{label},{name}" for name, label in
         [("ana", "claim"), ("ben", "claim"), ("ana", "denial"), ("cid", "claim")]],
    )  # fmt: skip

    result = importer.articles("long.csv", table)

    assert stored_labels() == [
        (SAFE, "ana", "denial"),
        (SAFE, "ben", "claim"),
        (SAFE, "cid", "claim"),
    ]
    superseded = Annotation.objects.exclude(superseded_at=None).get()
    assert (superseded.decision, superseded.assignment.annotator.alias) == ("claim", "ana")
    assert "3 imported, 1 replaced by a later label of the same person" in result.out
    assert "ana labelled sentence 1 more than once; the last label counts" in result.err


def test_a_label_that_a_person_repeats_is_stored_once(importer: Importer) -> None:
    table = long_table("sentence,label,annotator", [f"{SAFE},claim,ana"] * 2)

    result = importer.articles("long.csv", table)

    assert "1 imported, 1 given twice by the same person" in result.out
    assert Annotation.objects.count() == 1


def test_labels_after_many_rows_without_one_are_labels_of_sentences(importer: Importer) -> None:
    rows = [f"{number},Statement {number}.," for number in range(60)]
    table = long_table("id,text,label", [*rows, f"60,{SAFE},claim"])

    result = importer.articles("sorted.csv", table)

    assert stored_labels() == [(SAFE, "imported", "claim")]
    assert "guessed: each row is a sentence" in result.out


def test_a_zip_with_a_file_for_each_person_names_them(importer: Importer) -> None:
    lines = (
        '{{"id": 1, "text": "{}", "label": ["{}"]}}\n'
        '{{"id": 2, "text": "{}", "label": ["doubt"]}}\n'
    )
    files = {
        "ana.jsonl": lines.format(SAFE, "claim", DOUBTS),
        "ben.jsonl": lines.format(SAFE, "denial", DOUBTS),
    }

    importer.articles("export.zip", zipped(**files))

    assert stored_labels() == FOUR_LABELS


def test_columns_of_annotators_are_offered_with_the_option_that_reads_them(
    importer: Importer,
) -> None:
    table = f"sentence,Rater 1,Rater 2\n{SAFE},claim,denial\n{DOUBTS},doubt,doubt\n"

    offered = importer.articles("wide.csv", table)
    assert (
        "aren’t used unless they are chosen (--annotator-columns): Rater 1, Rater 2" in offered.out
    )
    assert stored_labels() == []

    importer.articles("wide.csv", table, "--annotator-columns", "Rater 1,Rater 2")
    assert len(stored_labels()) == 4


def test_texts_that_differ_in_a_space_are_two_sentences(importer: Importer) -> None:
    """Agreement is over the texts that people saw as one, so nobody may join them."""
    rows = [f'a1,"{SAFE}",claim,ana', f'a1,"{SAFE} ",denial,ben', f'a1,"{SAFE}",claim,cid']

    importer.articles("long.csv", long_table("article_id,sentence,label,annotator", rows))

    assert [position for _article, position, _text in stored_sentences()] == [1, 2]


def test_the_text_of_a_sentence_that_stands_alone_is_as_in_the_file(importer: Importer) -> None:
    importer.articles("alone.csv", f'sentence,label\n"{SAFE} ",claim\n')

    assert Article.objects.get().text == f"{SAFE} "
    assert stored_labels() == [(SAFE, "imported", "claim")]


def test_a_text_that_one_annotator_has_more_often_than_others_is_pointed_out(
    importer: Importer,
) -> None:
    rows = [f"a1,{SAFE},claim,ana", f"a1,{SAFE},denial,ana", f"a1,{SAFE},claim,ben"]
    both = [row.replace("a1", "a2").replace("safe", "sound") for row in [*rows, rows[-1]]]

    result = importer.articles(
        "long.csv", long_table("article_id,sentence,label,annotator", [*rows, *both])
    )

    assert result.err.count("more often than others") == 1
    assert f"“ana” has “{SAFE}” more often than others" in result.err
