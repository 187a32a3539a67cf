"""How long a text takes to read."""

from math import ceil

# Characters per minute of people who read aloud, from Trauzettel-Klosinski and Dietz (2012),
# Standardized Assessment of Reading Performance: The New International Reading Speed Texts IReST,
# Investigative Ophthalmology & Visual Science 53(9), table 3. Who labels a sentence reads it with
# as much care. Alphabets differ little (885 in Slovenian to 1078 in Finnish; the mean of the
# thirteen languages is 970), so one figure stands for them.
ALPHABET = 970
# Scripts that leave out vowels, or have a sign for a syllable or a word, need fewer characters. For
# the languages without a figure of their own, that of their script is taken: the Arabic one for
# Persian and others, the Japanese one for Korean, whose signs are syllables too.
CHARACTERS_PER_MINUTE = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "ug", "sd"), 612),
    **dict.fromkeys(("he", "yi"), 833),
    **dict.fromkeys(("ja", "ko"), 357),
    **dict.fromkeys(("zh", "yue"), 255),
}


def reading_minutes(characters: int, language: str) -> int:
    """The minutes that a text with so many characters takes, at least one.

    `language` is a BCP 47 tag; its first part is the language.

    >>> reading_minutes(2_500, "en"), reading_minutes(2_500, "zh-Hant")
    (3, 10)
    """
    speed = CHARACTERS_PER_MINUTE.get(language.partition("-")[0].lower(), ALPHABET)
    return max(ceil(characters / speed), 1)
