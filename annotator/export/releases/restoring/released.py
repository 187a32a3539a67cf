"""A stand-off release: which articles it has, and where their sentences are."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.parquet
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from annotator.corpus.readers.records import ArticleRecord
from annotator.export.releases.restoring.matching import ReleasedSentence
from annotator.lib.checksums import MANIFEST, Files, NoReleaseError

HASH = "text_sha256"


@dataclass(frozen=True)
class StandoffRelease:
    """The articles of a release, by their checksum, their id and their URL, and its sentences.

    `sentences` is a table in the order of the articles; `rows` has for each article its first row
    and the one after its last.
    """

    sha256: dict[str, str]
    by_sha256: dict[str, str]
    by_url: dict[str, str]
    sentences: pyarrow.Table
    rows: dict[str, tuple[int, int]]

    def article_of(self, copy: ArticleRecord, sha256: str) -> str | None:
        """Return the id of the article that this is a copy of: it has the same text, the same id
        or the same URL.
        """
        if sha256 in self.by_sha256:
            return self.by_sha256[sha256]
        if copy.external_id in self.sha256:
            return copy.external_id
        return self.by_url.get(copy.url)

    def sentences_of(self, article_id: str) -> Sequence[ReleasedSentence]:
        first, end = self.rows.get(article_id, (0, 0))
        return [
            ReleasedSentence(row["sentence_id"], row["start"], row["end"], row.get(HASH) or "")
            for row in self.sentences.slice(first, end - first).to_pylist()
        ]


def read_standoff(files: Files) -> StandoffRelease:
    """Read a release whose checksums were verified. Raises NoReleaseError if it has its text."""
    with files.open(MANIFEST) as file:
        manifest = json.load(file)
    if not manifest["parameters"]["standoff"]:
        raise NoReleaseError(_("this release has its text already: it isn’t stand-off"))

    with files.open("articles.parquet") as file:
        articles = pyarrow.parquet.read_table(file, columns=["article_id", "url", "sha256"])
    with files.open("sentences.parquet") as file:
        parquet = pyarrow.parquet.ParquetFile(file)
        # Releases of older versions have no hashes.
        wanted = ["article_id", "sentence_id", "start", "end", HASH]
        names = [name for name in wanted if name in parquet.schema_arrow.names]
        sentences = parquet.read(columns=names)

    ids, urls, digests = (articles[name].to_pylist() for name in articles.column_names)
    # A URL of two articles tells nothing.
    times = Counter(urls)
    return StandoffRelease(
        sha256=dict(zip(ids, digests, strict=True)),
        by_sha256=dict(zip(digests, ids, strict=True)),
        by_url={url: name for url, name in zip(urls, ids, strict=True) if url and times[url] == 1},
        sentences=sentences.drop_columns(["article_id"]),
        rows=_rows_by_article(sentences["article_id"].to_numpy()),
    )


def _rows_by_article(
    names: NDArray[np.object_],
) -> dict[str, tuple[int, int]]:
    # The rows of an article follow each other.
    starts = [0, *(np.flatnonzero(names[1:] != names[:-1]) + 1).tolist()] if len(names) else []
    ends = [*starts[1:], len(names)]
    return {names[start]: (start, end) for start, end in zip(starts, ends, strict=True)}
