"""Files and folders on this machine, as files to import."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from annotator.corpus.readers.files import SUFFIXES
from annotator.corpus.readers.records import InputFile


def files_at(path: Path) -> Iterator[InputFile]:
    """The files that `path` names, itself or in it; identifiers are made from the path relative to
    it.

    What is not there comes as a file that can't be opened, so that it is counted and named.
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
    # Unlike Path.exists, no error for a name that no file can have.
    elif not os.path.exists(path):
        yield _missing(path, _("no such file or folder"))
    else:
        yield _input_file(path, PurePath(path.name))


def _input_file(file: Path, named: PurePath) -> InputFile:
    stem = named.with_suffix("").as_posix() if named.name else ""
    return InputFile(
        _printable(file), _printable(stem), file.stat().st_size, partial(_opened, file)
    )


def _opened(file: Path) -> BinaryIO:
    return file.open("rb")


def _missing(path: Path, reason: str) -> InputFile:
    def fail() -> BinaryIO:
        raise OSError(reason)

    return InputFile(_printable(path), "", 0, fail)


def _printable(path: Path | str) -> str:
    """A path as text that a database and a terminal take, whatever bytes the file's name has."""
    return str(path).encode(errors="surrogateescape").decode(errors="replace")
