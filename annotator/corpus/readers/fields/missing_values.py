"""How programs and people write that there is no value. It depends on where they write it."""

# How programs write it anywhere.
MISSING = frozenset(["nan", "NaN", "NULL", "null", "<NA>", "#N/A"])
# Instead of the text of an article: nobody writes these as a whole text.
NO_TEXT = MISSING | {"\\N", "None"}
# Instead of an annotator. “None” may be a label, but is no name.
NOBODY = MISSING | {"", "None", "none", "N/A", "n/a", "undefined"}
# Instead of a date, an address or another optional field, in small letters.
EMPTY = frozenset(map(str.casefold, MISSING)) | {
    "", "none", "na", "n/a", "n.a.", "#na", "nat", "nil",
    "undefined", "(null)", "\\n", "-", "--", "---", "–", "—", "?", ".", "[]", "{}",
    "0000-00-00", "0000-00-00 00:00:00",
    "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!",
}  # fmt: skip
