"""Chooses the labels of the demo's annotators: mostly the right one, sometimes another.

Nothing is random: each choice follows from a checksum, so every demo has the same labels and the
same figures.
"""

from dataclasses import dataclass
from hashlib import sha256

from annotator.demo.articles import DemoSentence
from annotator.labelling.choices import SkipReason

ANNOTATORS = ("ana", "ben", "cleo", "dan")
# Dan takes most doubted reports for claims.
WEAK = "dan"
WEAK_LABEL = "doubt"
WEAK_SHARE = 0.5

# How often annotators choose the second label of a sentence that has one. The second
# version of the codebook is clearer, so they do it less often.
ALTERNATIVE_SHARE = {1: 0.45, 2: 0.2}
# How often they press a wrong key, choose a wrong target, or change their mind in a
# retest.
SLIP_SHARE = 0.02
TARGET_SLIP_SHARE = 0.06
CHANGE_SHARE = 0.08

WITH_TARGET = ("denial", "doubt")


@dataclass(frozen=True)
class Choice:
    """An annotator's label or skip reason.

    `target` is a position, 0 for a target outside the article, or None. `seconds` is None if it
    took about as long as reading the sentence.
    """

    label: str = ""
    skip_reason: str = ""
    target: int | None = None
    confidence: int | None = None
    note: str = ""
    seconds: float | None = None


@dataclass(frozen=True)
class Situation:
    """The sentence to label, the annotator, the version of the codebook, and whether to retest.

    `turn` is the annotator's number among those of the article, from 0.
    """

    article: str
    position: int
    annotator: str
    turn: int
    codebook_version: int
    is_retest: bool = False


def choose(sentence: DemoSentence, situation: Situation) -> Choice:
    """Return what the annotator chooses for the sentence."""
    label = _label(sentence, situation)
    confidence = _confidence(sentence, situation)
    note = "" if situation.is_retest else sentence.notes.get(situation.annotator, "")

    if label in SkipReason.values:
        return Choice(skip_reason=label, note=note)
    target = _target(sentence, situation) if label in WITH_TARGET else None
    return Choice(label=label, target=target, confidence=confidence, note=note)


def _label(sentence: DemoSentence, situation: Situation) -> str:
    first = _first_label(sentence, situation)
    if situation.is_retest and _share(situation, "change") < CHANGE_SHARE:
        return _other(sentence, first)
    return first


def _first_label(sentence: DemoSentence, situation: Situation) -> str:
    # A sentence with an adjudicator's reason must be disputed, so one annotator
    # differs.
    if sentence.reason:
        differs = situation.position % 3 == situation.turn
        return sentence.alternative if differs else sentence.label

    if sentence.alternative:
        share = ALTERNATIVE_SHARE[situation.codebook_version]
        return sentence.alternative if _share(situation, "label") < share else sentence.label

    is_weak = situation.annotator == WEAK and sentence.label == WEAK_LABEL
    if is_weak and _share(situation, "label") < WEAK_SHARE:
        return "claim"
    return _other(sentence, "") if _share(situation, "slip") < SLIP_SHARE else sentence.label


def _other(sentence: DemoSentence, label: str) -> str:
    """Return a label other than `label` (by default, other than the sentence's own)."""
    candidates = (sentence.label, sentence.alternative, "claim", "opinion")
    refused = label or sentence.label
    return next(other for other in candidates if other and other != refused)


def _target(sentence: DemoSentence, situation: Situation) -> int:
    # The sentence before is the usual wrong target. The first sentence has none, so it
    # is 0.
    before = situation.position - 1
    if sentence.label not in WITH_TARGET:
        return before
    if _share(situation, "target") < TARGET_SLIP_SHARE:
        return before
    return sentence.target or 0


def _confidence(sentence: DemoSentence, situation: Situation) -> int | None:
    share = _share(situation, "confidence")
    # Confidence is optional, and people often leave it out.
    if share < 1 / 3:
        return None
    # Annotators are less sure where two labels are plausible.
    if sentence.alternative:
        return 1 if share > 0.8 else 2
    return 2 if share > 0.9 else 3


def _share(situation: Situation, what: str) -> float:
    """Return a number from 0 to 1 that looks random but is always the same."""
    # `is_retest` is left out, so that a retest differs only where people change their
    # mind.
    about = f"{situation.article} {situation.position} {situation.annotator} {what}"
    return int.from_bytes(sha256(about.encode()).digest()[:4]) / 2**32
