"""Recognises the field of each column of a table, or key of an object.

Its name decides, and where a name can mean two things, a sample of its values.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from annotator.corpus.readers.fields.column_names import (
    DOUBTFUL_TEXTS,
    NEVER_BESIDE,
    NOTES,
    ONLY_BESIDE,
    REMARKS,
    SYNONYMS,
)
from annotator.corpus.readers.fields.html_tags import find_tag
from annotator.corpus.readers.fields.identifiers import has_one_word, looks_like_identifier

FIELDS = tuple(SYNONYMS)
# Letters, their marks, and digits of any script. Words of Hindi and Thai need the marks.
OTHER = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
ASCII_OTHER = {code: None for code in range(128) if not chr(code).isalnum()}
# Accents of Latin, Greek and Cyrillic letters, when they are characters of their own.
ACCENTS = regex.compile(r"[\u0300-\u036f]")
# Letters whose stroke is no accent. The Turkish i without a dot is the small letter of I.
WHOLE_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
# Potato's tables have a column for each option of a question: “stance:::claim”. The field is the
# first of them.
OPTION_MARK, OPTIONS = ":::", "options"
IDENTIFIERS = ("external_id", "article", "sentence_id")
# Values of a column that are looked at, and characters of each.
SAMPLE_VALUES = 200
SAMPLE_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """What the values of columns look like.

    `texts` are the columns that hold texts, so none of them is an identifier. `words` hold
    identifiers, numbers or single words, so none of them is the text if another column can be.
    `objects` hold lists or objects, so none of them is the name of an annotator. `markup` hold
    HTML, so none of them is the text if another column can be.
    """

    texts: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    markup: frozenset[str] = frozenset()


NO_SAMPLE = ColumnSample()


def recognise_columns(
    columns: Collection[str], chosen: Mapping[str, str], sample: ColumnSample = NO_SAMPLE
) -> dict[str, str]:
    """Return the column of each field that has one.

    `chosen` comes first: the column of a field, or "" for none. A chosen column that isn't in
    `columns` is ignored; two ways of writing the same letters are the same. `sample` corrects
    what the names alone suggest.
    """
    return dict(_recognised(tuple(columns), tuple(sorted(chosen.items())), sample))


def sample_columns(rows: Iterable[Mapping[str, Any]]) -> ColumnSample:
    """Return what the columns look like in these rows, a sample across the file."""
    values: dict[str, list[Any]] = {}
    for row in rows:
        for column, value in row.items():
            found = values.setdefault(column, [])
            if value not in (None, "") and len(found) < SAMPLE_VALUES:
                found.append(value)

    texts, words, objects, markup = set(), set(), set(), set()
    for column, found in values.items():
        plain = [
            str(value)[:SAMPLE_CHARACTERS]
            for value in found
            if isinstance(value, str | int | float)
        ]
        if not plain and found:
            objects.add(column)
        if plain and not looks_like_identifier(plain):
            texts.add(column)
        if plain and all(map(has_one_word, plain)):
            words.add(column)
        if any(map(find_tag, plain)):
            markup.add(column)

    return ColumnSample(*map(frozenset, (texts, words, objects, markup)))


# Cached, because nearly all rows of a file have the same columns.
@lru_cache(maxsize=256)
def _recognised(
    columns: tuple[str, ...], chosen: tuple[tuple[str, str], ...], sample: ColumnSample
) -> tuple[tuple[str, str], ...]:
    chosen_columns = {field: find_column(column, columns) for field, column in chosen}
    found = {field: column for field, column in chosen_columns.items() if column}
    decided = {field for field, column in chosen if not column or chosen_columns[field]}
    by_name: dict[str, str] = {}

    for column in columns:
        by_name.setdefault(plain_name(column), column)
    # The last part of a name such as “article.text”, if only one column has it. A
    # sentence with a full stop is no such name.
    parts = Counter(plain_name(column.rpartition(".")[2]) for column in columns)
    for column in columns:
        part = plain_name(column.rpartition(".")[2])
        if "." in column and parts[part] == 1 and not any(map(str.isspace, column)):
            by_name.setdefault(part, column)

    taken = set(found.values())
    for field in SYNONYMS:
        if field in decided or SYNONYM_SETS[field].isdisjoint(by_name):
            continue
        # The ID of an article may also be what its sentences have in common, so
        # “article” may share a column with “external_id”.
        free = [
            column
            for column in _candidates(field, by_name)
            if column not in taken or field == "article"
        ]
        match = _likeliest(field, free, sample)
        if match:
            found[field] = match
            taken.add(match)

    if {"text", "sentence", "sentences"}.isdisjoint(found) and "text" not in decided:
        found = _with_only_text(found, columns, sample)
    options = next((column for column in columns if OPTION_MARK in column), "")
    if options and "label" not in decided:
        found[OPTIONS] = options
    return tuple(found.items())


def _with_only_text(
    found: dict[str, str], columns: Collection[str], sample: ColumnSample
) -> dict[str, str]:
    """Return the fields with the only column that holds texts as the text, if there is one."""
    # Labels beside headlines are on the headlines. Without labels, a table of headlines
    # may be one of articles whose texts are elsewhere.
    titles = {found["title"]} if "title" in found and "label" in found else set()
    notes = {column for column in columns if _is_note(column)}
    free = sample.texts.intersection(columns) - notes - (set(found.values()) - titles)
    if len(free) != 1:
        return found

    text = next(iter(free))
    return {"text": text} | {field: column for field, column in found.items() if column != text}


def _is_note(column: str) -> bool:
    return not PLAIN_NOTES.isdisjoint({plain_name(column), plain_name(column.rpartition(".")[2])})


def other_identifier(
    columns: Collection[str], found: Mapping[str, str], sample: ColumnSample
) -> str:
    """Return a column with the name of an identifier that isn't that of the article, or ""."""
    by_name = {plain_name(column): column for column in columns}
    taken = {column for field, column in found.items() if field != "external_id"}
    candidates = (by_name[name] for name in PLAIN_SYNONYMS["external_id"] if name in by_name)
    return next((each for each in candidates if each not in taken | sample.texts), "")


