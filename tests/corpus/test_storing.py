import pytest
from django.db import IntegrityError, transaction

from annotator.corpus.models import Article, Sentence
from annotator.corpus.readers.records import ArticleRecord, ReadArticle, UnreadableError
from annotator.corpus.segmented_articles import segment_article
from annotator.corpus.storing import ArticleSettings, DuplicateArticleError, add_articles
from annotator.projects.models import Project
from tests.support.make import make_article, make_project

TEXT = "The dam held. “It did not fail,” she said.\nThat was lucky.\nPost a comment\n"


def test_an_article_is_stored_with_exact_offsets(project: Project) -> None:
    article = make_article(project, TEXT)
    sentences = list(article.sentences.order_by("position"))
    assert [sentence.text for sentence in sentences] == [
        "The dam held.",
        "“It did not fail,” she said.",
        "That was lucky.",
        "Post a comment",
    ]
    assert all(article.text[s.start : s.end] == s.text for s in sentences)
    assert [s.excluded for s in sentences] == [False, False, False, True]
    assert (article.sentence_count, article.excluded_count, article.to_label) == (4, 1, 3)


def test_sentences_that_come_with_an_article_are_kept(project: Project) -> None:
    article = make_article(project, "One. Two.\nThree? Yes.", sentences=("One. Two.", "Three?"))
    shown = [(s.text, s.paragraph, s.start) for s in article.sentences.order_by("position")]
    assert shown == [("One. Two.", 1, 0), ("Three?", 2, 10)]
    with pytest.raises(UnreadableError, match="sentence 2 not found after"):
        make_article(project, "Two. One.", sentences=("One.", "Two."))


def test_duplicate_texts_and_identifiers_are_refused_with_the_reason(project: Project) -> None:
    make_article(project, TEXT, external_id="dam")
    for name, text, reason in [
        ("dam", TEXT, "already in the project as “dam”"),
        ("dam", "Another.", "the ID “dam” is already used by a different text"),
        ("gate", TEXT, "identical to “dam”"),
    ]:
        with pytest.raises(DuplicateArticleError, match=reason):
            make_article(project, text, external_id=name)
    assert Article.objects.count() == 1


def test_the_same_article_may_be_in_two_projects(project: Project) -> None:
    make_article(project, TEXT, external_id="dam")
    make_article(make_project("other"), TEXT, external_id="dam")
    assert Article.objects.count() == 2


def test_the_database_holds_the_invariants(project: Project) -> None:
    article = make_article(project, TEXT)
    other = make_project("other")
    for rows, change in [
        (Sentence.objects.filter(article=article, position=1), {"text": "short"}),
        (Sentence.objects.filter(article=article, position=1), {"end": 0}),
        (Sentence.objects.filter(article=article, position=1), {"position": -1}),
        (Sentence.objects.filter(article=article, position=1), {"project": other}),
        (Article.objects.filter(pk=article.pk), {"free": 4}),
        (Article.objects.filter(pk=article.pk), {"overlap": None}),
        (Article.objects.filter(pk=article.pk), {"excluded_count": 5}),
        (Article.objects.filter(pk=article.pk), {"state": "lost"}),
        (Article.objects.filter(pk=article.pk), {"external_id": ""}),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_an_article_with_too_many_sentences_is_refused(project: Project) -> None:
    with pytest.raises(UnreadableError, match="3,001 sentences; an article can have at most 3,000"):
        make_article(project, "The dam held.\n" * 3_001)

    assert make_article(project, "The dam held.\n" * 3_000).sentence_count == 3_000


def numbered(ids: tuple[str, ...], numbers: tuple[int, ...] = (0, 4, 5)) -> ReadArticle:
    sentences = ("One.", "Two.", "Three.")
    record = ArticleRecord(
        external_id="a",
        text=" ".join(sentences),
        sentences=sentences,
        numbers=numbers,
        original_ids=ids,
    )
    return ReadArticle("a.csv", record)


@pytest.mark.parametrize(
    ("ids", "reason"),
    [
        (("s1", "s2", "s1"), "several sentences of the article have the ID “s1”"),
        (("s1", "s2", "x" * 301), "sentence_id: 301 characters, but at most 300 are allowed"),
        (("s1", "s2", "s\x003"), "sentence_id: contains control characters"),
    ],
)
def test_ids_that_cannot_name_sentences_are_left_out_with_a_warning(
    ids: tuple[str, ...], reason: str
) -> None:
    article = segment_article(numbered(ids))

    assert article.record.original_ids == ()
    assert article.record.numbers == (0, 4, 5)
    assert [warning.reason for warning in article.warnings] == [
        f"the IDs of its sentences are left out: {reason}"
    ]


def test_some_sentences_may_have_no_id(project: Project) -> None:
    article = segment_article(numbered(("s1", "", "")))
    add_articles(project=project, articles=[article], settings=ArticleSettings())

    found = Sentence.objects.order_by("position").values_list("position", "original_id")
    assert list(found) == [(0, "s1"), (4, ""), (5, "")]


@pytest.mark.parametrize(("numbers", "outside"), [((0, 4, 5), -1), ((1, 4, 5), 0)])
def test_the_number_for_no_sentence_is_that_of_none(
    project: Project, numbers: tuple[int, ...], outside: int
) -> None:
    sentences = ("One.", "Two.", "Three.")

    article = make_article(project, " ".join(sentences), sentences=sentences, numbers=numbers)

    assert article.outside_number == outside


@pytest.mark.parametrize("numbers", [(1, 1, 2), (1, 3, 2)])
def test_an_article_whose_sentences_share_a_number_is_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(UnreadableError, match=r"have the number|out of order"):
        segment_article(numbered((), numbers))


def test_every_character_of_a_sentence_is_stored(project: Project) -> None:
    sentences = ("C:\\news\\N \\.", "a\tb\u00a0c", "one\ntwo", "😀 “\\t”")
    article = make_article(project, " ".join(sentences), sentences=sentences)
    assert tuple(article.sentences.values_list("text", flat=True)) == sentences
