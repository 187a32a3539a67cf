"""Exports as downloads, which are written while the client reads them."""

from contextlib import ExitStack

from django.http import StreamingHttpResponse

from annotator.accounts.models import User
from annotator.export.datasets.file_formats import FORMATS
from annotator.export.datasets.request import ExportRequest
from annotator.lib.database.snapshots import Held, own_snapshot

RETRY_SECONDS = 20


def download_response(request: ExportRequest, user: User) -> StreamingHttpResponse:
    """Return the file as a response. Raises TooManyError if too many exports are running."""
    project = request.project
    # The response outlives this function, so the connection is closed when the last
    # piece is sent or the client is gone.
    closing = ExitStack()
    connection = closing.enter_context(own_snapshot(project=project.pk, person=user.pk))

    file_name = f"{project.slug}-{request.file_name}"
    return StreamingHttpResponse(
        Held(request.pieces(using=connection), closing),
        content_type=FORMATS[request.format].content_type,
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )
