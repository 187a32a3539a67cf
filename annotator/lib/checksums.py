"""SHA256SUMS: what a release holds, and whether a copy still holds just that. `sha256sum -c` reads
it too.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

SUMS = "SHA256SUMS"
MANIFEST = "release.json"
# What comes of reading a damaged file, or a damaged ZIP, or one with a password.
DAMAGED = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)
BLOCK = 1024 * 1024
MAX_SUMS = 1024 * 1024  # bytes; a release has some twenty files


class NoReleaseError(Exception):
    """What was named is no release; the message says why."""


class Files:
    """The files of a folder or a ZIP, by their names with slashes."""

    def __init__(self, names: list[str], opener: Callable[[str], BinaryIO]) -> None:
        self.names = sorted(names)
        self.open = opener


@contextmanager
def files_of(place: Path) -> Iterator[Files]:
    """What `place`, a folder or a ZIP, holds. Nothing is unpacked. Raises NoReleaseError."""
    if place.is_dir():
        names = [
            path.relative_to(place).as_posix() for path in place.rglob("*") if not path.is_dir()
        ]
        yield Files(names, lambda name: (place / name).open("rb"))
        return
    try:
        archive = zipfile.ZipFile(place)
    except FileNotFoundError as error:
        raise NoReleaseError(f"{place}: there is no such folder or file") from error
    except (zipfile.BadZipFile, OSError) as error:
        raise NoReleaseError(
            f"{place}: it is neither a folder nor a ZIP that can be read"
        ) from error
    with archive:
        held = [info.filename for info in archive.infolist() if not info.is_dir()]
        yield Files(held, lambda name: cast(BinaryIO, archive.open(name)))


def sha256_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def sums_text(sums: Mapping[str, str]) -> str:
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def read_sums(text: str) -> dict[str, str]:
    """The checksum of each name. Raises NoReleaseError."""
    sums: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        digest, _, name = line.partition("  ")
        is_digest = len(digest) == 64 and set(digest) <= set("0123456789abcdef")
        parts = PurePosixPath(name).parts
        if (
            not is_digest
            or not name
            or name.startswith("/")
            or ".." in parts
            or "\\" in name
            or name in sums
        ):
            raise NoReleaseError(f"{SUMS}, line {number} is no checksum and name of a file")
        sums[name] = digest
    return sums


def verify(place: Path, kind: str = "release") -> list[str]:
    """What is wrong with a copy of a release, a sentence each; empty when nothing is. Raises
    NoReleaseError.

    Backups are checked in the same way; each `kind` is known by a file of its name, release.json or
    backup.json.
    """
    manifest = f"{kind}.json"
    with files_of(place) as files:
        if SUMS not in files.names:
            raise NoReleaseError(f"{place}: it has no {SUMS}, so it is no {kind}")
        try:
            with files.open(SUMS) as file:
                sums = read_sums(file.read(MAX_SUMS).decode("utf-8", "replace"))
        except DAMAGED as error:
            raise NoReleaseError(f"{place}: its {SUMS} can't be read") from error
        if manifest not in sums:
            raise NoReleaseError(
                f"{place}: its {SUMS} does not name {manifest}, so it is no {kind}"
            )
        found = [
            f"{name}: it is there twice"
            for name in sorted({n for n in files.names if files.names.count(n) > 1})
        ]
        for name in sorted({*sums, *files.names} - {SUMS}):
            if name not in sums:
                found.append(f"{name}: it is no file of the {kind}")
            elif name not in files.names:
                found.append(f"{name}: it is missing")
            else:
                found += _fault(files, name, sums[name])
        return found


def _fault(files: Files, name: str, digest: str) -> list[str]:
    try:
        with files.open(name) as file:
            return [] if sha256_of(file) == digest else [f"{name}: it was changed"]
    except DAMAGED:
        return [f"{name}: it can't be read"]