def find_column(chosen: str, columns: Collection[str]) -> str:
    """Return the column with this name, "" if there is none.

    The same letters may be written as other characters, as on a Mac.
    """
    if not chosen or chosen in columns:
        return chosen

    for form in (_composed, _composed_lower):
        same = [column for column in columns if form(column) == form(chosen)]
        if same:
            return same[0]

    return ""


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())


def _composed_lower(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip().casefold())


def _candidates(field: str, by_name: Mapping[str, str]) -> list[str]:
    """Return the columns that have a name of the field, the likeliest first."""
    return [
        by_name[name]
        for name in PLAIN_SYNONYMS[field]
        if name in by_name and _fits(field, name, by_name)
    ]


def _fits(field: str, name: str, by_name: Mapping[str, str]) -> bool:
    """Whether a name with two meanings has this one beside these columns."""
    if field == "text" and name in PLAIN_REMARKS:
        return PLAIN_SENTENCES.isdisjoint(by_name)

    needed, refused = PLAIN_BESIDE.get((field, name), (None, frozenset()))
    if needed is not None and needed.isdisjoint(by_name):
        return False
    return refused.isdisjoint(by_name)


def _likeliest(field: str, candidates: list[str], sample: ColumnSample) -> str:
    """Return the first of the columns whose values fit the field, "" if there is none."""
    if field in IDENTIFIERS:
        candidates = [column for column in candidates if column not in sample.texts]
    if field == "annotator":
        candidates = [column for column in candidates if column not in sample.objects]
    if field == "text":
        # A column that is named “text” is the text, even if it has single words.
        worded = [column for column in candidates if column not in sample.words]
        named = [column for column in candidates if plain_name(column) not in PLAIN_DOUBTFUL]
        candidates = worded or named
        candidates = [column for column in candidates if column not in sample.markup] or candidates
    return next(iter(candidates), "")


def plain_name(name: str) -> str:
    """Return the name in the form in which names of columns are compared."""
    # Most names are ASCII, which has no other form of a letter.
    if name.isascii():
        return name.lower().translate(ASCII_OTHER)
    folded = unicodedata.normalize("NFKC", name).casefold()
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", folded))
    plain: str = OTHER.sub("", bare).translate(WHOLE_LETTERS)
    return plain


PLAIN_SYNONYMS = {
    field: tuple(dict.fromkeys(map(plain_name, names))) for field, names in SYNONYMS.items()
}
SYNONYM_SETS = {field: frozenset(names) for field, names in PLAIN_SYNONYMS.items()}
PLAIN_SENTENCES = frozenset(PLAIN_SYNONYMS["sentence"])
PLAIN_DOUBTFUL = frozenset(map(plain_name, DOUBTFUL_TEXTS))
PLAIN_REMARKS = frozenset(map(plain_name, REMARKS))
PLAIN_NOTES = frozenset(map(plain_name, NOTES))
PLAIN_BESIDE = {
    (field, plain_name(name)): (
        frozenset(map(plain_name, ONLY_BESIDE[field, name]))
        if (field, name) in ONLY_BESIDE
        else None,
        frozenset(map(plain_name, NEVER_BESIDE.get((field, name), ()))),
    )
    for field, name in [*ONLY_BESIDE, *NEVER_BESIDE]
}
