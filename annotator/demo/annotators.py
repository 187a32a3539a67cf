"""What the demo's annotators say about each sentence: mostly its label, sometimes another.

Chance plays no part: each choice follows from a checksum of what it is about, so that every demo
has the same labels and the same figures.
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

# How often annotators choose the second label of a sentence that has one: less often under the
# second version of the codebook.
ALTERNATIVE_SHARE = {1: 0.45, 2: 0.2}
# How often they press a wrong key, choose another target, or change their mind in a retest.
SLIP_SHARE = 0.02
TARGET_SLIP_SHARE = 0.06
CHANGE_SHARE = 0.08

WITH_TARGET = ("denial", "doubt")


@dataclass(frozen=True)
class Choice:
    """An annotator's label (or skip reason) with its target, a position, 0: outside the article."""

    label: str = ""
    skip_reason: str = ""
    target: int | None = None
    confidence: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Situation:
    """Which sentence, by whom, under which version of the codebook, and whether it is a retest.

    `turn` is the annotator's number among those of the article.
    """

    article: str
    position: int
    annotator: str
    turn: int
    codebook_version: int
    is_retest: bool = False


def choose(sentence: DemoSentence, situation: Situation) -> Choice:
    """What the annotator says about the sentence."""
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
    # Sentences with an adjudicator's reason are disputed in any case: somebody differs.
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
    """A label that differs from `label`, or else from the sentence's own."""
    candidates = (sentence.label, sentence.alternative, "claim", "opinion")
    refused = label or sentence.label
    return next(other for other in candidates if other and other != refused)


def _target(sentence: DemoSentence, situation: Situation) -> int:
    before = situation.position - 1
    if sentence.label not in WITH_TARGET:
        return before
    if _share(situation, "target") < TARGET_SLIP_SHARE:
        return before
    return sentence.target or 0


def _confidence(sentence: DemoSentence, situation: Situation) -> int | None:
    """None for one in three: people leave it out."""
    share = _share(situation, "confidence")
    if share < 1 / 3:
        return None
    if sentence.alternative:
        return 1 if share > 0.8 else 2
    return 2 if share > 0.9 else 3


def _share(situation: Situation, what: str) -> float:
    """A number from 0 to 1 that looks like chance and is always the same.

    A retest differs from the first time only in whether people change their mind.
    """
    about = f"{situation.article} {situation.position} {situation.annotator} {what}"
    return int.from_bytes(sha256(about.encode()).digest()[:4]) / 2**32
