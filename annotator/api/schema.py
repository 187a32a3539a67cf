"""The API described in OpenAPI 3, and a page on which to read and try it."""

from functools import cache
from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from annotator.api.input_serializers import InputSerializer

ERRORS = {
    "400": "What was sent makes no sense; each field is named with what is wrong.",
    "401": "Nobody is signed in, or the token is over.",
    "403": "Your role in the project is too small for this, or somebody else is signed in.",
    "404": "There is no such thing, or none that you may see.",
    "409": "It can't be done now; `detail` says why.",
    "413": "It is too large.",
    "415": "It is not sent as what the call takes.",
    "429": "Too often; `Retry-After` says when it works again.",
    "503": "The database is away, or as many long reads as there may be go on; `Retry-After` says "
    "when to try again.",
}


def document_errors(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Every call can end so; what a call says of its own errors stays."""
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
    """What a call reads has the fields that the document names, and no others."""
    schemas = result.get("components", {}).get("schemas", {})
    for serializer in InputSerializer.__subclasses__():
        name = serializer.__name__.removesuffix("Serializer")
        for found in (schemas.get(name), schemas.get(f"Patched{name}")):
            if found is not None:
                found["additionalProperties"] = False
    return result


class SchemaView(SpectacularAPIView):
    """What calls there are, and what they take and give. It names nothing of anybody's, and is
    written once for all who ask: anybody may, and it takes a second.
    """

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        renderer = request.accepted_renderer
        body, etag = _written(type(renderer))  # type: ignore[arg-type]
        unchanged: HttpResponseBase | None = get_conditional_response(request._request, etag)
        return unchanged or HttpResponse(
            body, content_type=renderer.media_type, headers={"ETag": etag}
        )


@cache
def _written(renderer: type[BaseRenderer]) -> tuple[bytes, str]:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    body: bytes = renderer().render(schema, renderer.media_type, {})
    return body, f'"{sha256(body).hexdigest()}"'


class DocsView(SpectacularSwaggerSplitView):
    """The same as a page: the scripts come from the package, none from elsewhere, and none stands
    in the page.
    """

    template_name = "api/docs.html"
