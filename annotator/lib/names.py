"""Names of people, so that nobody can pass for somebody else: what may stand in one, and which look
alike.

Display names and pseudonyms may have letters of any script, and nothing that nobody sees or that
turns the direction of what stands beside it. Usernames are of one script. Unicode TR 39, sections
5.1 and 5.2: single script, and Latin beside the scripts of Chinese, Japanese and Korean (highly
restrictive), of the scripts that UAX 31 recommends.
"""

import unicodedata

import regex

# The pictures of letters that Latin shares with Cyrillic and Greek: enough to compare whole words
# of one script. The whole list of Unicode's look-alikes is not here.
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

# Controls, formats (marks of direction among them), half characters, line ends, and what is drawn
# as nothing.
UNSEEN = regex.compile(r"[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]")
# These two join letters or keep them apart, which words of these scripts need.
JOINED = (
    "Arabic Syriac Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada "
    "Malayalam Sinhala"
)
JOINING = "[" + "".join(rf"\p{{scx={script}}}" for script in JOINED.split()) + "]"
JOINER = regex.compile(rf"(?<={JOINING})[\u200c\u200d](?={JOINING})")
SPACES = regex.compile(r"\p{Zs}+")
OTHER = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
IN_BRACKETS = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def tidy_name(text: str) -> str:
    """A name as it is kept: composed (NFC), with single plain spaces, and none around it."""
    spaced: str = SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return spaced.strip(" ")


def name_problem(text: str) -> str:
    """Why `text` can't be a display name or a pseudonym; empty where it can."""
    if UNSEEN.search(JOINER.sub("", text)):
        return (
            "it holds characters that nobody sees, or that turn the direction of the text around it"
        )
    return ""


def username_problem(text: str) -> str:
    """Why `text` can't be a username; empty where it can."""
    text = unicodedata.normalize("NFKC", text)
    if UNSEEN.search(text):
        return "it holds characters that nobody sees"
    if not any(script.fullmatch(OTHER.sub("", text)) for script in USERNAMES):
        return "its letters are of more than one script, or of a script that usernames can't have"
    return ""


def visible_name(text: str) -> str:
    """`text` without what no name may hold: for a name that another site sends, which nobody here
    can mend.
    """
    return tidy_name(UNSEEN.sub("", text))


def skeletons(text: str) -> frozenset[str]:
    """What `text` can be taken for, in any case of its letters: two names with one look in common
    look alike.
    """
    text = unicodedata.normalize("NFKC", text).translate(TABLE)
    read = (text, text.translate(ALIKE_IN_CAPITALS))
    return frozenset(
        unicodedata.normalize("NFKC", item.casefold()).translate(TABLE) for item in read
    )


def skeletons_without_marks(text: str) -> frozenset[str]:
    """The same of the letters and digits alone: “@mia”, “m i a” and “mia (superuser)” look like
    “mia”.
    """
    bare = (OTHER.sub("", part) for part in (text, IN_BRACKETS.sub("", text)))
    return frozenset(look for part in bare if part for look in skeletons(part))
