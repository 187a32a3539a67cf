"""The facts that the texts of a release are written from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from annotator.agreement.report.report import Report
from annotator.export.datasets.columns import Column
from annotator.export.releases.parameters import ReleaseParameters
from annotator.projects.facts.small_groups import publishable_groups
from annotator.projects.facts.stated import StatedFacts


@dataclass(frozen=True)
class ReleaseFacts:
    """The facts that the texts are written from.

    `manifest` and `counts` are those of `building.py`. `languages` and `sources` have the number of
    articles of each, the largest first. `labelled` and `published` are the first and the last day.
    `columns` has the columns of each table.

    `stated` are the answers of the project, without groups by which people could be recognised;
    `hidden_groups` names the characteristics that were left out for it.
    """

    manifest: Mapping[str, Any]
    parameters: ReleaseParameters
    counts: Mapping[str, Any]
    agreement: Report
    languages: Mapping[str, int]
    sources: Mapping[str, int]
    labelled: tuple[date | None, date | None]
    published: tuple[date | None, date | None]
    columns: Mapping[str, Sequence[Column]]
    stated: StatedFacts = field(default_factory=StatedFacts)
    hidden_groups: Sequence[str] = ()

    @property
    def name(self) -> str:
        return str(self.manifest["project"]["name"])

    @property
    def creators(self) -> list[str]:
        return [line.strip() for line in self.parameters.creators.splitlines() if line.strip()]

    @property
    def split_names(self) -> list[str]:
        return list(self.counts["splits"])


def with_answers(facts: ReleaseFacts, stated: StatedFacts) -> ReleaseFacts:
    """Add the answers of the project, without groups by which people could be recognised.

    People may have joined or left since the groups were entered.
    """
    groups = publishable_groups(stated.demographics, facts.manifest["process"]["annotators"])
    # With details the file of annotators also has those who are suspended, whom the groups
    # leave out.
    if not facts.parameters.annotator_details:
        groups = publishable_groups(groups, facts.counts["annotators"])

    kept = {group.characteristic for group in groups}
    hidden = dict.fromkeys(
        group.characteristic for group in stated.demographics if group.characteristic not in kept
    )
    return replace(
        facts,
        stated=replace(stated, demographics=tuple(groups)),
        hidden_groups=tuple(hidden),
    )
