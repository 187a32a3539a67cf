"""Maps labels of other tools to the labels of the project."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from annotator.corpus.readers.records import printable
from annotator.labelling.choices import SkipReason
from annotator.projects.models import Label, Project


class UnknownLabelError(Exception):
    """A label is unknown in this project; the message says which one, and what to do."""


@dataclass(frozen=True)
class LabelMapping:
    """`theirs` maps their words to the key of a label, to a skip reason, or to nothing (ignored).

    Words that are not in it stand for the label of that key or name, or for the skip reason,
    whatever their case.
    """

    theirs: Mapping[str, str]
    ours: Mapping[str, str]
    keys: frozenset[str]

    @classmethod
    def for_project(cls, project: Project, theirs: Mapping[str, str]) -> "LabelMapping":
        labels = list(Label.objects.filter(project=project))
        ours = {reason.casefold(): reason for reason in SkipReason.values}
        ours |= {_plain(label.name): label.key for label in labels} | {
            _plain(label.key): label.key for label in labels
        }
        return cls(theirs, ours, frozenset(label.key for label in labels))

    def check(self) -> None:
        """Raises UnknownLabelError where `theirs` maps to what the project doesn't have."""
        known = {"", *self.keys, *SkipReason.values}
        for ours in self.theirs.values():
            if ours not in known:
                raise UnknownLabelError(
                    _("“%(key)s” is neither a label of this project nor a skip reason.")
                    % {"key": ours}
                )

    def suggestion(self, says: str, otherwise: str) -> str:
        """The key that `says` maps to (empty: ignored), or `otherwise` if it is unknown."""
        return self.theirs.get(says, self.ours.get(_plain(says), otherwise))

    def decision(self, says: str) -> tuple[str, str] | None:
        """(label, skip reason), one of them empty; None if it is ignored. Raises
        UnknownLabelError.
        """
        ours = self.theirs.get(says, self.ours.get(_plain(says)))
        if ours is None:
            raise UnknownLabelError(
                _("unknown label “%(label)s”; map it to a label of the project, or ignore it")
                % {"label": printable(says[:60])}
            )
        if not ours:
            return None

        return (ours, "") if ours in self.keys else ("", ours)


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").split())
