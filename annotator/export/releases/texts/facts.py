"""The facts that the texts of a release are written from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from annotator.agreement.report.shapes import Report
from annotator.export.datasets.columns import Column
from annotator.export.releases.metadata.table_sizes import TableSize
from annotator.export.releases.parameters import ReleaseParameters
from annotator.projects.facts.stated import StatedFacts


@dataclass(frozen=True)
class ReleaseFacts:
    """The facts that the texts are written from.

    `manifest` and `counts` are those of `building.py`. `languages` and `sources` have the number of
    articles of each, the largest first. `labelled` and `published` are the first and the last day.
    `columns` has the columns of each table, and `sizes` the size of each of its Parquet files.

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
    sizes: Mapping[str, TableSize]
    stated: StatedFacts = field(default_factory=StatedFacts)
    hidden_groups: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """Return release.json: what `import_release` and the methods section need."""
        return {
            **self.manifest,
            "facts": self.stated.as_json(),
            "counts": self.counts,
            "languages": self.languages,
            "sources": len(self.sources),
            "published": [day.isoformat() if day else None for day in self.published],
        }

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
    people = [facts.manifest["process"]["annotators"]]
    # With details the file of annotators also has those who are suspended, whom the groups
    # leave out.
    if not facts.parameters.annotator_details:
        people.append(facts.counts["annotators"])
    safe = stated.publishable(*people)

    kept = {group.characteristic for group in safe.demographics}
    hidden = dict.fromkeys(
        group.characteristic for group in stated.demographics if group.characteristic not in kept
    )
    return replace(facts, stated=safe, hidden_groups=tuple(hidden))
