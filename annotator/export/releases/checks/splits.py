"""The splits that a release would have, before it is made: it can't be changed afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.export.datasets.splits.proposal import MAX_READ, propose_project_splits
from annotator.export.releases.parameters import ReleaseParameters
from annotator.projects.models import Project


@dataclass(frozen=True)
class SplitCheck:
    """The number of articles in each split, and what to know before the release is made."""

    articles: Mapping[str, int]
    warnings: Sequence[str]

    @property
    def text(self) -> str:
        """The warnings in a line."""
        return " ".join(self.warnings)


def check_splits(project: Project, parameters: ReleaseParameters) -> SplitCheck:
    """Return the splits of a release with these parameters. Nothing is written.

    In a large project the numbers are estimates, because texts and labels are not read.
    """
    if parameters.shares is None:
        return SplitCheck({}, [])

    proposal = propose_project_splits(
        project, parameters.selection, parameters.shares, parameters.seed, max_read=MAX_READ
    )
    return SplitCheck(proposal.articles, proposal.warnings(parameters.shares))
