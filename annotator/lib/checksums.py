"""SHA256SUMS files: writing them, and verifying a copy of a release or a backup.

`sha256sum -c` can read them too.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from annotator.lib.translation import gettext as _

SUMS = "SHA256SUMS"
MANIFEST = "release.json"
# Corrections of a release. They come later, so they are beside the files with checksums.
ERRATA = "ERRATA.md"
# The errors of reading a damaged file, a damaged ZIP, or one with a password.
DAMAGED = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)
BLOCK = 1024 * 1024
# In bytes. A release has about twenty files.
MAX_SUMS = 1024 * 1024


class NoReleaseError(Exception):
    """The folder or file isn't a release. The message gives the reason."""


class Files:
    """The files of a folder or a ZIP, by their names with slashes."""

    def __init__(self, names: list[str], opener: Callable[[str], BinaryIO]) -> None:
        self.names = sorted(names)
        self.open = opener


@contextmanager
def files_of(folder_or_zip: Path) -> Iterator[Files]:
    """Open the files of a folder or a ZIP, without unpacking. Raises NoReleaseError."""
    if folder_or_zip.is_dir():
        names = [
            path.relative_to(folder_or_zip).as_posix()
            for path in folder_or_zip.rglob("*")
            if not path.is_dir()
        ]
        yield Files(names, lambda name: (folder_or_zip / name).open("rb"))
        return

    try:
        archive = zipfile.ZipFile(folder_or_zip)
    except FileNotFoundError as error:
        raise NoReleaseError(
            _("%(path)s: no such folder or file") % {"path": folder_or_zip}
        ) from error
    except (zipfile.BadZipFile, OSError) as error:
        raise NoReleaseError(
            _("%(path)s: neither a folder nor a readable ZIP file") % {"path": folder_or_zip}
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
    """The checksum of each file by its name. Raises NoReleaseError."""
    sums: dict[str, str] = {}

    for number, line in enumerate(text.splitlines(), start=1):
        digest, _spaces, name = line.partition("  ")
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
            malformed = _("%(file)s, line %(number)s: not a checksum with a file name")
            raise NoReleaseError(malformed % {"file": SUMS, "number": number})

        sums[name] = digest

    return sums


def verify(folder_or_zip: Path, kind: str = "release") -> list[str]:
    """Return what is wrong with a copy of a release, one text for each fault.

    Backups are checked in the same way. Each `kind` has a file with its name, release.json or
    backup.json. Raises NoReleaseError.
    """
    manifest = f"{kind}.json"
    with files_of(folder_or_zip) as files:
        if SUMS not in files.names:
            without_sums = _("%(path)s: not a %(kind)s, it has no %(file)s")
            raise NoReleaseError(without_sums % {"path": folder_or_zip, "kind": kind, "file": SUMS})

        try:
            with files.open(SUMS) as file:
                sums = read_sums(file.read(MAX_SUMS).decode("utf-8", "replace"))
        except DAMAGED as error:
            unreadable = _("%(path)s: its %(file)s can’t be read")
            raise NoReleaseError(unreadable % {"path": folder_or_zip, "file": SUMS}) from error

        if manifest not in sums:
            unnamed = _("%(path)s: not a %(kind)s, its %(file)s doesn’t list %(manifest)s")
            raise NoReleaseError(
                unnamed % {"path": folder_or_zip, "kind": kind, "file": SUMS, "manifest": manifest}
            )

        found = [
            _("%(name)s: it exists twice") % {"name": name}
            for name in sorted({n for n in files.names if files.names.count(n) > 1})
        ]
        for name in sorted({*sums, *files.names} - {SUMS}):
            if name == ERRATA and name not in sums:
                continue
            if name not in sums:
                found.append(
                    _("%(name)s: it isn’t part of the %(kind)s") % {"name": name, "kind": kind}
                )
            elif name not in files.names:
                found.append(_("%(name)s: it is missing") % {"name": name})
            else:
                found += _fault(files, name, sums[name])
        return found


def _fault(files: Files, name: str, digest: str) -> list[str]:
    try:
        with files.open(name) as file:
            is_same = sha256_of(file) == digest
    except DAMAGED:
        return [_("%(name)s: it can’t be read") % {"name": name}]

    return [] if is_same else [_("%(name)s: it was changed") % {"name": name}]
