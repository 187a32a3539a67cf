"""Pictures as files."""

from django.http import HttpResponse


def svg_response(drawing: str, *, file_name: str) -> HttpResponse:
    """Return the drawing as a file to download."""
    return HttpResponse(
        drawing.strip(),
        content_type="image/svg+xml",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
