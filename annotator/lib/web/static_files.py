"""Serves scripts and style sheets compressed.

They are served from the source tree, without a step that builds them. Each is compressed once, when
the server starts, into a folder of its own.
"""

import gzip
import hashlib
import logging
import os
from pathlib import Path

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

logger = logging.getLogger(__name__)

TEXTS = (".css", ".js", ".svg")
# Below this size, the headers weigh more than what is saved.
MIN_SIZE = 500


class CompressedStaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
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
