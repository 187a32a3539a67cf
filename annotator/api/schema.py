"""The API described in OpenAPI 3, and a page on which to read and try it."""

from typing import Any

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

ERRORS = {
    "400": "What was sent makes no sense; each field is named with what is wrong.",
    "401": "Nobody is signed in, or the token is over.",
    "403": "Your role in the project is too small for this, or somebody else is signed in.",
    "404": "There is no such thing, or none that you may see.",
    "409": "It can't be done now; `detail` says why.",
    "413": "It is too large.",
    "415": "It is not sent as what the call takes.",
    "429": "Too often; `Retry-After` says when it works again.",
    "503": "The database is away, or as many long reads as there may be go on; `Retry-After` says when to try again.",
}


def document_errors(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Every call can end so; what a call says of its own errors stays."""
    error = {"type": "object", "properties": {"detail": {"type": "string"}}, "additionalProperties": True}
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = error
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, meaning in ERRORS.items():
                operation["responses"].setdefault(status, {"description": meaning, "content": content})
    return result


class SchemaView(SpectacularAPIView):
    """What calls there are, and what they take and give. It names nothing of anybody's."""


class DocsView(SpectacularSwaggerSplitView):
    """The same as a page: the scripts come from the package, none from elsewhere, and none stands in the page."""

    template_name = "api/docs.html"
