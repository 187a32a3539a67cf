"""The OpenAPI 3 schema of the API, and its documentation page."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from annotator.api.input_serializers import InputSerializer

ERRORS = {
    "400": "Invalid request. The errors are listed by field.",
    "401": "Not signed in, or the token has expired.",
    "403": "Your role doesn't allow this, or someone else is signed in on this browser.",
    "404": "Not found, or not visible to you.",
    "409": "Not possible now; `detail` has the reason.",
    "413": "The request is too large.",
    "415": "Unsupported media type.",
    "429": "Too many requests; `Retry-After` has the seconds to wait.",
    "503": "The database is temporarily unavailable, or too many exports are running; "
    "`Retry-After` has the seconds to wait.",
}


def document_errors(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Add the common errors to each call. A call's own descriptions of errors stay."""
    error = {
        "type": "object",
        "properties": {"detail": {"type": "string"}},
        "additionalProperties": True,
    }
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = error
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}

    for operations in result["paths"].values():
        for operation in operations.values():
            for status, meaning in ERRORS.items():
                operation["responses"].setdefault(
                    status, {"description": meaning, "content": content}
                )

    return result


def refuse_more(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Say in the schema that requests can't have fields that it doesn't name."""
    schemas = result.get("components", {}).get("schemas", {})
    for serializer in _subclasses(InputSerializer):
        name = serializer.__name__.removesuffix("Serializer")
        # PATCH has a schema of its own, in which no field is required.
        for found in (schemas.get(name), schemas.get(f"Patched{name}")):
            if found is not None:
                found["additionalProperties"] = False
    return result


def _subclasses(parent: type[Any]) -> Iterator[type[Any]]:
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)


class SchemaView(SpectacularAPIView):
    """The schema of the API. It contains no data, so anyone can read it."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        renderer = request.accepted_renderer
        body, etag = _render_schema(type(renderer))  # type: ignore[arg-type]
        unchanged: HttpResponseBase | None = get_conditional_response(request._request, etag)
        return unchanged or HttpResponse(
            body, content_type=renderer.media_type, headers={"ETag": etag}
        )


# Rendering takes a second, and the schema is the same for everyone: in English, whoever
# asks first.
@cache
def _render_schema(renderer: type[BaseRenderer]) -> tuple[bytes, str]:
    with translation.override("en"):
        schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        body: bytes = renderer().render(schema, renderer.media_type, {})
    return body, f'"{sha256(body).hexdigest()}"'


class DocsView(SpectacularSwaggerSplitView):
    """The documentation page. Its scripts are files of the package: the Content Security Policy
    allows no inline scripts and no other sites.
    """

    template_name = "api/docs.html"
