"""The language of texts is guessed where nobody says it, and otherwise it is English."""

import subprocess
import sys

import pytest

from annotator.corpus.readers.account import Certainty, Fact, FileAccount
from annotator.corpus.readers.fields.languages import (
    guess_language,
    settle_common_language,
    settle_language,
)
from annotator.corpus.readers.records import ReadOptions
from tests.corpus.readers.support import account, records

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


ENGLISH = (
    f"{TEXTS['en']} It was built by the state, and the engineers who inspect it told her so. " * 2
)


def test_the_model_is_not_loaded_for_texts_in_english() -> None:
    code = (
        "import sys; from annotator.corpus.readers.fields.languages import guess_language; "
        f"print(guess_language([{ENGLISH!r}])[0], 'py3langid' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.split() == ["en", "False"]


@pytest.mark.parametrize("language", ["de", "fr", "ar"])
def test_a_text_with_a_part_in_english_is_not_taken_for_english(language: str) -> None:
    text = f"{TEXTS['en']} It was built by the state. {TEXTS[language] * 3}"
    assert guess_language([text]) == (language, Certainty.DETECTED)


def test_a_language_that_is_chosen_is_not_guessed() -> None:
    account = FileAccount()
    chosen = ReadOptions(language="fr")
    assert settle_language([TEXTS["de"]], chosen, account) == "fr"
    assert settle_language([TEXTS["de"]], ReadOptions(language=""), account) == "de"
    assert account.facts == {"language": Fact("de", Certainty.DETECTED)}


def test_each_article_of_a_table_has_its_language() -> None:
    table = f"id,text,lang\n1,“{TEXTS['de']}”,\n2,“{TEXTS['es']}”,\n3,“{TEXTS['es']}”,fr\n"
    table = table.replace("“", '"').replace("”", '"')
    found = records("a.csv", table, ReadOptions(language=""))
    assert [record.language for record in found] == ["de", "es", "fr"]


def languages_of(name: str, *rows: str) -> tuple[dict[str, list[str]], int]:
    """Return the languages that the account names, and the number of articles with no clear one."""
    entry = account(name, "\n".join(rows), ReadOptions(language=""))
    facts = {fact: value for fact, value in entry["facts"].items() if "language" in fact}
    return facts, entry["unclear_languages"]


def test_the_languages_of_articles_are_noted_the_most_frequent_first() -> None:
    rows = [f'{number},"{TEXTS[tag]}"' for number, tag in enumerate(["es", "de", "de"])]
    assert languages_of("a.csv", "id,text", *rows) == ({"language": ["de, es", "detected"]}, 0)


def test_articles_with_no_clear_language_are_counted() -> None:
    rows = [f'{number},"{text}"' for number, text in enumerate([TEXTS["es"], TEXTS["de"], "Oh!"])]
    facts = {"language": ["es, de", "detected"], "unclear language": ["en", "guessed"]}
    assert languages_of("a.csv", "id,text", *rows) == (facts, 1)


def test_a_file_whose_articles_all_have_no_clear_language_is_a_guess() -> None:
    facts = {"language": ["en", "guessed"]}
    assert languages_of("a.csv", "id,text", "1,Oh!", "2,12.5 %") == (facts, 2)


def test_a_file_that_is_damaged_further_down_has_the_languages_until_there() -> None:
    rows = ['{"id": "1", "text": "Oh!"}', '{"id": "2", "text": "Ah!"}']
    facts = {"language": ["en", "guessed"]}
    assert languages_of("a.json", "[", f"{rows[0]}, {rows[1]}, {{") == (facts, 2)


@pytest.mark.parametrize("column", ["text", "sentence"])
def test_a_language_that_each_row_states_is_no_guess(column: str) -> None:
    rows = ["1,Oh!,fr", "2,Lucky!,French"]
    facts = {"language": ["fr", "stated"]}
    assert languages_of("a.csv", f"id,{column},language", *rows) == (facts, 0)


def test_rows_of_sentences_without_a_language_follow_the_texts_without_one() -> None:
    table = f"article_id,sentence,language\na,Oh!,fr\nb,“{TEXTS['de']}”,\n"
    found = records("a.csv", table.replace("“", '"').replace("”", '"'), ReadOptions(language=""))
    assert [record.language for record in found] == ["fr", "de"]


@pytest.mark.parametrize("language", [language for language in TEXTS if language != "en"])
def test_one_text_of_another_language_keeps_the_language_of_a_table_open(language: str) -> None:
    texts = [*[ENGLISH] * 39, TEXTS[language]]
    noted = FileAccount()
    options = ReadOptions(language="")
    assert settle_common_language(texts, options, noted) == options
    assert settle_common_language([ENGLISH] * 40, options, noted).language == "en"
