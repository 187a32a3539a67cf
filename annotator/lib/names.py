"""Checks of people's names, so that nobody can pretend to be someone else.

Display names and pseudonyms may have letters of any script, but no invisible characters and
none that change the direction of the text around them. Usernames have letters of one script,
after Unicode TR 39, sections 5.1 and 5.2: single script, or Latin with the scripts of Chinese,
Japanese and Korean (highly restrictive), of the scripts that UAX 31 recommends.
"""

import unicodedata

import regex

from annotator.lib.translation import gettext as _

# Letters of Cyrillic and Greek that look like Latin ones. That is enough to compare
# whole words of one script, so this isn't the full list of look-alikes that Unicode
# has.
PICTURES = {
    "АВЕЅІЈКМНОРСТУХԌԚԜѴӀ": "ABESIJKMHOPCTYXGQWVI",
    "авеѕіјкмнорстухԁһԛԝѵӏ": "abesijkmhopctyxdhqwvl",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ": "ABEZHIKMNOPTYX",
    "ανικορτυχ": "avikoptux",
}
TABLE = str.maketrans(
    {theirs: latin for both in PICTURES.items() for theirs, latin in zip(*both, strict=True)}
)
ALIKE_IN_CAPITALS = str.maketrans("I", "l")

EAST_ASIAN = ({"Han", "Hiragana", "Katakana"}, {"Han", "Hangul"}, {"Han", "Bopomofo"})
ALONE = (
    "Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Hebrew "
    "Kannada Khmer Lao Latin Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan"
)
SCRIPTS = [{script} for script in ALONE.split()] + [{"Latin", *scripts} for scripts in EAST_ASIAN]
USERNAMES = [
    regex.compile("[0-9" + "".join(rf"\p{{scx={script}}}" for script in sorted(scripts)) + "]*")
    for scripts in SCRIPTS
]

# Control and format characters (such as marks of direction), lone surrogates, line
# ends, and characters that are drawn as nothing.
UNSEEN = regex.compile(r"[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]")
# Words of these scripts need the two characters that join letters or keep them apart.
JOINED = (
    "Arabic Syriac Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada "
    "Malayalam Sinhala"
)
JOINING = "[" + "".join(rf"\p{{scx={script}}}" for script in JOINED.split()) + "]"
JOINER = regex.compile(rf"(?<={JOINING})[\u200c\u200d](?={JOINING})")
UNSEEN_ALONE = regex.compile(rf"{JOINER.pattern}(*SKIP)(*FAIL)|{UNSEEN.pattern}")
SPACES = regex.compile(r"\p{Zs}+")
OTHER = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
IN_BRACKETS = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def tidy_name(text: str) -> str:
    """The name as it is stored: in NFC, with single plain spaces and none at its ends."""
    spaced: str = SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return spaced.strip(" ")


def visible_form(text: str) -> str:
    """`text` in NFC, with single spaces and without what isn't seen: the same for all that looks
    the same.
    """
    return " ".join(UNSEEN_ALONE.sub("", tidy_name(text)).split())


def name_problem(text: str) -> str:
    """The reason why `text` can't be a display name or a pseudonym, or an empty string."""
    if UNSEEN.search(JOINER.sub("", text)):
        return _("it contains invisible characters, or characters that change the text direction")
    return ""


def username_problem(text: str) -> str:
    """The reason why `text` can't be a username, or an empty string."""
    text = unicodedata.normalize("NFKC", text)

    if UNSEEN.search(text):
        return _("it contains invisible characters")
    if not any(script.fullmatch(OTHER.sub("", text)) for script in USERNAMES):
        return _("its letters are from more than one script, or from an unsupported script")
    return ""


def visible_name(text: str) -> str:
    """`text` without the characters that names can't have.

    It is for names from another site, which people can't correct here.
    """
    return tidy_name(UNSEEN.sub("", text))


def skeletons(text: str) -> frozenset[str]:
    """Forms of `text` for comparing: two names that share one look alike, in any case."""
    text = unicodedata.normalize("NFKC", text).translate(TABLE)
    read = (text, text.translate(ALIKE_IN_CAPITALS))
    return frozenset(
        unicodedata.normalize("NFKC", item.casefold()).translate(TABLE) for item in read
    )


def skeletons_without_marks(text: str) -> frozenset[str]:
    """The same for letters and digits only.

    "@mia", "m i a" and "mia (superuser)" look like "mia".
    """
    bare = (OTHER.sub("", part) for part in (text, IN_BRACKETS.sub("", text)))
    return frozenset(look for part in bare if part for look in skeletons(part))
