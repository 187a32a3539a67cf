"""Names of files in an archive keep their letters, whatever code page they are in."""

import io
import struct
import zipfile
import zlib

import pytest

from annotator.corpus.readers.records import ReadArticle, ReadOptions
from tests.corpus.readers.support import account, facts, read, records, zipped

# Stand for the letters of names until these are put in.
PLACES = "QXZ"


def archive_of(*names: bytes, extra: bytes = b"", content: bytes = b"") -> bytes:
    """Return an archive whose files have these bytes as names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, name in enumerate(names):
            # A name as long as the real one, which then replaces it.
            entry = zipfile.ZipInfo(PLACES[number] * len(name))
            entry.extra = extra
            archive.writestr(entry, content or f"The dam held for {number} days.")
    data = stream.getvalue()
    for number, name in enumerate(names):
        data = data.replace(PLACES[number].encode() * len(name), name)
    return data


def identifiers(data: bytes, options: ReadOptions | None = None) -> list[str]:
    return [record.external_id for record in records("a.zip", data, options)]


@pytest.mark.parametrize(
    ("language", "encoding", "names"),
    [
        ("ja", "cp932", ["記事一", "記事二"]),
        ("ja", "cp932", ["表/予算"]),
        ("ru", "cp866", ["статья"]),
        ("ru", "cp1251", ["Статья о плотине", "Вторая статья"]),
        ("ko", "cp949", ["기사 하나"]),
        ("zh", "gb18030", ["文章一"]),
        ("zh", "big5", ["一篇報導"]),
        ("de", "cp850", ["Maßnahmen für Brücken"]),
        ("fr", "cp437", ["Arrêté préfectoral"]),
        ("pl", "cp852", ["Zażółć gęślą jaźń"]),
        ("el", "cp737", ["Το φράγμα άντεξε"]),
        ("de", "utf-8", ["Maßnahmen für Brücken"]),
        ("en", "cp866", ["статья о плотине"]),
    ],
)
def test_names_are_decoded_with_the_help_of_the_language(
    language: str, encoding: str, names: list[str]
) -> None:
    data = archive_of(*(f"{name}.txt".encode(encoding) for name in names))
    assert identifiers(data, ReadOptions(language=language)) == names


def test_the_guess_is_noted() -> None:
    data = archive_of("статья.txt".encode("cp866"))
    assert facts("a.zip", data, ReadOptions(language="ru")) == {"file names": ("cp866", "guessed")}
    assert facts("a.zip", archive_of("é.txt".encode()))["file names"] == ("utf-8", "certain")


def test_the_encoding_that_was_chosen_is_that_of_the_names_too() -> None:
    data = archive_of("статья.txt".encode("koi8-r"))
    assert identifiers(data, ReadOptions(encoding="koi8-r")) == ["статья"]
    assert facts("a.zip", data, ReadOptions(encoding="koi8-r"))["file names"] == (
        "koi8-r",
        "chosen",
    )


def test_names_that_are_marked_as_utf_8_need_no_guess() -> None:
    data = zipped(**{"статья.txt": "The dam held."})
    assert identifiers(data, ReadOptions(language="ja")) == ["статья"]
    assert account("a.zip", data)["kind"] == "text"


def test_the_name_that_an_entry_also_has_in_utf_8_counts() -> None:
    name = "статья.txt".encode("cp866")
    fields = struct.pack("<BL", 1, zlib.crc32(name)) + "Статья.txt".encode()
    extra = struct.pack("<HH", 0x7075, len(fields)) + fields
    assert identifiers(archive_of(name, extra=extra)) == ["Статья"]
    # A file that was renamed later has another checksum.
    renamed = archive_of("другая.txt".encode("cp866"), extra=extra)
    assert identifiers(renamed, ReadOptions(language="ru")) == ["другая"]


def test_a_backslash_in_a_double_byte_name_is_no_folder() -> None:
    # The second byte of 表 is a backslash.
    data = archive_of("表.txt".encode("cp932"), "予算.txt".encode("cp932"))
    assert identifiers(data, ReadOptions(language="ja")) == ["表", "予算"]


def test_a_backslash_of_windows_is_a_folder() -> None:
    data = archive_of(b"news\\", b"news\\dam.txt")
    assert identifiers(data) == ["news/dam"]


@pytest.mark.parametrize(
    ("encoding", "name", "text"),
    [
        ("cp932", "記事", "市長は水は安全だと述べた。住民はそれを疑っている。"),
        ("gb18030", "记", "市长表示水是安全的。居民对此表示怀疑。检查尚未开始。"),
        ("cp852", "článek ě", "Starosta prohlásil, že voda je bezpečná. Obyvatelé pochybují."),
    ],
)
def test_the_language_of_the_files_tells_that_of_short_names(
    encoding: str, name: str, text: str
) -> None:
    data = archive_of(f"{name}.txt".encode(encoding), content=text.encode(encoding) * 30)
    assert identifiers(data, ReadOptions(language="")) == [name]


def test_equal_names_and_hidden_characters_are_noted() -> None:
    data = archive_of(b"a.txt", b"b.txt").replace(b"b.txt", b"a.txt")
    assert facts("a.zip", data)["equal file names"] == ("a.txt", "certain")
    hidden = zipped(**{"dam\u202etxt.exe.txt": "The dam held."})
    assert facts("a.zip", hidden)["hidden characters"] == ("dam[U+202E]txt.exe.txt", "certain")


def test_clutter_and_unsafe_paths_are_told_by_the_decoded_name() -> None:
    data = archive_of("__MACOSX/статья.txt".encode("cp866"), "статья.txt".encode("cp866"))
    assert identifiers(data, ReadOptions(language="ru")) == ["статья"]
    unsafe = archive_of("../статья.txt".encode("cp866"), "статья.txt".encode("cp866"))
    found = read("a.zip", unsafe, ReadOptions(language="ru"))
    assert [isinstance(item, ReadArticle) for item in found] == [False, True]
