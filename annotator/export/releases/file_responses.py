"""The files of a release as downloads."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from annotator.export.models import Release
from annotator.export.releases.publishing import ArchiveMissingError, open_file
from annotator.lib.checksums import SUMS
from annotator.lib.database.snapshots import Held

BLOCK = 64 * 1024
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    SUMS: "text/plain; charset=utf-8",
}


def file_response(request: HttpRequest, made: Release, name: str) -> HttpResponseBase:
    """A file of the release as a download, 304 for whoever has it; Http404 where there is none of
    that name.
    """
    if name not in made.files:
        raise Http404

    etag = f'"{made.files[name][0]}"'
    unchanged = get_conditional_response(request, etag)
    if unchanged is not None:
        return unchanged

    closing = ExitStack()

    try:
        file = closing.enter_context(open_file(made, name))
    except ArchiveMissingError as error:
        raise Http404(str(error)) from error

    kind = name if name in CONTENT_TYPES else name.rpartition(".")[2]

    return StreamingHttpResponse(
        Held(_blocks(file), closing),
        content_type=CONTENT_TYPES[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{name.rpartition("/")[2]}"',
            "Content-Length": str(made.files[name][1]),
            "ETag": etag,
        },
    )


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block
