"""Finds files to import on this computer."""

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from annotator.corpus.readers.archives.clutter import clutter_kind
from annotator.corpus.readers.records import InputFile


def files_at(path: Path) -> Iterator[InputFile]:
    """Yield the file `path`, or all files in this folder and the folders inside it.

    Identifiers are made from the path relative to the folder. What can't be read is yielded as a
    file that can't be opened, so that the result counts and names it. Files that nobody made are
    yielded as clutter.
    """
    if path.is_dir():
        yield from _files_in(path)
    # Path.exists raises an error for names that no file can have, such as very long
    # ones.
    elif not os.path.exists(path):
        yield _missing(path, _("no such file or folder"))
    else:
        yield _input_file(path, PurePath(path.name))


def _files_in(folder: Path) -> Iterator[InputFile]:
    found: list[Path] = []
    unreadable: dict[Path, str] = {}

    def note(error: OSError) -> None:
        unreadable[Path(error.filename)] = error.strerror or str(error)

    # Links to folders aren't followed: they may lead in a circle, or out of the folder.
    for parent, folders, files in os.walk(folder, onerror=note):
        links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
        unreadable |= {
            Path(parent, name): _("a link to a folder isn’t followed; import that folder itself")
            for name in links
        }
        found += [Path(parent, name) for name in files]

    if not found and not unreadable:
        yield _missing(folder, _("the folder is empty"))
    for path in sorted([*found, *unreadable]):
        if path in unreadable:
            yield _missing(path, unreadable[path])
        else:
            yield _input_file(path, path.relative_to(folder))


def _input_file(file: Path, relative: PurePath) -> InputFile:
    name = _printable(file)
    clutter = clutter_kind(relative.as_posix())
    if clutter:
        return InputFile(name, "", 0, partial(_open, file), clutter)

    try:
        status = file.stat()
    except OSError as error:
        is_link = file.is_symlink()
        return _missing(file, _("a broken link") if is_link else error.strerror or str(error))
    # Opening a pipe would wait for somebody to write to it.
    if not stat.S_ISREG(status.st_mode):
        return _missing(file, _("not a file, but a pipe or a device"))

    stem = relative.with_suffix("").as_posix() if relative.name else ""
    return InputFile(name, _printable(stem), status.st_size, partial(_open, file))


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
