import pytest

from annotator.corpus.segmentation.boilerplate import suggest_boilerplate
from annotator.corpus.segmentation.sentences import sentence_spans
from annotator.demo.annotators import WITH_TARGET
from annotator.demo.articles import DemoArticle, demo_articles

ARTICLES = [article for name in ("pilot", "main", "arabic") for article in demo_articles(name)]


def label_names(article: DemoArticle) -> set[str]:
    return {sentence.label for sentence in article.sentences}


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.record.external_id)
def test_labels_stand_beside_the_sentences_that_segmentation_finds(article: DemoArticle) -> None:
    text = article.record.text
    spans = list(sentence_spans(text, article.record.language))
    boilerplate = suggest_boilerplate(text, spans)
    body = [
        text[span.start : span.end] for index, span in enumerate(spans) if index not in boilerplate
    ]
    assert body == [sentence.text for sentence in article.sentences]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.record.external_id)
def test_targets_are_other_sentences_of_the_article(article: DemoArticle) -> None:
    for position, sentence in enumerate(article.sentences, start=1):
        if sentence.target is not None:
            assert sentence.label in WITH_TARGET
            assert sentence.target != position
            assert 1 <= sentence.target <= len(article.sentences)


def test_articles_are_short_and_have_claims_and_opinions() -> None:
    for article in ARTICLES:
        assert 4 <= len(article.sentences) <= 12
        assert {"claim", "opinion"} <= label_names(article)


def test_all_labels_and_boilerplate_occur_in_the_first_articles() -> None:
    for article in ARTICLES[:4]:
        text = article.record.text
        spans = list(sentence_spans(text, article.record.language))
        assert suggest_boilerplate(text, spans)
        assert label_names(article) >= {"claim", "denial", "doubt", "opinion"}


def test_denials_and_doubts_point_at_previous_and_at_earlier_sentences() -> None:
    distances = [
        position - sentence.target
        for article in ARTICLES
        for position, sentence in enumerate(article.sentences, start=1)
        if sentence.target is not None
    ]
    assert len(distances) >= 33
    assert distances.count(1) >= 10
    assert sum(distance > 1 for distance in distances) >= 10


def test_some_articles_are_written_from_right_to_left() -> None:
    assert {article.record.language for article in ARTICLES} == {"en", "ar"}


def test_the_news_project_has_thirty_articles_and_more() -> None:
    assert len(demo_articles("pilot") + demo_articles("main")) >= 30
    assert 4 <= len(demo_articles("arabic")) <= 6


def test_some_twenty_sentences_have_a_reason() -> None:
    reasons = [sentence.reason for article in ARTICLES for sentence in article.sentences]
    assert sum(map(bool, reasons)) >= 20
