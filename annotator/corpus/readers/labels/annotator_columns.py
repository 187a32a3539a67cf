"""Finds and reads columns that each have the labels of one annotator.

Such a table has a row for each sentence, and columns such as annotator1, annotator2 or
label_ana, label_ben.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.corpus.readers.account import Certainty, FileAccount
from annotator.corpus.readers.labels.label_values import FoundLabels, annotator_name, parse_labels
from annotator.corpus.readers.records import ReadOptions, UnreadableError
from annotator.lib.translation import gettext as _

# Words that columns of annotators begin or end with. The first kind is sure; the others also
# name properties of a sentence, such as label_type.
SURE_WORDS = (
    "annotator annotators coder rater labeler labeller judge annotateur annotatrice anotador "
    "anotadora codificador annotatore kodierer annotierer"
)
SURE = frozenset(SURE_WORDS.split())
POSSIBLE_WORDS = (
    "annotation annotations ann anno label labels code coding rating vote worker user expert "
    "reviewer person answer judgement judgment"
)
POSSIBLE = frozenset(POSSIBLE_WORDS.split())
# What is no annotator's name: columns about them, or about the labels.
NO_NAMES_WORDS = (
    "id ids name names email time date timestamp count number num total gold final majority mean "
    "average agreement agg aggregated type text comment comments note notes confidence reason age "
    "gender sex country seconds duration source set"
)
NO_NAMES = frozenset(NO_NAMES_WORDS.split())
WORD = re.compile(r"[^\W\d_]+|\d+")
# Columns that may hold an object with a label by annotator.
OBJECTS = ("annotations", "annotators", "labels", "label", "judgments", "judgements", "ratings")
# What may be the answer to any question.
ANY_ANSWER = frozenset(["true", "false", "yes", "no", "0", "1", "0.0", "1.0"])
# Words in the names of columns that hold labels, or count them.
LABEL_WORDS = SURE | frozenset(
    ["annotation", "label", "vote", "judgement", "judgment", "rating", "cat", "stance", "tag"]
)
BOOLEANS = frozenset(["true", "false"])
# A label is short, and there are few of them.
MAX_LABEL = 60
MAX_LABELS = 20
# Keys of objects that are compared.
MAX_PEOPLE = 200
# Fewer rows than this don't show whether columns share their values.
FEW_ROWS = 5


def find_annotator_columns(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns that look as if each had the labels of one annotator, at least two.

    They are named alike, apart from one word, and their values are few, short and shared.
    """
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for column in columns:
        for stem in _stems(column):
            groups[stem].append(column)

    found = [
        (stem, alike)
        for stem, names in groups.items()
        if len(alike := _with_alike_values(names, rows, is_sure=_is_sure(stem))) > 1
    ]
    # The largest group, and of those the one whose words are sure.
    best = max(found, key=lambda item: (len(item[1]), _is_sure(item[0])), default=((), []))
    return best[1] or _alike_columns(columns, rows)


