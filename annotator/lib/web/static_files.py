"""Serves scripts and style sheets compressed, and lets browsers keep them.

They are served from the source tree, without a step that builds them. Each is compressed once, when
the server starts, into a folder of its own.

In pages their addresses have a version, which changes with any of the files. So a browser need not
ask whether they have changed, which takes seconds in a slow network. Scripts import each other with
relative addresses, which have the same version.
"""

import gzip
import hashlib
import logging
import os
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

logger = logging.getLogger(__name__)

TEXTS = (".css", ".js", ".svg")
# Below this size, the headers weigh more than what is saved.
MIN_SIZE = 500
# Packages whose files pages use, too.
PACKAGES = ("django", "django-htmx", "drf-spectacular-sidecar")
VERSIONED = re.compile(r"v-([0-9a-f]{12})/(.+)")
FOR_GOOD = "max-age=31536000, public, immutable"


class VersionedStaticFiles(StaticFilesStorage):
    """The addresses of files in pages, with the version. While code is written, they have none."""

    def url(self, name: str | None) -> str:
        url = super().url(name)
        if settings.WHITENOISE_AUTOREFRESH or not url.startswith(settings.STATIC_URL):
            return url
        return f"{settings.STATIC_URL}v-{files_version()}/{url.removeprefix(settings.STATIC_URL)}"


@cache
def files_version() -> str:
    """Return a hash of all files of ours, and of the versions of the packages that have others."""
    parts = hashlib.sha256(" ".join(map(version, PACKAGES)).encode())
    for folder in map(Path, settings.STATICFILES_DIRS):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            parts.update(f"{path.relative_to(folder)} {path.stat().st_size}\n".encode())
            parts.update(path.read_bytes())
    return parts.hexdigest()[:12]


class CompressedStaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = VERSIONED.fullmatch(request.path_info.removeprefix(self.static_prefix))
        file = self.files.get(self.static_prefix + found[2]) if found else None
        if found is None or file is None:
            response: HttpResponseBase = super().__call__(request)
            return response

        response = self.serve(file, request)
        # A page of another version gets the file that is here, and asks again soon.
        if found[1] == files_version():
            response["Cache-Control"] = FOR_GOOD
        return response

    def get_static_file(
        self, path: str, url: str, stat_cache: dict[str, os.stat_result] | None = None
    ) -> StaticFile:
        """Return the file, with its compressed form for browsers that take it."""
        served: StaticFile = super().get_static_file(path, url, stat_cache)
        if not path.endswith(TEXTS) or os.path.getsize(path) < MIN_SIZE:
            return served

        [(_encodings, _path, headers)] = served.alternatives
        try:
            compressed = compress(Path(path), settings.COMPRESSED_STATIC)
        except OSError as error:
            # On a full disk, say. Pages work without it.
            logger.warning("%s is sent uncompressed: %s", url, error)
            return served
        return StaticFile(path, headers, encodings={"gzip": str(compressed)})


def compress(path: Path, folder: Path) -> Path:
    """Return the compressed form of a file in this folder; make it unless it is there already."""
    content = path.read_bytes()
    target = folder / f"{hashlib.sha256(content).hexdigest()}.gz"
    if target.exists():
        return target

    folder.mkdir(parents=True, exist_ok=True)
    # Other processes may make the same file at the same time.
    unfinished = target.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(gzip.compress(content, mtime=0))
    return unfinished.replace(target)
