"""The parameters of a release. They are stored with it and printed in its card."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from annotator.export.datasets.selection import Content, Seconds, Selection
from annotator.export.datasets.splits.shares import Shares


@dataclass(frozen=True)
class ReleaseParameters:
    """The choices for one release. `split` has shares such as 80/10/10, or is empty for no splits.
    `dated` is the release date, such as 2026-11-22.

    `licence` is the licence of the labels, an SPDX identifier. `creators` are names, one per
    line. `about` describes the dataset and how the articles were selected.

    `seconds` is one of `Seconds`. `annotator_details` adds details by which single annotators may
    be recognised: days of work, median times, and the work of suspended annotators.

    `rounds` and `languages` are those of the articles, empty for all. Without `unlabelled`, the
    files of the splits have no sentences without a final label.
    """

    dated: str
    standoff: bool = False
    notes: bool = False
    seconds: str = Seconds.WHOLE.value
    annotator_details: bool = False
    rounds: Sequence[str] = ()
    languages: Sequence[str] = ()
    done_only: bool = False
    unlabelled: bool = False
    split: str = "80/10/10"
    seed: int = 0
    licence: str = ""
    creators: str = ""
    about: str = ""

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "ReleaseParameters":
        # Parameters of earlier versions may have more: `replicates` of the bootstrap.
        known = {field.name for field in fields(cls)}
        # JSON has lists, which aren't equal to tuples.
        kept: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
            if name in known
        }
        return cls(**kept)

    def as_json(self) -> dict[str, Any]:
        # As JSON reads them back, so that stored ones can be compared.
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    @property
    def day(self) -> date:
        return date.fromisoformat(self.dated)

    @property
    def shares(self) -> Shares | None:
        return Shares.read(self.split) if self.split else None

    @property
    def selection(self) -> Selection:
        """The rows of the release: no unlabelled drafts and, without `annotator_details`, no work
        of suspended annotators.
        """
        return Selection(
            rounds=self.rounds,
            languages=self.languages,
            done_only=self.done_only,
            drafts=False,
            set_aside=self.annotator_details,
        )

    def content(self, splits: Mapping[int, str]) -> Content:
        # Never with clock times: they would show the order of the work and the speed of
        # people.
        return Content(
            standoff=self.standoff,
            notes=self.notes,
            times=False,
            days=self.annotator_details,
            seconds=Seconds(self.seconds),
            splits=splits,
        )
