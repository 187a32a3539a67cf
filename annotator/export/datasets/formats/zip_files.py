"""ZIP files that are written while they are sent."""

from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from annotator.export.datasets.writers import PIECE, Sink

Member = tuple[str, Iterable[bytes]]


def zip_pieces(members: Iterable[Member]) -> Iterator[bytes]:
    """Yield a ZIP with these members, each a name with its content in pieces.

    The same members give the same bytes: their date is the first that a ZIP can have.
    """
    sink = Sink()
    held = 0

    with ZipFile(sink, "w") as archive:
        for name, pieces in members:
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            with archive.open(info, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    held += len(piece)
                    if held >= PIECE:
                        yield sink.take()
                        held = 0
    # The archive writes its table of contents when it is closed.
    yield sink.take()


class FileNames:
    """Names of files for texts that may hold any character: an id or a pseudonym.

    The same text has the same name. Two texts have two names, also where a file system doesn't
    tell “a” from “A”.
    """

    # In characters. Most file systems allow 255 bytes, and an ending follows.
    LONGEST = 60
    UNSAFE = frozenset('%/\\:*?"<>|~')

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, text: str) -> str:
        if text not in self._names:
            self._names[text] = self._new(text)
        return self._names[text]

    def _new(self, text: str) -> str:
        name = "".join(self._safe(letter) for letter in text[: self.LONGEST])
        # Windows drops dots and spaces at the end, and systems hide names with a dot first.
        if name[0] in ". " or name[-1] in ". ":
            name = f"_{name}_"

        number = 1
        free = name
        while free.casefold() in self._taken:
            number += 1
            free = f"{name}~{number}"
        self._taken.add(free.casefold())
        return free

    def _safe(self, letter: str) -> str:
        is_unsafe = letter in self.UNSAFE or not letter.isprintable()
        return "".join(f"%{byte:02X}" for byte in letter.encode()) if is_unsafe else letter
