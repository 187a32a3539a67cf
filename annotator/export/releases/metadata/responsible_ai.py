"""The fields of croissant.json about how the data came about and what to beware of.

MLCommons (2024), Croissant RAI Specification 1.0, http://mlcommons.org/croissant/RAI/1.0. A field
is left out if neither the project nor its data have an answer.
"""

from collections.abc import Iterable
from typing import Any

from annotator.export.releases.texts.answers import ANNOTATORS, ARTICLES, UPKEEP, USES
from annotator.export.releases.texts.disclosures import annotation_process, limitations, privacy
from annotator.export.releases.texts.facts import ReleaseFacts
from annotator.export.releases.texts.labels import (
    COUNTED,
    FINAL_LABELS,
    FINAL_TARGETS,
    undecided_by_reason,
)
from annotator.export.releases.texts.markdown import date_span, plural
from annotator.projects.facts.stated import ANNOTATOR_KINDS

WHO = ("annotators", "expertise", "languages")
# How the answers of the datasheet are called, here and in the card.
TITLES = {**ANNOTATORS, **ARTICLES, **USES, **UPKEEP}


def responsible_ai(facts: ReleaseFacts) -> dict[str, Any]:
    stated = facts.stated
    fields: dict[str, str | list[str]] = {
        "dataCollection": stated.collection or facts.parameters.about.strip(),
        "dataCollectionRawData": _raw_data(facts),
        # When the labels were collected: nobody records when articles were.
        "dataCollectionTimeframe": [day.isoformat() for day in facts.labelled if day],
        "dataCollectionMissingData": _missing_data(facts),
        "dataPreprocessingProtocol": [
            "Articles were split into sentences automatically or came with sentences of their own. "
            "The text is unchanged apart from line breaks."
        ],
        "dataAnnotationProtocol": _protocol(facts),
        "dataAnnotationPlatform": ["Skepsis"] if _made_here(facts) else [],
        "dataAnnotationAnalysis": [FINAL_LABELS, *_targets(facts), COUNTED, *_agreement(facts)],
        "annotationsPerItem": _annotations_per_item(facts),
        "annotatorDemographics": [*_answers(facts, WHO), *_kind(facts), *_demographics(facts)],
        "dataUseCases": _answers(facts, ("uses",)),
        "dataBiases": _answers(facts, ("biases",)),
        "dataLimitations": [*limitations(facts), *_answers(facts, ("misuses",))],
        "personalSensitiveInformation": [*privacy(facts), *_answers(facts, ("speakers",))],
        "dataReleaseMaintenancePlan": " ".join(_answers(facts, tuple(UPKEEP))),
    }
    return {f"rai:{name}": value for name, value in fields.items() if value}


def _answers(facts: ReleaseFacts, names: Iterable[str]) -> list[str]:
    return [
        f"{TITLES[name]}: {getattr(facts.stated, name)}"
        for name in names
        if facts.stated.is_answered(name)
    ]


def _raw_data(facts: ReleaseFacts) -> str:
    languages = ", ".join(facts.languages)
    return (
        f"{plural(facts.counts['articles'], 'news article')} of "
        f"{plural(len(facts.sources), 'source')}, published {date_span(facts.published)}"
        + (f"; languages: {languages}." if languages else ".")
    )


def _missing_data(facts: ReleaseFacts) -> str:
    undecided = facts.counts["undecided"]
    reasons = f" ({undecided_by_reason(facts)})" if undecided else ""
    return f"{plural(undecided, 'sentence')} without a final label{reasons}." + (
        " The release is stand-off: it contains no text." if facts.parameters.standoff else ""
    )


def _made_here(facts: ReleaseFacts) -> bool:
    return bool(facts.counts["annotations"] > facts.counts["imported"])


def _protocol(facts: ReleaseFacts) -> list[str]:
    labels = [
        f"Label {label['key']}: {label['name']}. {label['definition']}".strip()
        for label in facts.manifest["labels"]
    ]
    pay = facts.stated.pay_per_hour
    how = tuple(name for name in ANNOTATORS if name not in WHO)
    return [
        annotation_process(facts),
        *labels,
        *_answers(facts, how),
        *([f"Pay: {pay} {facts.stated.pay_currency} per hour."] if pay else []),
    ]


def _targets(facts: ReleaseFacts) -> list[str]:
    return [FINAL_TARGETS] if facts.counts["targets"]["of"] else []


def _agreement(facts: ReleaseFacts) -> list[str]:
    alpha = facts.agreement["krippendorff_alpha"]
    if alpha["value"] is None:
        return []
    interval = "" if alpha["low"] is None else f" ({alpha['low']:.3f} to {alpha['high']:.3f})"
    return [
        f"Krippendorff's alpha, nominal: {alpha['value']:.3f}{interval}, "
        f"{plural(alpha['n'], 'sentence')}."
    ]


def _annotations_per_item(facts: ReleaseFacts) -> str:
    tally = facts.counts["sentences_by_annotators"]
    if not tally:
        return ""
    parts = (f"{count} by {people}" for people, count in tally.items())
    return f"Sentences by the number of people who labelled or skipped them: {', '.join(parts)}."


def _kind(facts: ReleaseFacts) -> list[str]:
    kind = facts.stated.annotator_kind
    return [f"Kind of annotators: {ANNOTATOR_KINDS[kind]}"] if kind else []


def _demographics(facts: ReleaseFacts) -> list[str]:
    return [f"{one.characteristic}: {one.group} ({one.count})" for one in facts.stated.demographics]
