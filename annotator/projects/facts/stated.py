"""The answers of a project to the questions of a datasheet.

The questions are those of Bender and Friedman (2018), Data Statements for Natural Language
Processing, and of Gebru et al. (2021), Datasheets for Datasets, as far as the data can't tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from annotator.projects.facts.small_groups import Group, publishable_groups

# How the texts of a release call the kinds of annotators.
ANNOTATOR_KINDS = {
    "experts": "experts, or people trained for this task",
    "crowd": "crowd workers",
}


@dataclass(frozen=True)
class StatedFacts:
    """The answers, in the words of the project. An empty one is not stated.

    `annotator_kind` is a key of ANNOTATOR_KINDS, or empty. `pay_per_hour` is a decimal number,
    `pay_currency` its ISO 4217 code. `not_applicable` has the names of questions that don't apply
    to the project.
    """

    annotators: str = ""
    annotator_kind: str = ""
    expertise: str = ""
    demographics: tuple[Group, ...] = ()
    recruitment: str = ""
    training: str = ""
    payment: str = ""
    pay_per_hour: str = ""
    pay_currency: str = ""
    consent: str = ""
    ethics: str = ""
    wellbeing: str = ""
    languages: str = ""
    collection: str = ""
    speakers: str = ""
    rights: str = ""
    uses: str = ""
    misuses: str = ""
    biases: str = ""
    contact: str = ""
    takedown: str = ""
    maintenance: str = ""
    not_applicable: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "StatedFacts":
        """Read what `as_json` wrote. Names that this version doesn't know are left out."""
        known = {field.name for field in fields(cls)} & values.keys()
        # A release of another version may know more kinds.
        if values.get("annotator_kind") not in ANNOTATOR_KINDS:
            known -= {"annotator_kind"}
        groups = tuple(Group(**group) for group in values.get("demographics", ()))
        return cls(
            **{name: values[name] for name in known - {"demographics", "not_applicable"}},
            demographics=groups,
            not_applicable=tuple(values.get("not_applicable", ())),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the answers that were given, for JSON."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value
        }

    def publishable(self, *people: int) -> "StatedFacts":
        """Return the answers without groups that identify some of this many annotators."""
        groups: Sequence[Group] = self.demographics
        for count in people:
            groups = publishable_groups(groups, count)
        return replace(self, demographics=tuple(groups))

    def is_answered(self, name: str) -> bool:
        return bool(getattr(self, name))

    def applies(self, name: str) -> bool:
        return name not in self.not_applicable


TEXTS = tuple(
    field.name
    for field in fields(StatedFacts)
    if field.name
    not in ("annotator_kind", "demographics", "pay_per_hour", "pay_currency", "not_applicable")
)
