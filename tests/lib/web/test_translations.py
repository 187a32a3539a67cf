"""The catalogue that scripts load."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_script_texts_can_be_cached_by_everyone(client: Client) -> None:
    response = client.get("/i18n.js")

    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "public" in response.headers["Cache-Control"]
    assert response.content.decode().startswith("var catalogue = { texts: {")
    assert "pluralIndex: (n) => Number(" in response.content.decode()
