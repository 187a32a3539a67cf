"""Each call that takes fields refuses unknown ones by name, so that misspelt fields are noticed."""

import json

import pytest
from django.test import Client
from rest_framework.serializers import BaseSerializer

from annotator.api.input_serializers import InputSerializer
from annotator.api.resources import articles, imports, labels, projects, releases
from annotator.api.resources.review import adjudication, tie_breaks
from tests.app_wide.test_roles import World, make_world, person
from tests.support.roles import Row, table

TAKING = [row for row in table("API") if row.method not in ("GET", "DELETE")]


@pytest.fixture
def world(db: None) -> World:
    return make_world("dam", mine="")


def sent(client: Client, row: Row, address: str, fields: dict[str, object]) -> tuple[int, str]:
    if row.address.endswith("/imports/"):
        answer = client.post(address, fields)
    else:
        answer = client.generic(
            row.method, address, json.dumps(fields), content_type="application/json"
        )
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("row", TAKING, ids=lambda row: row.name)
def test_an_unknown_field_is_refused_and_named(row: Row, world: World) -> None:
    who = "superuser" if row.answers["manager"] == "403" else "annotator"
    client = person(
        "manager" if row.answers["annotator"] in ("403", "404") and who != "superuser" else who
    )
    status, body = sent(client, row, world.address(row), {"labelz": 5})
    assert status == 400
    assert "labelz" in body


def test_every_serializer_that_reads_is_strict() -> None:
    """Serializers of requests are named `New…` or `Changed…`. Those of responses aren't."""
    found = {
        item
        for module in (adjudication, articles, imports, labels, projects, releases, tie_breaks)
        for item in vars(module).values()
        if isinstance(item, type)
        and issubclass(item, BaseSerializer)
        and item.__name__.startswith(("New", "Changed"))
    }
    assert len(found) == 12
    assert all(issubclass(item, InputSerializer) for item in found)


def test_unknown_and_invalid_fields_are_named_together(world: World) -> None:
    client = person("manager")
    answer = client.patch(
        "/api/v1/projects/dam/",
        json.dumps({"overlap": 0, "bogus": 1}),
        content_type="application/json",
    )
    assert set(answer.json()) == {"overlap", "bogus"}


def test_the_schema_allows_no_other_fields(client: Client) -> None:
    schemas = client.get("/api/schema/?format=json").json()["components"]["schemas"]
    for name in (
        "NewProject",
        "PatchedChangedProject",
        "NewArticle",
        "NewImport",
        "NewRelease",
        "NewPreview",
        "NewAdjudication",
    ):
        assert schemas[name]["additionalProperties"] is False
