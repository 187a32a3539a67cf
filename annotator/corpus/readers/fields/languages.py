"""Guesses the language of texts that don't say theirs."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.fields.english import are_clearly_english, is_clearly_english
from annotator.corpus.readers.records import ReadOptions

if TYPE_CHECKING:
    from annotator.corpus.readers.fields.language_model import LanguageModel

DEFAULT_LANGUAGE = "en"
# The languages of news. Others would be found in short texts by mistake, and Bosnian
# and Croatian can't be told apart.
CODES = (
    "af am ar az be bg bn ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it "
    "ja ka kk km kn ko ky lo lt lv mk ml mn mr ms mt my ne nl no pa pl ps pt ro ru si sk sl so sq "
    "sr sv sw ta te th tl tr uk ur uz vi zh"
)
# Of 13,769 single sentences in 36 languages of Universal Dependencies, 92 % are above
# this probability, and 5 of these are taken for another language.
MIN_PROBABILITY = 0.8
MAX_TEXTS = 50
# Characters of one text, and of all, that are looked at.
MAX_OF_TEXT = 1500
MAX_CHARACTERS = 5000
# Articles of a file that are compared, to see whether all are in one language.
COMPARED_TEXTS = 40
# Languages of a file that its account names.
MAX_NOTED = 5
# Addresses and names of accounts are in no language.
NO_LANGUAGE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")


def guess_language(texts: Iterable[str]) -> tuple[str, Certainty]:
    """Return the language of these texts: its tag, and DETECTED.

    It is "en", and GUESSED, if the texts are too short or don't show it.
    """
    sample = _sample(texts)
    if is_clearly_english(sample):
        return "en", Certainty.DETECTED

    language, probability = _model().classify(sample)
    if probability < MIN_PROBABILITY:
        return DEFAULT_LANGUAGE, Certainty.GUESSED
    return language, Certainty.DETECTED


def settle_language(texts: Iterable[str], options: ReadOptions, account: FileAccount) -> str:
    """Return the language of the options or, if it was left open, that of the texts, and note it.

    It is for files with one article, and for tables of short rows, whose rows are too short for
    a guess of their own.
    """
    if options.language:
        account.note("language", options.language, Certainty.CHOSEN)
        return options.language

    language, certainty = guess_language(texts)
    account.note("language", language, certainty)
    return language


def settle_common_language(
    texts: Sequence[str], options: ReadOptions, account: FileAccount
) -> ReadOptions:
    """Return the options, which leave the language open, with that of all the texts, and note it.

    It is for files of articles: a guess for each of many thousands would take longer than reading
    them. If the texts have several languages, it stays open.
    """
    step = max(1, len(texts) // COMPARED_TEXTS)
    compared = texts[::step][:COMPARED_TEXTS]
    if are_clearly_english([_sample([text]) for text in compared]):
        languages = {"en"}
    else:
        found = {guess_language([text]) for text in compared}
        languages = {language for language, certainty in found if certainty == Certainty.DETECTED}
    if len(languages) != 1:
        return options

    language = languages.pop()
    account.note("language", language, Certainty.DETECTED)
    return replace(options, language=language)


class ArticleLanguages:
    """The languages of the articles of a file, where each article has its own."""

    def __init__(self) -> None:
        self._counts: dict[Certainty, Counter[str]] = defaultdict(Counter)

    def guess(self, text: str) -> str:
        """Return the language of an article that doesn't state it."""
        language, certainty = guess_language([text])
        self._counts[certainty][language] += 1
        return language

    def add_stated(self, language: str) -> None:
        self._counts[Certainty.STATED][language] += 1

    def note(self, account: FileAccount) -> None:
        """Note the languages, the most frequent first, and how many articles don't show theirs."""
        detected, unclear = self._counts[Certainty.DETECTED], self._counts[Certainty.GUESSED]
        account.unclear_languages = unclear.total()
        if detected:
            account.note("language", _most_common(detected), Certainty.DETECTED)
        if unclear:
            fact = "unclear language" if detected else "language"
            account.note(fact, _most_common(unclear), Certainty.GUESSED)

        # The column with the languages is among those that were used.
        if self._counts[Certainty.STATED] and not detected and not unclear:
            stated = _most_common(self._counts[Certainty.STATED])
            account.note("language", stated, Certainty.STATED)


def _most_common(languages: Counter[str]) -> str:
    return ", ".join(name for name, _count in languages.most_common(MAX_NOTED))


def _sample(texts: Iterable[str]) -> str:
    sample = " ".join(text[:MAX_OF_TEXT] for text in itertools.islice(texts, MAX_TEXTS))
    return NO_LANGUAGE.sub(" ", sample[:MAX_CHARACTERS])


# The model takes a second and 67 MB, so it waits until a language is asked for.
@lru_cache(maxsize=1)
def _model() -> "LanguageModel":
    from annotator.corpus.readers.fields.language_model import LanguageModel

    return LanguageModel.load(CODES.split())
