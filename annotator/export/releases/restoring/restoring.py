"""Puts the text back into a stand-off release. The release itself stays as it is."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from django.utils.translation import gettext as _

from annotator.corpus.readers.records import ReadArticle, Refused
from annotator.corpus.segmentation.sentences import LineBreaks
from annotator.export.releases.restoring.matching import restore_article
from annotator.export.releases.restoring.released import StandoffRelease, read_standoff
from annotator.export.releases.restoring.tables import cells_line, write_tables
from annotator.export.releases.restoring.text_store import TextStore
from annotator.lib.checksums import Files, NoReleaseError, files_of, verify

DIFFERENCES = "differences.csv"


class NothingRestoredError(Exception):
    """No sentence of the release was found in the copies, so nothing was written."""


@dataclass
class RestoreAccount:
    """How many articles have the same text, another one, or were not found, and how many
    `sentences` of how many (`of_sentences`) were restored. `unused` copies are of no article of
    the release. `files` were written.
    """

    same: int = 0
    differing: int = 0
    missing: int = 0
    sentences: int = 0
    of_sentences: int = 0
    unused: int = 0
    files: list[str] = field(default_factory=list)


def restore_text(
    *,
    place: Path,
    copies: Iterable[ReadArticle | Refused],
    folder: Path,
    line_breaks: LineBreaks = "auto",
    on_refused: Callable[[Refused], None] = lambda refused: None,
) -> RestoreAccount:
    """Write the tables of the release at `place`, a folder or a ZIP, with their text into `folder`,
    which is new or empty, and what does not match into differences.csv.

    Raises NoReleaseError, NothingRestoredError, FileExistsError, and OSError.
    """
    _check_folder(folder, place)
    wrong = verify(place)
    if wrong:
        raise NoReleaseError("; ".join(wrong))

    account = RestoreAccount()
    with files_of(place) as files, TemporaryFile() as scratch:
        texts = TextStore(scratch)
        release = read_standoff(files)
        for copy in copies:
            if isinstance(copy, Refused):
                on_refused(copy)
            elif not _add_copy(copy, release, texts, line_breaks):
                account.unused += 1

        differences = list(_differences(release, texts, account))
        if not account.sentences:
            raise NothingRestoredError
        _write(files, texts, differences, folder, account)
    return account


def _check_folder(folder: Path, place: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(_("%(folder)s: not empty") % {"folder": folder})
    # Files of ours among those of the release would make its checksums fail.
    if folder.resolve().is_relative_to(place.resolve()):
        raise FileExistsError(_("%(folder)s: inside the release") % {"folder": folder})


def _add_copy(
    copy: ReadArticle, release: StandoffRelease, texts: TextStore, line_breaks: LineBreaks
) -> bool:
    """Keep what the copy restores; return whether it is a copy of an article of the release."""
    sha256 = hashlib.sha256(copy.record.text.encode()).hexdigest()
    article_id = release.article_of(copy.record, sha256)
    if article_id is None:
        return False

    sentences = release.sentences_of(article_id)
    texts.add(article_id, restore_article(copy, release.sha256[article_id], sentences, line_breaks))
    return True


def _differences(
    release: StandoffRelease, texts: TextStore, account: RestoreAccount
) -> Iterator[tuple[str, str, str]]:
    """Yield article, sentence and problem of what was not restored, and count all."""
    for article_id in release.sha256:
        sentences = release.sentences_of(article_id)
        account.of_sentences += len(sentences)
        if article_id not in texts:
            account.missing += 1
            yield article_id, "", "article not found"
            continue

        restored = texts.get(article_id)
        account.sentences += len(restored.sentences)
        if restored.is_exact:
            account.same += 1
            continue

        account.differing += 1
        yield article_id, "", "text of the article differs"
        for one in sentences:
            if one.sentence_id not in restored.sentences:
                yield article_id, one.sentence_id, "sentence not found"


def _write(
    files: Files,
    texts: TextStore,
    differences: Iterable[tuple[str, str, str]],
    folder: Path,
    account: RestoreAccount,
) -> None:
    """Write all files beside the folder first, so that it gets them all or none."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".restoring-") as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        account.files = [*write_tables(files, texts, made), DIFFERENCES]
        with (made / DIFFERENCES).open("w", encoding="utf-8", newline="") as target:
            target.write(cells_line(("article_id", "sentence_id", "problem")))
            target.writelines(map(cells_line, differences))
        made.rename(folder)
