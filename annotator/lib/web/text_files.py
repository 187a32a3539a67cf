"""Small texts as files to download."""

from django.http import HttpResponse


def text_file_response(text: str, *, content_type: str, file_name: str) -> HttpResponse:
    """Return the text as a file."""
    return HttpResponse(
        text,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
