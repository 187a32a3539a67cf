"""Pictures as files."""

from django.http import HttpResponse

from annotator.lib.web.text_files import text_file_response


def svg_response(drawing: str, *, file_name: str) -> HttpResponse:
    """Return the drawing as a file to download."""
    return text_file_response(drawing.strip(), content_type="image/svg+xml", file_name=file_name)
