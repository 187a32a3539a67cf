"""An article comes in whole or not at all, with the numbers and IDs that its file gave."""

import pytest

from annotator.corpus.models import Article, Sentence
from annotator.labelling.models import Annotation
from annotator.projects.models import Membership
from tests.importing.support import Importer, stored_labels, stored_sentences

HEADER = "article_id,position,sentence,label\n"
BROKEN = 'a1,2,"Two, "is" here.",claim\n'
MENDED = 'a1,2,"Two, ""is"" here.",claim\n'
TABLE = HEADER + "a1,1,One.,claim\n{}a1,3,Three.,denial\na2,1,Fine.,claim\n"


def test_a_row_that_cannot_be_read_refuses_its_article(importer: Importer) -> None:
    result = importer.articles("a.csv", TABLE.format(BROKEN))

    assert stored_sentences() == [("a2", 1, "Fine.")]
    assert "a.csv, line 3: quotation mark inside a quoted cell isn’t doubled" in result.err
    assert "a.csv, line 2: line 3 can’t be read" in result.err


def test_the_corrected_file_brings_the_article(importer: Importer) -> None:
    importer.articles("a.csv", TABLE.format(BROKEN))

    importer.articles("a.csv", TABLE.format(MENDED))

    assert stored_sentences() == [
        ("a1", 1, "One."),
        ("a1", 2, 'Two, "is" here.'),
        ("a1", 3, "Three."),
        ("a2", 1, "Fine."),
    ]


def test_a_bad_row_between_two_articles_refuses_both(importer: Importer) -> None:
    table = HEADER + "a1,1,One.,\n" + BROKEN + "a2,1,Fine.,\na3,1,Well.,\n"

    importer.articles("a.csv", table)

    assert [article for article, _position, _text in stored_sentences()] == ["a3"]


def test_a_bad_row_in_a_file_that_is_not_sorted_refuses_the_file(importer: Importer) -> None:
    table = HEADER + "a1,1,One.,\na2,1,Fine.,\n" + BROKEN + "a3,1,Well.,\na1,3,Three.,\n"

    result = importer.articles("a.csv", table)

    assert not Article.objects.exists()
    assert "may belong to any article" in result.err


def test_numbers_with_gaps_stay(importer: Importer) -> None:
    importer.articles(
        "sentences.csv", "article_id,position,sentence\na1,1,One.\na1,3,Three.\na1,4,Four.\n"
    )

    importer.annotations(
        "labels.csv", "article_id,position,annotator,label,skip_reason\na1,3,ana,claim,\n"
    )

    assert stored_labels() == [("Three.", "ana", "claim")]


def test_numbers_from_0_stay(importer: Importer) -> None:
    importer.articles("sentences.csv", "article_id,position,sentence\na1,0,Zero.\na1,1,One.\n")

    importer.annotations(
        "labels.csv",
        "article_id,position,annotator,label,skip_reason,target_position\n"
        "a1,1,ana,denial,,0\na1,0,ana,denial,,-1\n",
    )

    zero, one = Annotation.objects.order_by("sentence__position")
    assert (zero.sentence.text, zero.target, zero.target_outside) == ("Zero.", None, True)
    assert (one.sentence.text, one.target, one.target_outside) == ("One.", zero.sentence, False)


def test_ids_of_sentences_stay_and_take_labels(importer: Importer) -> None:
    importer.articles(
        "sentences.csv", "article_id,sentence_id,sentence\na1,s-one,One.\na1,s-two,Two.\n"
    )

    importer.annotations(
        "labels.csv", "article_id,sentence_id,annotator,label,skip_reason\na1,s-two,ana,claim,\n"
    )

    assert list(Sentence.objects.values_list("original_id", flat=True)) == ["s-one", "s-two"]
    assert stored_labels() == [("Two.", "ana", "claim")]


def test_an_unknown_id_of_a_sentence_is_named(importer: Importer) -> None:
    importer.articles("sentences.csv", "article_id,sentence_id,sentence\na1,s-one,One.\n")

    result = importer.annotations(
        "labels.csv", "article_id,sentence_id,annotator,label,skip_reason\na1,s-two,ana,claim,\n"
    )

    assert "line 2: the article has no sentence with the ID “s-two”" in result.err


