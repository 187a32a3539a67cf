"""Finds files to import on this computer."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from annotator.corpus.readers.files import SUFFIXES
from annotator.corpus.readers.records import InputFile


def files_at(path: Path) -> Iterator[InputFile]:
    """Yield the file `path`, or the files in this folder.

    Identifiers are made from the path relative to the folder. A missing file is yielded as one
    that can't be opened, so that the result counts and names it.
    """
    if path.is_dir():
        found = sorted(
            file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()
        )
        if not found:
            yield _missing(
                path, _("the folder has no %(suffixes)s files") % {"suffixes": ", ".join(SUFFIXES)}
            )

        for file in found:
            yield _input_file(file, file.relative_to(path))
    # Path.exists raises an error for names that no file can have, such as very long
    # ones.
    elif not os.path.exists(path):
        yield _missing(path, _("no such file or folder"))
    else:
        yield _input_file(path, PurePath(path.name))


def _input_file(file: Path, relative: PurePath) -> InputFile:
    stem = relative.with_suffix("").as_posix() if relative.name else ""
    return InputFile(_printable(file), _printable(stem), file.stat().st_size, partial(_open, file))


def _open(file: Path) -> BinaryIO:
    return file.open("rb")


def _missing(path: Path, reason: str) -> InputFile:
    def fail() -> BinaryIO:
        raise OSError(reason)

    return InputFile(_printable(path), "", 0, fail)


def _printable(path: Path | str) -> str:
    # A file name may have any bytes, but a database and a terminal accept only valid
    # text.
    return str(path).encode(errors="surrogateescape").decode(errors="replace")
