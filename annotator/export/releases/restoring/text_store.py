"""Keeps restored articles in a file, because those of a large release don't fit in memory."""

import json
from typing import IO

from annotator.export.releases.restoring.matching import RestoredArticle


class TextStore:
    """Restored articles by their ids, in an open file. The best one that was added is kept."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, tuple[int, int]] = {}
        self._ranks: dict[str, tuple[bool, int]] = {}
        self._last: tuple[str, RestoredArticle] = ("", RestoredArticle())

    def add(self, article_id: str, restored: RestoredArticle) -> None:
        rank = (restored.is_exact, len(restored.sentences))
        if article_id in self._ranks and self._ranks[article_id] >= rank:
            return

        line = json.dumps([restored.text, restored.title, restored.sentences]).encode()
        self._places[article_id] = (self._file.seek(0, 2), len(line))
        self._ranks[article_id] = rank
        self._file.write(line)

    def get(self, article_id: str) -> RestoredArticle:
        """Return the article, without any text if it was not found."""
        # The rows of an article follow each other, so most calls are for the last one.
        if article_id != self._last[0]:
            self._last = (article_id, self._read(article_id))
        return self._last[1]

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._places

    def _read(self, article_id: str) -> RestoredArticle:
        if article_id not in self._places:
            return RestoredArticle()
        start, length = self._places[article_id]
        self._file.seek(start)
        return RestoredArticle(*json.loads(self._file.read(length)))
