"""The model gives the same answers as py3langid, whose file it reads."""

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from annotator.corpus.readers.fields.language_model import LanguageModel
from annotator.corpus.readers.fields.languages import CODES
from tests.corpus.readers.fields.test_languages import TEXTS

OTHER_TEXTS = ["", "a", "É", "12.5 %", "DER DAMM HIELT.", "Damm " * 300, *TEXTS["fr"].split()]


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return LanguageModel.load(CODES.split())


@pytest.fixture(scope="module")
def identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(CODES.split())
    return identifier


@pytest.mark.parametrize("text", [*TEXTS.values(), *OTHER_TEXTS])
def test_the_model_answers_as_py3langid_does(
    text: str, model: LanguageModel, identifier: LanguageIdentifier
) -> None:
    language, probability = identifier.classify(text)
    assert model.classify(text) == (language, pytest.approx(probability, abs=1e-4))
