"""The files of a release as downloads."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from annotator.export.models import Release, ReleasePreview
from annotator.export.releases.errata import errata_text
from annotator.export.releases.publishing import ArchiveMissingError, open_file
from annotator.lib.checksums import ERRATA, SUMS
from annotator.lib.database.snapshots import Held
from annotator.lib.web.text_files import text_file_response

BLOCK = 64 * 1024
CONTENT_TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "cff": "application/yaml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "tex": "application/x-tex; charset=utf-8",
    SUMS: "text/plain; charset=utf-8",
}


def file_response(
    request: HttpRequest, release: Release | ReleasePreview, name: str
) -> HttpResponseBase:
    """Return a file of the release as a download, or 304 if the client has it already. Raises
    Http404 if the release has no file of that name.
    """
    if name == ERRATA and isinstance(release, Release):
        return _errata_response(release)

    # Only names that were published: the name comes from the URL.
    if name not in release.files:
        raise Http404

    # A release never changes, so the checksum of a file identifies its content for
    # good.
    etag = f'"{release.files[name][0]}"'
    unchanged = get_conditional_response(request, etag)
    if unchanged is not None:
        return unchanged

    # The response outlives this function, so the file is closed when its last block is
    # sent or the client is gone.
    closing = ExitStack()

    try:
        file = closing.enter_context(open_file(release, name))
    except ArchiveMissingError as error:
        raise Http404(str(error)) from error

    kind = name if name in CONTENT_TYPES else name.rpartition(".")[2]

    return StreamingHttpResponse(
        Held(_read_blocks(file), closing),
        content_type=CONTENT_TYPES[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{name.rpartition("/")[2]}"',
            "Content-Length": str(release.files[name][1]),
            "ETag": etag,
        },
    )


def _errata_response(release: Release) -> HttpResponse:
    text = errata_text(release)
    if not text:
        raise Http404
    return text_file_response(text, content_type=CONTENT_TYPES["md"], file_name=ERRATA)


def _read_blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block
