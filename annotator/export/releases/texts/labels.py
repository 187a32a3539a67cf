"""Sections of the dataset card about labels: what they mean, how the final ones came about, and how
often annotators confused them.
"""

from collections.abc import Mapping
from typing import Any

from annotator.export.releases.texts.facts import ReleaseFacts
from annotator.export.releases.texts.markdown import plural, table
from annotator.lib.markdown import one_line

FINAL_LABELS = (
    "The final label is the adjudicated label if there is one. Otherwise there is none if at least "
    "half of a sentence's annotators skipped it, or if at least as many could not tell "
    "(`cannot_tell`) as gave a label; else it is the label of more than half of the labels, if "
    "there is one. It is `unanimous` only if two annotators or more saw the sentence and all gave "
    "this label."
)
FINAL_TARGETS = (
    "The final target is the adjudicated one, else the one that more than half chose of those who "
    "gave the final label and a target. If no target has more than half, it is open until an "
    "adjudicator decides it."
)
COUNTED = (
    "Agreement is computed from the rows of `annotations` with `counted`; final labels and targets "
    "also count those with `why_not_counted` = `tie-break`."
)
# Why a sentence has no final label, in the order in which the reasons are looked for.
UNDECIDED = {
    "not_labelled": "not labelled",
    "mostly_skipped": "skipped by at least half of its annotators",
    "mostly_cannot_tell": "at least as many could not tell as gave a label",
    "no_majority": "tied: no label has more than half",
}


def label_definitions(facts: ReleaseFacts) -> list[str]:
    """Return a paragraph for each label."""
    return [
        f"**{one_line(label['name'])}** (`{label['key']}`). "
        f"{one_line(label['definition'])}{_points(label['takes_target'])}{_retired(label)}".strip()
        for label in facts.manifest["labels"]
    ]


def _points(takes_target: bool) -> str:
    return " It has a target: the sentence that it is about." if takes_target else ""


def _retired(label: Mapping[str, Any]) -> str:
    day = label.get("retired_on")
    return f" Retired on {day}: it was no longer offered from then on." if day else ""


def final_labels(facts: ReleaseFacts) -> list[str]:
    counts = facts.counts
    return [
        "Final labels of sentences:",
        table(
            ["label", "sentences"],
            [
                *([f"`{key}`", count] for key, count in counts["labels"].items()),
                ["no final label", counts["undecided"]],
                *([["adjudicated as not labelable", counts["unfit"]]] if counts["unfit"] else []),
            ],
        ),
        *_undecided(facts),
        "How the final labels were decided:",
        table(
            ["origin", "sentences"],
            [[f"`{origin}`", count] for origin, count in counts["origins"].items()],
        ),
        FINAL_LABELS,
        *final_targets(facts),
        COUNTED,
        "The label distribution is included for training on soft labels: `n_KEY` is the count of "
        "each label and `p_KEY` its share.",
    ]


def _undecided(facts: ReleaseFacts) -> list[str]:
    if not facts.counts["undecided"]:
        return []
    reasons = facts.counts["undecided_by_reason"]
    return [
        "Why sentences have no final label (excluded ones aside), the first reason that holds:",
        table(["reason", "sentences"], [[why, reasons[key]] for key, why in UNDECIDED.items()]),
    ]


def undecided_by_reason(facts: ReleaseFacts) -> str:
    """Return, for example, "3 not labelled, 1 tied: no label has more than half"."""
    reasons = facts.counts["undecided_by_reason"]
    return ", ".join(f"{reasons[key]} {why}" for key, why in UNDECIDED.items() if reasons[key])


def final_targets(facts: ReleaseFacts) -> list[str]:
    """Describe how targets were settled, if some label of the project has one."""
    targets = facts.counts["targets"]
    if not targets["of"] and not any(label["takes_target"] for label in facts.manifest["labels"]):
        return []
    return [
        f"{FINAL_TARGETS} Of {plural(targets['of'], 'sentence')} whose final label has a target: "
        f"{targets['inside']} with a target in the article, {targets['outside']} about something "
        f"outside of it, {targets['open']} open."
    ]


def confusion(facts: ReleaseFacts) -> list[str]:
    """Return which labels two annotators gave to the same sentence, if some sentence has two."""
    found = facts.agreement["confusion"]
    counts = found["counts"]
    if not any(map(any, counts)):
        return []

    names = [f"`{key}`" for key in found["labels"]]
    return [
        "Which labels two annotators gave to the same sentence. Each pair is counted in both "
        "orders, so the table is symmetric:",
        table(["label", *names], [[name, *row] for name, row in zip(names, counts, strict=True)]),
    ]
