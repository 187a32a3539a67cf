"""The facts that the texts of a release are written from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from annotator.agreement.report.report import Report
from annotator.export.datasets.columns import Column
from annotator.export.releases.parameters import ReleaseParameters


@dataclass(frozen=True)
class ReleaseFacts:
    """The facts that the texts are written from.

    `manifest` and `counts` are those of `building.py`. `languages` and `sources` have the number of
    articles of each, the largest first. `labelled` and `published` are the first and the last day.
    `columns` has the columns of each table.
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

    @property
    def name(self) -> str:
        return str(self.manifest["project"]["name"])

    @property
    def creators(self) -> list[str]:
        return [line.strip() for line in self.parameters.creators.splitlines() if line.strip()]

    @property
    def split_names(self) -> list[str]:
        return list(self.counts["splits"])
