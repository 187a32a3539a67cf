"""What the pages of a release and of a preview both show: texts, and files with their sizes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.utils.safestring import SafeString

from annotator.export.models import Release, ReleasePreview
from annotator.export.releases.publishing import ArchiveMissingError, open_file
from annotator.lib.markdown import render_markdown

# Bytes of a text that a page shows.
MAX_TEXT = 1024 * 1024
TABLES = ("annotations", "sentences", "articles", "annotators")


@dataclass(frozen=True)
class FileRow:
    """A file of the release. `rows` is known for the tables."""

    name: str
    address: str
    sha256: str
    size: int
    rows: int | None


def file_rows(release: Release | ReleasePreview, address: Callable[[str], str]) -> list[FileRow]:
    rows = {table: release.counts.get(table) for table in TABLES}
    return [
        FileRow(name, address(name), digest, size, rows.get(name.partition(".")[0]))
        for name, (digest, size) in sorted(release.files.items())
    ]


def card_of(release: Release | ReleasePreview) -> SafeString:
    """Return the dataset card without the YAML header, title, files and columns."""
    card = _read(release, "README.md").partition("\n# ")[2].partition("\n")[2]
    return render_markdown(card.partition("\n## Files")[0])


def text_of(release: Release | ReleasePreview, name: str) -> SafeString:
    """Return a text of the release without its title."""
    return render_markdown(_read(release, name).partition("\n")[2])


def _read(release: Release | ReleasePreview, name: str) -> str:
    # Without its archive a page still shows the facts of the release, and what is missing.
    if name in release.files:
        with suppress(ArchiveMissingError), open_file(release, name) as file:
            return file.read(MAX_TEXT).decode(errors="replace")
    return ""
