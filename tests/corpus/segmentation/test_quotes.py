"""Quotes that are mixed, never closed, or on both sides the same."""

import pytest

from annotator.corpus.segmentation.quotes import repair_quotes
from tests.corpus.segmentation.splitting import assert_splits


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        # Finnish and Swedish open a quotation with the mark that closes it.
        ("fi", "Hän lähti kotiin. | ”En tiedä mitään”, hän sanoi. | ”Olen väsynyt.”"),
        ("sv", "Hon gick hem. | ”Jag vet ingenting”, sade Eva. | ”Jag är trött.”"),
        ("en", 'She left. | "I know nothing," she said. | "I am tired."'),
        ("el", "Έφυγε νωρίς. | « Δεν ξέρω τίποτα », είπε."),
        ("fr", "Elle est partie. | « Je ne sais rien », a-t-elle dit."),
        ("fr", "Il vit à l‘âge de pierre. | En outre, il est seul. | Il pleut."),
        ("he", 'הוא עובד באונר"א. | היא עובדת באו"ם. | הם גרים בארה"ב.'),
        # Never closed, or closed by another mark.
        ("pt", 'Ela disse que "nada mudou. | Mas ele duvida. | O plano "falhou" ontem.'),
        ("pt", 'O nome “Caribe" vem daí. | Durante anos, ninguém soube. | “Sim”, disse ela.'),
    ],
)
def test_quotes_hide_no_end_of_a_sentence(language: str, marked: str) -> None:
    assert_splits(marked, language)


@pytest.mark.parametrize(
    "line",
    [
        "No quotes at all.",
        "“All well,” she said. “It rained.”",
        '"All well," she said. "It rained."',
        "„Alles gut“, sagte er. „Es regnet.“",
        "”Kaikki hyvin”, hän sanoi. ”Sataa.”",
        "‘All well,’ she said; it’s raining.",
    ],
)
def test_quotes_in_order_stay_as_they_are(line: str) -> None:
    assert repair_quotes(line) == line


def test_a_repaired_line_has_the_same_length() -> None:
    line = 'He said "go. She said “no" and "yes" in the l‘Âge. או"ם'
    assert repair_quotes(line) != line
    assert len(repair_quotes(line)) == len(line)
