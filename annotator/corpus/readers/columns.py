"""Recognises the field of each column of a table, or key of an object, by its name."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import lru_cache

# The fields with their usual column names, the most likely first. Names are compared
# without case, spaces and punctuation.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "article_text", "full_text", "main_text", "article_body",
        "raw_text", "plain_text", "story", "article", "texte", "texto", "testo", "inhalt",
        "contenido", "contenu",
    ),
    "sentence": (
        "sentence", "sentence_text", "sent", "utterance", "satz", "phrase", "oracion", "frase",
    ),
    "external_id": (
        "external_id", "article_id", "id", "doc_id", "document_id", "docid", "text_id", "uid",
        "uuid", "guid", "identifier", "key", "filename", "file_name", "file",
    ),
    "article": (
        "article_id", "doc_id", "document_id", "docid", "article", "document", "doc", "external_id",
    ),
    "title": (
        "title", "headline", "heading", "article_title", "titel", "titre", "titulo", "titolo",
        "überschrift",
    ),
    "source": (
        "source", "publisher", "site_name", "site", "outlet", "newspaper", "publication",
        "source_name", "media", "domain", "hostname", "quelle", "fuente", "medium",
    ),
    "url": (
        "url", "link", "href", "article_url", "source_url", "web_url", "permalink", "canonical",
        "uri", "address",
    ),
    "published": (
        "published", "published_at", "publish_date", "publication_date", "published_date",
        "date_published", "pub_date", "date", "datum", "fecha",
    ),
    "language": ("language", "lang", "language_code", "locale", "sprache", "idioma", "langue"),
    "rights": ("rights", "license", "licence", "copyright"),
    "group": ("group", "group_id", "cluster", "cluster_id", "story_id", "event_id"),
    "split": ("split", "subset"),
    "paragraph": ("paragraph", "paragraph_id", "para"),
    "position": ("position", "sentence_number", "sentence_index", "sent_id", "sentence_id"),
    "sentences": ("sentences",),
    "label": ("label", "labels", "annotation", "gold_label"),
    "skip_reason": ("skip_reason",),
    "excluded": ("excluded",),
    "annotator": (
        "annotator", "annotator_id", "coder", "worker", "worker_id", "completed_by", "username",
    ),
}  # fmt: skip
FIELDS = tuple(SYNONYMS)


def recognise_columns(columns: Collection[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the column of each field that has one.

    `chosen` comes first: the column of a field, or "" for none. A chosen column that isn't in
    `columns` is ignored.
    """
    return dict(_recognised(tuple(columns), tuple(sorted(chosen.items()))))


# Cached, because nearly all rows of a file have the same columns.
@lru_cache(maxsize=256)
def _recognised(
    columns: tuple[str, ...], chosen: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    found = {field: column for field, column in chosen if column in columns}
    decided = {field for field, column in chosen if not column or column in columns}
    by_name: dict[str, str] = {}

    for column in columns:
        by_name.setdefault(_normalise(column), column)
    # The last part of a name such as “article.text”, if only one column has it.
    parts = Counter(_normalise(column.rpartition(".")[2]) for column in columns)
    for column in columns:
        part = _normalise(column.rpartition(".")[2])
        if "." in column and parts[part] == 1:
            by_name.setdefault(part, column)

    taken = set(found.values())
    for field, names in SYNONYMS.items():
        if field in decided:
            continue
        for match in [by_name[_normalise(name)] for name in names if _normalise(name) in by_name]:
            # The ID of an article may also be what its sentences have in common, so
            # “article” may share a column with “external_id”.
            if match not in taken or field == "article":
                found[field] = match
                taken.add(match)
                break

    return tuple(found.items())


def _normalise(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
