"""Decodes the names of the files in a ZIP file, which may be in any code page."""

import itertools
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from annotator.corpus.readers.account import MAX_FILE_NAMES, Certainty, FileAccount
from annotator.corpus.readers.encodings.encoding import decode_bytes
from annotator.corpus.readers.encodings.encoding_guess import guess_encodings
from annotator.corpus.readers.fields.languages import guess_language
from annotator.corpus.readers.records import ReadOptions, UnreadableError, printable

# The bit of an entry which says that its name is UTF-8.
IS_UTF_8 = 0x800
# What zipfile takes for the code page of the other names. Every byte is a letter in it.
ZIPFILE_ENCODING = "cp437"
# The field in which Info-ZIP programs store the name in UTF-8 too.
UNICODE_PATH = 0x7075
# The code pages that Windows uses for names in archives.
CODE_PAGES = (
    "cp850", "cp437", "cp852", "cp866", "cp737", "cp857", "cp862", "cp720", "cp775", "cp1125",
)  # fmt: skip
# Characters that make a name look like another: controls, and marks of direction.
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
MAX_SHOWN = 80
# Files that are looked at for their language, and bytes of each.
MAX_HEADS = 5
HEAD = 20_000


def decode_names(
    members: Sequence[zipfile.ZipInfo],
    options: ReadOptions,
    account: FileAccount,
    read_head: Callable[[zipfile.ZipInfo], bytes] = lambda _member: b"",
) -> list[str]:
    """Return the paths of `members`, and note how they were decoded.

    `read_head` returns the beginning of a file, whose language is probably that of its name.
    """
    raw = {index: name for index, name in enumerate(map(_raw_name, members)) if name is not None}
    names = [_stated_name(member) for member in members]

    if raw:
        heads = (read_head(members[index]) for index in raw)
        encoding, certainty = _choose(list(raw.values()), options, heads)
        account.note("file names", encoding, certainty)
        for index, name in raw.items():
            # As zipfile does, the name ends at a zero byte.
            names[index] = name.decode(encoding, "replace").split("\0")[0]

    # Some programs for Windows write the folders of a path so.
    names = [name.replace("\\", "/") for name in names]
    _note_confusing(names, account)
    return names


def _raw_name(member: zipfile.ZipInfo) -> bytes | None:
    """Return the bytes of a name whose encoding isn't known, None if it is."""
    if member.flag_bits & IS_UTF_8 or member.orig_filename.isascii() or _unicode_path(member):
        return None
    return member.orig_filename.encode(ZIPFILE_ENCODING)


def _stated_name(member: zipfile.ZipInfo) -> str:
    return (
        member.filename if member.flag_bits & IS_UTF_8 else _unicode_path(member) or member.filename
    )


def _unicode_path(member: zipfile.ZipInfo) -> str:
    """Return the name that the entry also has in UTF-8, or ""."""
    for kind, data in _extra_fields(member.extra):
        if kind == UNICODE_PATH and len(data) > 5 and data[0] == 1:
            (checksum,) = struct.unpack_from("<L", data, 1)
            # Another checksum says that the file was renamed later.
            if zlib.crc32(member.orig_filename.encode(ZIPFILE_ENCODING, "replace")) == checksum:
                return data[5:].decode("utf-8", "replace").split("\0")[0]
    return ""


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, position)
        yield kind, extra[position + 4 : position + 4 + size]
        position += 4 + size


def _choose(
    names: Sequence[bytes], options: ReadOptions, heads: Iterator[bytes]
) -> tuple[str, Certainty]:
    """Return the encoding of all names, and how sure it is."""
    if options.encoding and _fits(names, options.encoding):
        return options.encoding, Certainty.CHOSEN
    if _fits(names, "utf-8"):
        return "utf-8", Certainty.CERTAIN

    together = b"\n".join(dict.fromkeys(names))
    language = options.language or _language_of(heads)
    guesses = dict.fromkeys(guess_encodings(together, language, CODE_PAGES))
    fitting = (encoding for encoding in guesses if _fits(names, encoding))
    return next(fitting, ZIPFILE_ENCODING), Certainty.GUESSED


def _language_of(heads: Iterator[bytes]) -> str:
    """Return the language of the files that begin so, "" if it isn't clear."""
    texts = []
    for head in itertools.islice(heads, MAX_HEADS):
        # It may end within a character.
        head = head.rpartition(b"\n")[0] if len(head) == HEAD else head
        with suppress(UnreadableError):
            texts.append(decode_bytes(head, ""))
    language, certainty = guess_language(texts)
    return language if certainty == Certainty.DETECTED else ""


def _fits(names: Sequence[bytes], encoding: str) -> bool:
    try:
        for name in names:
            name.decode(encoding)
    except UnicodeError:
        return False
    return True


def _note_confusing(names: Sequence[str], account: FileAccount) -> None:
    equal = [name for name, count in Counter(names).items() if count > 1]
    hidden = [name for name in names if HIDDEN.search(name)]
    for fact, found in (("equal file names", equal), ("hidden characters", hidden)):
        if found:
            account.note(fact, ", ".join(map(_show, found[:MAX_FILE_NAMES])), Certainty.CERTAIN)


def _show(name: str) -> str:
    """Return the name with the code of each character that shows nothing."""
    shown = HIDDEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", name[:MAX_SHOWN])
    return printable(shown)
