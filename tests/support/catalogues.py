"""Small catalogues of their own for tests, so that no test depends on a real translation."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.apps import apps
from django.test import override_settings
from django.utils.translation import to_locale

from annotator.lib.languages import NAMES, REVIEWED
from tools.messages.catalogues import read_catalogue, write_catalogue
from tools.messages.extraction import DOMAINS, PYTHON

# A text, or its singular and plural, and what it is in the other language.
Texts = Mapping[str | tuple[str, str], str | tuple[str, ...]]


def write_texts(
    folder: Path,
    language: str,
    texts: Texts,
    *,
    domain: str = PYTHON,
    context: str | None = None,
    state: str = REVIEWED,
) -> None:
    """Add texts to the catalogue of this language in `folder`, and compile it."""
    catalogue = read_catalogue(language, domain, folder)
    for text, translation in texts.items():
        catalogue.add(text, translation, context=context)  # type: ignore[arg-type]
    catalogue.state = state
    write_catalogue(catalogue, folder)


@contextmanager
def offering(folder: Path, *languages: str) -> Iterator[None]:
    """Meanwhile, the site has the catalogues of this folder, and offers these languages.

    Django also reads the catalogues that are in the folder of an app: our real ones.
    """
    for language in languages:
        for domain in DOMAINS:
            write_catalogue(read_catalogue(to_locale(language), domain, folder), folder)

    offered = [("en", "English"), *((code, NAMES.get(code, code)) for code in languages)]
    app = apps.get_app_config("annotator")
    with (
        patch.object(app, "path", str(folder)),
        override_settings(LOCALE_PATHS=[folder], LANGUAGES=offered),
    ):
        yield
