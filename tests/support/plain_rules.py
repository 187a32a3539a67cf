"""The final label and target of a sentence, by a plain count: what the app's rules must equal."""

from collections import Counter
from collections.abc import Sequence

CANNOT_TELL = "cannot_tell"


def plain_final_label(answers: Sequence[str], labels: Sequence[str]) -> tuple[str, str]:
    """Return the final label and its origin, without an adjudication; both may be empty.

    `answers` has a label, `cannot_tell` or another skip of each annotator.
    """
    given = [answer for answer in answers if answer in labels]
    unsure = sum(answer == CANNOT_TELL for answer in answers)
    skipped = len(answers) - len(given) - unsure

    if 2 * skipped >= len(answers):
        return "", ""
    if unsure >= len(given):
        return "", "cannot_tell"

    label, times = Counter(given).most_common(1)[0]
    if len(answers) == 1:
        return label, "single"
    if times == len(answers):
        return label, "unanimous"
    if times > len(given) / 2:
        return label, "majority"
    return "", ""


def plain_target(targets: Sequence[int]) -> int | None:
    """Return the target that more than half of these are, if any."""
    for target, times in Counter(targets).most_common(1):
        if times > len(targets) / 2:
            return target
    return None
