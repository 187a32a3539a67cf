"""Languages are known by tags, codes and names."""

import pytest

from annotator.corpus.readers.fields.language_names import language_tag


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("pt_BR", "pt-BR"),
        ("de-DE", "de-DE"),
        ("eng", "en"),
        ("DEU", "de"),
        ("ger", "de"),
        ("fas", "fa"),
        ("in", "id"),
        ("English", "en"),
        ("English (US)", "en"),
        ("deutsch", "de"),
        ("FRANÇAIS", "fr"),
        ("Farsi", "fa"),
        ("فارسی", "fa"),
        ("Русский", "ru"),
        ("中文", "zh"),
        ("TÜRKÇE", "tr"),
        ("Englisch", "en"),
        ("anglais", "en"),
        ("inglés", "en"),
        ("und", ""),
        ("klingon!", None),
        ("1", None),
        ("e", None),
    ],
)
def test_names_and_codes_become_tags(written: str, tag: str | None) -> None:
    assert language_tag(written) == tag
