"""The catalogue that scripts load."""

from pathlib import Path

import pytest
from django.test import Client

from tests.support.catalogues import offering, write_texts

GERMAN = {"accept-language": "de"}


@pytest.mark.django_db
def test_script_texts_can_be_kept_by_everyone_but_are_checked_each_time(client: Client) -> None:
    response = client.get("/i18n.js")

    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert response.content.decode().startswith("var catalogue = { texts: {")
    assert "pluralIndex: (n) => Number(" in response.content.decode()


def test_script_texts_are_sent_again_only_when_they_have_changed(
    as_ana: Client, tmp_path: Path
) -> None:
    write_texts(tmp_path, "de", {"Offline": "Keine Verbindung"}, domain="djangojs")

    with offering(tmp_path, "de"):
        english = as_ana.get("/i18n.js")
        german = as_ana.get("/i18n.js", headers=GERMAN)
        again = as_ana.get("/i18n.js", headers=GERMAN | {"if-none-match": german["ETag"]})
        other = as_ana.get("/i18n.js", headers=GERMAN | {"if-none-match": english["ETag"]})

    assert "Keine Verbindung" in german.content.decode()
    assert "Keine Verbindung" not in english.content.decode()
    assert {"Accept-Language", "Cookie"} <= set(german["Vary"].split(", "))
    assert (again.status_code, again.content) == (304, b"")
    assert other.content == german.content, "a copy in another language isn't used"
