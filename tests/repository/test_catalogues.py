"""The catalogues of translations: complete where they say so, and compiled as they are written."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python

from annotator.lib.languages import DRAFT, LOCALE, NAMES, REVIEWED, Language, offered_languages
from tests.support.catalogues import write_texts
from tools.messages.catalogues import (
    StatedCatalog,
    compiled,
    missing_messages,
    problems,
    read_catalogue,
    update_catalogue,
)
from tools.messages.extraction import (
    DOMAINS,
    PYTHON,
    ROOT,
    SCRIPTS,
    Text,
    as_python,
    template_of_catalogues,
    texts_in,
    texts_of,
)
from tools.messages.scope import MANAGERS, annotators_messages, is_for_annotators

WRITTEN = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
OFFERED = [language.code for language in offered_languages() if language.code != "en"]


def template(*texts: str | tuple[str, str], file: str = "templates/base.html") -> Catalog:
    catalogue = Catalog()
    for text in texts:
        catalogue.add(text, locations=[(file, None)])
    return catalogue


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(LOCALE)))
def test_a_catalogue_is_compiled_and_breaks_no_page(path: Path) -> None:
    """Compiled ones are committed: see docs/translations.md. `make messages` writes them."""
    catalogue = read_catalogue(path.parts[-3], path.stem)

    assert path.with_suffix(".mo").read_bytes() == compiled(catalogue)
    assert list(problems(catalogue)) == []
    assert path.parts[-3] in NAMES


@pytest.mark.parametrize("language", OFFERED)
@pytest.mark.parametrize("domain", DOMAINS)
def test_an_offered_language_has_all_texts_of_annotators(language: str, domain: str) -> None:
    """Run `make messages`, and `python -m tools.messages missing LANGUAGE`."""
    missing = missing_messages(read_catalogue(language, domain), template_of_catalogues(domain))

    assert [message.id for message in missing] == []


def test_only_complete_catalogues_are_offered(tmp_path: Path) -> None:
    write_texts(tmp_path, "de", {"Sign in": "Anmelden"}, state=DRAFT)
    write_texts(tmp_path, "fr", {"Sign in": "Se connecter"}, state=REVIEWED)
    write_texts(tmp_path, "es", {"Sign in": "Entrar"}, state="incomplete")

    assert offered_languages(tmp_path) == [
        Language("en", "English"),
        Language("de", "Deutsch", is_draft=True),
        Language("fr", "Français"),
    ]
    with_incomplete = offered_languages(tmp_path, with_incomplete=True)
    assert [language.code for language in with_incomplete] == ["en", "de", "es", "fr"]


def test_a_catalogue_that_lacks_a_text_of_annotators_is_noticed(tmp_path: Path) -> None:
    write_texts(tmp_path, "ar", {"Sign in": "تسجيل الدخول"})
    write_texts(tmp_path, "ar", {("%(n)s label", "%(n)s labels"): ("أ", "ب", "ت", "ث", "ج", "")})
    wanted = template("Sign in", ("%(n)s label", "%(n)s labels"), "Sign out")
    for_managers = template("Publish", file="templates/projects/codebook_edit.html")
    catalogue = read_catalogue("ar", PYTHON, tmp_path)

    missing = missing_messages(catalogue, wanted)

    assert [message.id for message in missing] == [("%(n)s label", "%(n)s labels"), "Sign out"]
    assert b"label" not in compiled(catalogue)
    assert missing_messages(catalogue, for_managers) == []


def test_a_changed_text_keeps_its_translation_but_is_not_used() -> None:
    catalogue = StatedCatalog(locale="de", domain=PYTHON)
    catalogue.add("Sign in to the project", "Beim Projekt anmelden")
    catalogue.add("Good bye", "Auf Wiedersehen")
    changed = template("Sign in to this project")

    update_catalogue(catalogue, changed)

    message = catalogue.get("Sign in to this project")
    assert message is not None
    assert (message.string, message.fuzzy) == ("Beim Projekt anmelden", True)
    assert catalogue.get("Good bye") is None
    assert [missing.id for missing in missing_messages(catalogue, changed)] == [message.id]
    assert b"Beim Projekt" not in compiled(catalogue)


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("%(count)s labels", "%(anzahl)s Labels"),
        ("Stay <b>here</b>", "Bleib <b>hier"),
    ],
    ids=["an unknown placeholder", "a tag that isn't closed"],
)
def test_a_translation_that_would_break_a_page_is_noticed(text: str, translation: str) -> None:
    catalogue = StatedCatalog(locale="de", domain=PYTHON)
    catalogue.add(text, translation)

    assert len(list(problems(catalogue))) == 1


@pytest.mark.parametrize(
    ("domain", "text"),
    [
        (PYTHON, Text("templates/account/login.html", "Sign in with a passkey")),
        (PYTHON, Text("annotator/labelling/choices.py", "Genuine question")),
        (PYTHON, Text("annotator/projects/labels/defaults.py", "Claim", "label")),
        (PYTHON, Text("annotator/projects/default_codebook.md", "Ask in this order", "codebook")),
        (SCRIPTS, Text("static/account/passkey.js", "Passkeys need https and a domain name.")),
    ],
    ids=lambda value: value if isinstance(value, str) else value.file,
)
def test_texts_of_each_kind_are_found(domain: str, text: Text) -> None:
    assert text in texts_of(domain)


def test_texts_of_a_template_are_found_in_every_form() -> None:
    source = """
      {% translate "Sign in" %}
        {% translate "May" context "a month" as month %} {{ name|default:_("nobody") }}
      {% blocktranslate trimmed count n=n with shown=n|intcomma %}
        {{ shown }} label, 50%
      {% plural %}
        {{ shown }} labels, 50%
      {% endblocktranslate %}
    """

    found = texts_in(ROOT / "templates/x.html", extract_python, as_python(source))

    assert {(text.message, text.context) for text in found} == {
        ("Sign in", None),
        ("May", "a month"),
        ("nobody", None),
        (("%(shown)s label, 50%%", "%(shown)s labels, 50%%"), None),
    }


@pytest.mark.parametrize("pattern", MANAGERS)
def test_a_pattern_of_the_managers_files_names_a_file(pattern: str) -> None:
    assert any(ROOT.glob(pattern))


@pytest.mark.parametrize(
    ("file", "is_theirs"),
    [
        ("templates/labelling/label.html", True),
        ("templates/people/join.html", True),
        ("templates/people/people.html", False),
        ("static/labelling/words.js", True),
        ("annotator/importing/forms.py", False),
        ("annotator/new_package/new_module.py", True),
    ],
)
def test_a_file_is_the_annotators_unless_it_is_named(file: str, is_theirs: bool) -> None:
    assert is_for_annotators(file) == is_theirs


def test_a_text_that_annotators_and_managers_read_is_translated_first() -> None:
    catalogue = template("Save")
    catalogue.add("Save", locations=[("templates/projects/settings.html", None)])
    catalogue.add("Publish", locations=[("templates/projects/codebook_edit.html", None)])

    assert [message.id for message in annotators_messages(catalogue)] == ["Save"]
