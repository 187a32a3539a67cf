"""What a release is to be: asked on the page or said to the command, kept with the release and
printed in it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from annotator.export.datasets.selection import Content, Seconds, Selection
from annotator.export.datasets.splits import Shares


@dataclass(frozen=True)
class ReleaseParameters:
    """`split` are shares like 80/10/10, or empty for none; `dated` the day that stands on it, as
    2026-11-22.

    `licence` is what the labels may be used under, as an SPDX identifier where there is one;
    `creators` are names, one a line; `about` says in the project's words what the dataset is and
    how the articles were chosen.

    `seconds` is one of `Seconds`. `annotator_details` adds what makes single annotators stand out:
    the days of their work, their median time, and the work of those who are set aside. `replicates`
    are the resamples of its intervals, None for the usual number.
    """

    dated: str
    standoff: bool = False
    notes: bool = False
    seconds: str = Seconds.WHOLE.value
    annotator_details: bool = False
    done_only: bool = False
    split: str = "80/10/10"
    seed: int = 0
    replicates: int | None = None
    licence: str = ""
    creators: str = ""
    about: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "ReleaseParameters":
        return cls(**kept)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.dated)

    @property
    def shares(self) -> Shares | None:
        return Shares.read(self.split) if self.split else None

    @property
    def selection(self) -> Selection:
        """Drafts that nobody has labelled are no part of a release, nor, unless asked for, is work
        set aside.
        """
        return Selection(done_only=self.done_only, drafts=False, set_aside=self.annotator_details)

    def content(self, splits: Mapping[int, str]) -> Content:
        return Content(
            standoff=self.standoff,
            notes=self.notes,
            times=False,
            days=self.annotator_details,
            seconds=Seconds(self.seconds),
            splits=splits,
        )
