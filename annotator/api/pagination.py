from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework.fields import Field, IntegerField, URLField
from rest_framework.pagination import CursorPagination, LimitOffsetPagination
from rest_framework.serializers import Serializer


def page_of(item: type[Serializer[Any]], *, counted: bool = False) -> Serializer[Any]:
    """Return the schema of a page of these items."""
    fields: dict[str, Field[Any, Any, Any, Any]] = {
        "next": URLField(allow_null=True),
        "previous": URLField(allow_null=True),
        "results": item(many=True),
    }
    if counted:
        fields["count"] = IntegerField()
    return inline_serializer(f"PageOf{item.__name__.removesuffix('Serializer')}s", fields)


class NewestFirst(CursorPagination):
    """Pages of `limit` rows, newest first. Rows that are added meanwhile don't move the others."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = "-pk"


class WorstFirst(LimitOffsetPagination):
    """Pages for an order that is computed and so can't have a cursor."""

    default_limit = 20
    max_limit = 100
