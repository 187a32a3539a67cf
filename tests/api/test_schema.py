"""The schema of the API is one for everybody."""

from pathlib import Path

import pytest
from django.test import Client

from annotator.api.schema import _render_schema
from tests.support.catalogues import offering, write_texts


@pytest.mark.django_db
def test_the_schema_is_english_whoever_asks_first(client: Client, tmp_path: Path) -> None:
    write_texts(tmp_path, "de", {"Boilerplate": "Beiwerk"})
    _render_schema.cache_clear()

    with offering(tmp_path, "de"):
        schema = client.get("/api/schema/", headers={"accept-language": "de"}).content.decode()

    assert "Boilerplate" in schema
    assert "Beiwerk" not in schema