def test_the_id_of_a_sentence_that_stands_alone_is_its_articles(importer: Importer) -> None:
    importer.articles(
        "subjective.tsv", "sentence_id\tsentence\tlabel\nn-101\tOne.\tclaim\nn-102\tTwo.\tdoubt\n"
    )

    assert [article for article, _position, _text in stored_sentences()] == ["n-101", "n-102"]


def test_numbers_that_begin_again_without_an_article_are_no_ids(importer: Importer) -> None:
    importer.articles("bare.csv", "sentence_id,sentence\n1,One.\n2,Two.\n1,Three.\n2,Four.\n")

    assert Article.objects.count() == 4


def test_a_position_that_is_no_number_is_said_and_costs_all_numbers(importer: Importer) -> None:
    result = importer.articles(
        "sentences.csv", "article_id,position,sentence\na1,3,Three.\na1,1.5,Odd.\na1,7,Seven.\n"
    )

    assert [position for _article, position, _text in stored_sentences()] == [1, 2, 3]
    assert "line 3: warning: the position “1.5” isn’t a whole number" in result.err


def test_ids_stay_where_a_sentence_has_none(importer: Importer) -> None:
    importer.articles(
        "sentences.csv", "article_id,sentence_id,sentence\na1,s-one,One.\na1,,Two.\na1,s-3,Three.\n"
    )

    sentences = Sentence.objects.order_by("position")
    assert list(sentences.values_list("original_id", flat=True)) == ["s-one", "", "s-3"]


def test_rows_of_one_article_with_positions_are_its_sentences(importer: Importer) -> None:
    importer.articles(
        "sentences.csv",
        "article_id,sentence_id,position,text\na1,a1:1,1,One.\na1,a1:2,2,Two.\na2,a2:1,1,Fine.\n",
    )

    assert stored_sentences() == [("a1", 1, "One."), ("a1", 2, "Two."), ("a2", 1, "Fine.")]


def test_messages_name_the_number_of_the_file(importer: Importer) -> None:
    rows = "article_id,position,sentence,label,annotator\na1,5,One.,{},ana\na1,8,Two.,claim,ana\n"
    importer.articles("one.csv", rows.format("claim"))

    result = importer.articles("two.csv", rows.format("denial"))

    assert "label of ana on sentence 5: ana already has a different answer" in result.err


def test_messages_name_the_id_of_a_sentence_without_a_number(importer: Importer) -> None:
    rows = "article_id,sentence_id,sentence,label,annotator\na1,s-one,One.,{},ana\n"
    importer.articles("one.csv", rows.format("claim"))

    result = importer.articles("two.csv", rows.format("denial"))

    assert "label of ana on sentence “s-one”: ana already has a different answer" in result.err


@pytest.mark.parametrize(
    ("columns", "first", "second", "sentence"),
    [
        ("position", "5", "8", "sentence 8"),
        ("sentence_id", "s-one", "s-two", "sentence “s-two”"),
        ("paragraph", "1", "1", "sentence 2"),
    ],
)
def test_a_refused_article_names_the_sentence_as_the_file_does(
    importer: Importer, ana: Membership, columns: str, first: str, second: str, sentence: str
) -> None:
    table = (
        f"article_id,{columns},sentence,label,annotator\na1,{first},One.,claim,Ana\n"
        f"a1,{second},Two.,claim,Ana\na1,{second},Two.,denial,A. Muster\n"
    )
    same = [f"--as-member={name}={ana.pseudonym}" for name in ("Ana", "A. Muster")]

    result = importer.articles("labels.csv", table, *same)

    assert f"“Ana” and “A. Muster” are the same member, and both labelled {sentence}" in result.err
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("columns", "place", "sentence"),
    [("position", "8", "sentence 8"), ("sentence_id", "s-two", "sentence “s-two”")],
)
def test_two_labels_of_a_sentence_name_it_as_the_file_does(
    importer: Importer, columns: str, place: str, sentence: str
) -> None:
    table = (
        f"article_id,{columns},sentence,label,annotator\na1,{place},Two.,claim,ana\n"
        f"a1,{place},Two.,denial,ana\n"
    )

    result = importer.articles("labels.csv", table)

    assert f"ana labelled {sentence} more than once; the last label counts" in result.err
