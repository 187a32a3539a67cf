"""The language of texts is guessed where nobody says it, and otherwise it is English."""

from collections import Counter

import pytest

from annotator.corpus.readers.account import Certainty, Fact, FileAccount
from annotator.corpus.readers.fields.languages import (
    guess_language,
    note_languages,
    settle_language,
)
from annotator.corpus.readers.records import ReadOptions
from tests.corpus.readers.support import records

TEXTS = {
    "en": "The mayor said on Monday that the dam had been safe for years. Nobody believed her.",
    "de": "Die Bürgermeisterin sagte am Montag, der Damm sei seit Jahren sicher. Niemand glaubte.",
    "fr": "La maire a déclaré lundi que le barrage était sûr depuis des années. Personne n’y crut.",
    "es": "La alcaldesa dijo el lunes que la presa era segura desde hace años. Nadie le creyó.",
    "it": "La sindaca ha detto lunedì che la diga è sicura da anni. Nessuno le ha creduto.",
    "pt": "A prefeita disse na segunda-feira que a barragem é segura há anos. Ninguém acreditou.",
    "nl": "De burgemeester zei maandag dat de dam al jaren veilig is. Niemand geloofde haar.",
    "pl": "Burmistrz powiedziała w poniedziałek, że tama jest bezpieczna. Nikt jej nie uwierzył.",
    "ru": "Мэр заявила в понедельник, что плотина безопасна уже много лет. Никто ей не поверил.",
    "tr": "Belediye başkanı pazartesi günü barajın yıllardır güvenli olduğunu söyledi.",
    "ar": "قالت رئيسة البلدية يوم الاثنين إن السد آمن منذ سنوات. لم يصدقها أحد.",
    "fa": "شهردار روز دوشنبه گفت که سد سال‌هاست که ایمن است. هیچ‌کس حرف او را باور نکرد.",
    "zh": "市长周一表示，大坝多年来一直是安全的。没有人相信她。",
    "ja": "市長は月曜日、ダムは何年も安全だったと述べた。誰も信じなかった。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_of_two_sentences_is_found(language: str) -> None:
    assert guess_language([TEXTS[language]]) == (language, Certainty.DETECTED)


@pytest.mark.parametrize("texts", [[], [""], ["Lucky!"], ["12.5 %"], ["https://news.example/der"]])
def test_texts_that_do_not_show_their_language_are_taken_for_english(texts: list[str]) -> None:
    assert guess_language(texts) == ("en", Certainty.GUESSED)


def test_short_rows_show_their_language_together() -> None:
    rows = TEXTS["de"].split(" ")
    assert guess_language(rows) == ("de", Certainty.DETECTED)


def test_a_language_that_is_chosen_is_not_guessed() -> None:
    account = FileAccount()
    chosen = ReadOptions(language="fr")
    assert settle_language([TEXTS["de"]], chosen, account) == chosen
    assert settle_language([TEXTS["de"]], ReadOptions(language=""), account).language == "de"
    assert account.facts == {"language": Fact("de", Certainty.DETECTED)}


def test_each_article_of_a_table_has_its_language() -> None:
    table = f"id,text,lang\n1,“{TEXTS['de']}”,\n2,“{TEXTS['es']}”,\n3,“{TEXTS['es']}”,fr\n"
    table = table.replace("“", '"').replace("”", '"')
    found = records("a.csv", table, ReadOptions(language=""))
    assert [record.language for record in found] == ["de", "es", "fr"]


def test_the_languages_of_a_table_are_noted() -> None:
    account = FileAccount()
    note_languages(Counter({"es": 1, "de": 3}), account)
    assert account.facts == {"language": Fact("de, es", Certainty.DETECTED)}
