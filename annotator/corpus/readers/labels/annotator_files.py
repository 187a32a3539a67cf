"""Recognises archives that have a file for each annotator, as doccano exports them."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath

from annotator.corpus.readers.labels.label_values import annotator_name

SUFFIXES = (".jsonl", ".json", ".ndjson", ".csv", ".tsv")
# Parts of a data set, and files that aren't one person's.
NO_NAMES_WORDS = (
    "all train training dev val valid validation test eval gold data dataset articles article "
    "sentences annotations labels texts text documents docs export output result results part "
    "batch file split chunk shard page set unknown metadata readme config"
)
NO_NAMES = frozenset(NO_NAMES_WORDS.split())
# Words before a number that stand for a person.
PEOPLE_WORDS = "annotator coder rater user labeler labeller worker judge expert person"
PEOPLE = frozenset(PEOPLE_WORDS.split())
WORD = re.compile(r"[^\W\d_]+|\d+")


def annotator_of_file(name: str, sibling_names: Collection[str]) -> str:
    """Return the annotator that a file is named after, or "".

    `sibling_names` are all files of the archive or folder. The file and at least one other must
    be rows, in the same folder and format, with names that may be a person's; or such names are
    those of folders beside each other that have a file of the same name. Whether their rows
    are of the same articles is for `share_articles` to say.
    """
    path = PurePosixPath(_inner_name(name))
    siblings = [
        sibling
        for sibling in map(PurePosixPath, map(_inner_name, sibling_names))
        if sibling.suffix.lower() in SUFFIXES
    ]
    files = [
        sibling
        for sibling in siblings
        if sibling.parent == path.parent and sibling.suffix.lower() == path.suffix.lower()
    ]
    if path not in files:
        return ""

    return _person(path.stem, [file.stem for file in files]) or _person_of_folder(path, siblings)


def _person_of_folder(path: PurePosixPath, siblings: Sequence[PurePosixPath]) -> str:
    """Return the annotator that the folder is named after, if others have a file of this name."""
    folders = [
        sibling.parent
        for sibling in siblings
        if sibling.name == path.name and sibling.parent.parent == path.parent.parent
    ]
    return _person(path.parent.name, [folder.name for folder in folders])


def _person(name: str, names: Sequence[str]) -> str:
    """Return the part of the name that may be a person's, if all of the names have one."""
    stems = _without_common_words(names)
    if len(stems) < 2 or not all(map(_may_be_person, stems.values())):
        return ""
    return annotator_name(stems[name])


def share_articles(keys: Sequence[Collection[str]]) -> bool:
    """Whether files are of the same articles: `keys` has the identifiers, or texts, of each file.

    Each file must share at least one of them with another.
    """
    sets = [set(found) for found in keys]
    return len(sets) > 1 and all(
        any(found & other for other in sets if other is not found) for found in sets
    )


def _inner_name(name: str) -> str:
    """Return the name inside the archive: “input.zip › ana.jsonl” is ana.jsonl."""
    return name.rpartition(" › ")[2].replace("\\", "/")


def _without_common_words(stems: Sequence[str]) -> Mapping[str, str]:
    """Return each name without the words that all begin or end with: ana for labels_ana."""
    first = {re.match(r"(?:[^\W_]+[_\-. ])?", stem).group() for stem in stems}  # type: ignore[union-attr]
    prefix = first.pop() if len(first) == 1 else ""
    last = {stem[len(prefix) :].partition("_")[1:] for stem in stems}
    suffix = "".join(last.pop()) if len(last) == 1 else ""
    return {stem: stem.removeprefix(prefix).removesuffix(suffix) or stem for stem in stems}


def _may_be_person(stem: str) -> bool:
    words = [word.casefold() for word in WORD.findall(stem)]
    # A number alone is the part of a series, or a year.
    if not words or all(word.isdecimal() for word in words) or NO_NAMES.intersection(words):
        return False
    has_number = words[-1].isdecimal()
    return not has_number or len(words) > 2 or words[0] in PEOPLE or len(words[-1]) < 3
