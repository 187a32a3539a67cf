"""The article of a text, a page or a document gets its language, and keeps its valid fields."""

import pytest

from annotator.corpus.readers.account import Certainty, Fact, FileAccount
from annotator.corpus.readers.records import ArticleRecord, ReadOptions, UnreadableError
from annotator.corpus.readers.single_articles import finish_article

TEXT = "Die Bürgermeisterin sagte am Montag, der Damm sei seit Jahren sicher."
GUESS = ReadOptions(language="")


def test_the_language_is_guessed_where_nobody_says_it() -> None:
    account = FileAccount()
    record = ArticleRecord("a", TEXT, language="")
    assert finish_article(record, "a.txt", GUESS, account)[0].language == "de"
    assert account.facts["language"] == Fact("de", Certainty.DETECTED)

    assert finish_article(record, "a.txt", ReadOptions(), account)[0].language == "en"


def test_the_language_that_the_file_says_is_kept() -> None:
    account = FileAccount()
    record = ArticleRecord("a", TEXT, language="fr")
    assert finish_article(record, "a.html", GUESS, account) == (record, [])
    assert account.facts == {"language": Fact("fr", Certainty.STATED)}


def test_a_language_that_is_invalid_is_left_out_and_guessed() -> None:
    account = FileAccount()
    found, left_out = finish_article(
        ArticleRecord("a", TEXT, language="x!"), "a.html", GUESS, account
    )
    assert found.language == "de"
    assert [warning.reason.split(":")[0] for warning in left_out] == ["language left empty"]
    assert account.facts["language"] == Fact("de", Certainty.DETECTED)


def test_a_language_that_was_chosen_is_said() -> None:
    account = FileAccount()
    record = ArticleRecord("a", TEXT, language="")
    finish_article(record, "a.txt", ReadOptions(language="fr"), account)
    assert account.facts["language"] == Fact("fr", Certainty.CHOSEN)


def test_the_headline_and_the_fields_are_settled_too() -> None:
    record = ArticleRecord("a", f"Damm ist sicher\n\n{TEXT}", url="javascript:x", language="")
    options = ReadOptions(language="", first_line="title")
    found, left_out = finish_article(record, "a.txt", options, FileAccount())
    assert (found.title, found.text, found.url) == ("Damm ist sicher", TEXT, "")
    assert [warning.source for warning in left_out] == ["a.txt"]


def test_an_article_without_an_identifier_is_refused() -> None:
    with pytest.raises(UnreadableError, match="has no identifier"):
        finish_article(ArticleRecord(" ", TEXT), "a.txt", GUESS, FileAccount())