def _alike_columns(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns that are named after people: ana, ben. Only their values are alike."""
    named = [
        column
        for column in columns
        if 0 < len(words := WORD.findall(_split_camel(column))) <= 2
        and NO_NAMES.isdisjoint(word.casefold() for word in words)
        and not (SURE | POSSIBLE).issuperset(word.casefold() for word in words)
        and _labels(column, rows)
    ]
    alike = _with_alike_values(named, rows, is_sure=False)
    values = set().union(*(_labels(column, rows) or () for column in alike))
    # Numbers, and answers such as yes and no, say nothing.
    is_plain = ANY_ANSWER.issuperset(value.casefold() for value in values)
    has_numbers = any(value[:1].isdigit() for value in values)
    return alike if len(alike) > 1 and len(values) > 1 and not (is_plain or has_numbers) else []


def find_labels_by_annotator(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the column whose objects have a label by annotator, or "".

    Their keys have the same few values. Keys that are questions have values of their own, or such
    as yes and no, which tell nothing.
    """
    for column in OBJECTS:
        found = [row[column] for row in rows if row.get(column)]
        if len(found) < 2 or not all(isinstance(item, dict) and item for item in found):
            continue
        keys = list(dict.fromkeys(key for item in found for key in item))[:MAX_PEOPLE]
        values = set().union(*(_labels(key, found) or [""] for key in keys))
        is_plain = "" not in values and len(values) <= MAX_LABELS
        is_known = ANY_ANSWER.issuperset(value.casefold() for value in values)
        names = [word.casefold() for key in keys for word in WORD.findall(_split_camel(key))]
        if len(keys) > 1 and is_plain and not is_known and NO_NAMES.isdisjoint(names):
            alike = _with_alike_values(keys, found, is_sure=False)
            if len(alike) == len(keys):
                return column
    return ""


def may_hold_labels(column: str) -> bool:
    """Whether the name of a column that wasn't read suggests that labels are in it."""
    words = {word.casefold() for word in WORD.findall(_split_camel(column))}
    singular = words | {word.removesuffix("s") for word in words}
    return not LABEL_WORDS.isdisjoint(singular) and NO_NAMES.isdisjoint(words)


def note_annotator_columns(
    account: FileAccount,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    options: ReadOptions,
) -> list[str]:
    """Note the columns that look like annotators in the account, and return them."""
    if options.annotator_columns:
        account.note("annotator columns", ", ".join(options.annotator_columns), Certainty.CHOSEN)
        return list(options.annotator_columns)

    found = find_annotator_columns(columns, rows)
    if found:
        account.note("annotator columns", ", ".join(found), Certainty.DETECTED)
    return found


def read_annotator_columns(values: Mapping[str, Any], columns: Iterable[str]) -> FoundLabels:
    """Return the labels of a row in these columns; an empty cell is none.

    Each belongs to the annotator that the column is named after. Raises UnreadableError.
    """
    labels = []
    used = {}
    for column in columns:
        if column not in values:
            continue
        used[column] = "label"
        try:
            parsed = parse_labels(values[column])
        except UnreadableError as error:
            raise UnreadableError(
                _("%(column)s: %(reason)s") % {"column": column[:40], "reason": error}
            ) from None
        name = annotator_name(column)
        labels += [replace(label, annotator=name) for label in parsed]

    return FoundLabels(tuple(labels), used=used)


def _stems(column: str) -> list[tuple[str, ...]]:
    """Return what the name has in common with those of other annotators.

    That is the name with a mark in the place of one word: (“label”, "*") for label_ana.
    """
    words = [word.casefold() for word in WORD.findall(_split_camel(column))]
    if not 2 <= len(words) <= 4 or not (SURE | POSSIBLE).intersection(words):
        return []

    return [
        (*words[:index], "*", *words[index + 1 :])
        for index, word in enumerate(words)
        if word not in NO_NAMES
        and word not in SURE | POSSIBLE
        and (SURE | POSSIBLE).intersection(words[:index] + words[index + 1 :])
        and not NO_NAMES.intersection(words)
    ]


def _split_camel(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def _is_sure(stem: tuple[str, ...]) -> bool:
    return not SURE.isdisjoint(stem)


def _with_alike_values(
    columns: list[str], rows: Sequence[Mapping[str, Any]], *, is_sure: bool
) -> list[str]:
    """Return those of the columns that share their values with the others."""
    values = {column: _labels(column, rows) for column in columns}
    plausible = {column: found for column, found in values.items() if found is not None}
    if is_sure and len(rows) < FEW_ROWS:
        return list(plausible)

    shared = []
    for column, found in plausible.items():
        others = set().union(*(plausible[other] for other in plausible if other != column))
        if not is_sure and BOOLEANS.issuperset(value.casefold() for value in found):
            # A column for each option: Answer.claim, Answer.denial
            continue
        if 2 * len(found & others) >= len(found) and (found or is_sure):
            shared.append(column)
    return shared


def _labels(column: str, rows: Sequence[Mapping[str, Any]]) -> set[str] | None:
    """Return the different values of a column, or None if they can't be labels."""
    found: set[str] = set()
    count = 0
    for row in rows:
        value = row.get(column)
        if value is None or value == "":
            continue
        if not isinstance(value, str | int | float) or len(str(value)) > MAX_LABEL:
            return None
        count += 1
        found.add(str(value).strip())

    is_few = len(found) <= MAX_LABELS and (count < 2 * FEW_ROWS or 2 * len(found) <= count)
    return found if is_few else None
