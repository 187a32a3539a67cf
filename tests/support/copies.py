"""Copies of an article with small changes, as agencies and newspapers make them."""

import random

SENTENCES = 20
WORDS = [f"{first}{last}" for first in ("dam", "mill", "lake", "field") for last in "abcdefgh"]
CHANGES = (
    "another first sentence", "a byline", "a dateline", "a credit line", "one word", "a cut end",
    "only case, spaces and marks",
)  # fmt: skip


def make_text(number: int, sentences: int = SENTENCES) -> str:
    """Return a text that shares no five words in a row with that of another number."""
    rng = random.Random(number)
    return "\n".join(
        f"{' '.join(rng.choices(WORDS, k=11)).capitalize()} {number}." for _ in range(sentences)
    )


def changed(text: str, change: str) -> str:
    _first, _, rest = text.partition("\n")
    return {
        "another first sentence": f"Heavy rain has put the region on alert again.\n{rest}",
        "a byline": f"By Jane Doe, Special Correspondent\n{text}",
        "a dateline": f"BERGEN, March 3 (Agency) - {text}",
        "a credit line": f"{text}\nReporting by Jane Doe. © The Agency. All rights reserved.",
        "one word": text.replace(text.split()[20], "altogether", 1),
        "a cut end": text[: len(text) // 3],
        "only case, spaces and marks": text.upper().replace(".", " !").replace("\n", " \n\n"),
    }[change]
