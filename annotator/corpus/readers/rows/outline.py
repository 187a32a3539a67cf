"""The first pass over a file of sentences: which rows belong together, and which can't be read."""

import hashlib
from dataclasses import dataclass, field

from annotator.corpus.readers.records import Refused, UnreadableError
from annotator.corpus.readers.rows.row_fields import RowFields
from annotator.corpus.readers.rows.rows import TableRow, TableRows
from annotator.corpus.readers.rows.sentence_rows import identifier_of, in_file, text_field
from annotator.lib.translation import gettext as _

# Begins the key of a sentence without an article, which becomes an article of its own.
# A valid ID has no control characters.
NO_ARTICLE = "\0"
# Sentence IDs are no identifiers if more than one in so many stands for several texts.
IDS_PER_REPEATED = 20


@dataclass(slots=True)
class Outline:
    """What the first pass over a file found.

    `last_rows` has the number of the last row of each article, by its key. `damaged` has, for each
    article, a row that can't be read and may belong to it. `repeated_ids` are the sentence IDs
    without an article that several texts have, None if these are so many that none is an
    identifier. `orphans` are the rows that have a sentence number but no article, though others
    have one. `has_articles` if the file names articles.
    """

    last_rows: dict[str, int] = field(default_factory=dict)
    damaged: dict[str, Refused] = field(default_factory=dict)
    repeated_ids: frozenset[str] | None = frozenset()
    orphans: dict[int, Refused] = field(default_factory=dict)
    has_articles: bool = False

    def key(self, row: TableRow, row_fields: RowFields) -> str:
        """Return what the rows of an article have in common."""
        fields = row_fields.of(row)
        article = identifier_of(row, fields, "article")
        if article:
            return article
        own_id = identifier_of(row, fields, "sentence_id")
        if own_id and self.repeated_ids is not None and own_id not in self.repeated_ids:
            return f"{NO_ARTICLE}{own_id}"
        # Rows of several annotators may each have an ID, but the text is the same. Without
        # annotators, another ID is another text.
        is_alone = not identifier_of(row, fields, "annotator")
        row_id = identifier_of(row, fields, "external_id") if is_alone else ""
        return f"{NO_ARTICLE}{_digest(row, fields)}{row_id}"


def read_outline(rows: TableRows, fields: RowFields) -> Outline:
    outline = Outline(
        repeated_ids=_find_repeated_ids(rows, fields), has_articles=_has_articles(rows, fields)
    )
    unread: list[Refused] = []
    before = ""
    is_scattered = False

    for number, row in enumerate(rows()):
        if isinstance(row, Refused):
            unread.append(row)
            continue
        if outline.has_articles and _is_orphan(row, fields):
            outline.orphans[number] = _refuse_orphan(row)
            unread.append(outline.orphans[number])
            continue
        key = outline.key(row, fields)
        is_scattered |= key != before and key in outline.last_rows and key[0] != NO_ARTICLE

        # It may be a row of the article before it, or of the one after it.
        for refused in unread:
            outline.damaged |= {near: refused for near in (before, key) if near}
        unread.clear()
        outline.last_rows[key] = number
        before = key

    for refused in unread:
        outline.damaged |= {before: refused} if before else {}

    # A sentence that stands alone is whole. In a table of labels in any order, a row that names no
    # article is only one person's label.
    orphans = set(map(id, outline.orphans.values())) if is_scattered else set()
    outline.damaged = {
        key: refused
        for key, refused in outline.damaged.items()
        if key[0] != NO_ARTICLE and id(refused) not in orphans
    }
    if is_scattered and outline.damaged:
        first = next(iter(outline.damaged.values()))
        raise UnreadableError(
            _(
                "%(source)s can’t be read (%(reason)s), and may belong to any article, because the "
                "rows of an article aren’t together; correct the row, or sort the file by article"
            )
            % {"source": in_file(first.source), "reason": first.reason}
        )
    return outline


def _has_articles(rows: TableRows, row_fields: RowFields) -> bool:
    """Whether a row names its article; looks no further than the first row without the column."""
    for row in rows():
        if isinstance(row, TableRow):
            fields = row_fields.of(row)
            if "article" not in fields:
                return False
            if identifier_of(row, fields, "article"):
                return True
    return False


def _is_orphan(row: TableRow, row_fields: RowFields) -> bool:
    """Whether a row is a sentence of an article that isn't named."""
    fields = row_fields.of(row)
    has_number = row.values.get(fields.get("position", "")) not in (None, "")
    return has_number and not identifier_of(row, fields, "article")


def _refuse_orphan(row: TableRow) -> Refused:
    reason = _("has a sentence number, but no article ID; write the ID in each row")
    return Refused(row.source, reason, row.line)


def _find_repeated_ids(rows: TableRows, row_fields: RowFields) -> frozenset[str] | None:
    """Return the sentence IDs of rows without an article that several texts have.

    None if these are many: such a file numbers the sentences of articles that it doesn't name.
    """
    texts: dict[str, str] = {}
    repeated: set[str] = set()
    for row in rows():
        if isinstance(row, Refused):
            continue
        fields = row_fields.of(row)
        if "sentence_id" not in fields:
            return frozenset()
        own_id = identifier_of(row, fields, "sentence_id")
        if not own_id or identifier_of(row, fields, "article"):
            continue
        # A space more or less is no other sentence if the ID is the same.
        digest = _digest(row, fields, strip=True)
        if texts.setdefault(own_id, digest) != digest:
            repeated.add(own_id)

    is_numbering = len(repeated) * IDS_PER_REPEATED > len(texts)
    return None if is_numbering else frozenset(repeated)


def _digest(row: TableRow, fields: dict[str, str], *, strip: bool = False) -> str:
    text = str(row.values.get(fields.get(text_field(fields), "")))
    return hashlib.sha256((text.strip() if strip else text).encode(errors="replace")).hexdigest()
