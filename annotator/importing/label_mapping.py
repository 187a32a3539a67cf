"""Maps labels of other tools to the labels of the project."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from annotator.corpus.readers.records import printable
from annotator.labelling.choices import SkipReason
from annotator.lib.names import visible_form
from annotator.lib.ways import way
from annotator.projects.models import Label, Project

T = TypeVar("T")


class UnknownLabelError(Exception):
    """A label is unknown in this project; the message says which one, and what to do."""


@dataclass(frozen=True)
class LabelMapping:
    """Maps the labels in files to the keys of labels and to skip reasons.

    `chosen` has the choices of a person: the label in the file, in its visible form, and a key, or
    "" to ignore it. Other labels map to the label with that key or name, or to that skip reason, in
    any case: these are `known`. `keys` are the keys of the project's labels, `retired` those of
    retired ones, which are imported all the same. Two ways of writing what looks the same are the
    same.
    """

    chosen: Mapping[str, str]
    known: Mapping[str, str]
    keys: frozenset[str]
    retired: frozenset[str] = frozenset()

    @classmethod
    def for_project(cls, project: Project, chosen: Mapping[str, str]) -> "LabelMapping":
        labels = list(Label.objects.filter(project=project))
        known = {reason.casefold(): reason for reason in SkipReason.values}
        # Keys come last, because a label may have a name that is the key of another.
        known |= {_normalise(label.name): label.key for label in labels} | {
            _normalise(label.key): label.key for label in labels
        }
        composed = {visible_form(name): key for name, key in chosen.items()}
        retired = frozenset(label.key for label in labels if label.retired_at)
        return cls(composed, known, frozenset(label.key for label in labels), retired)

    def check(self) -> None:
        """Raise UnknownLabelError if a choice is neither a label nor a skip reason."""
        valid = {"", *self.keys, *SkipReason.values}
        for name, key in self.chosen.items():
            if key not in valid:
                raise UnknownLabelError(
                    _(
                        "%(label)s=%(key)s: “%(key)s” is neither a label of this project nor a "
                        "skip reason."
                    )
                    % {"label": printable(name[:60]), "key": key}
                )

    def suggestion(self, name: str, otherwise: T) -> str | T:
        """Return the key for this label ("" to ignore it), or `otherwise` if it is unknown."""
        return self.chosen.get(visible_form(name), self.known.get(_normalise(name), otherwise))

    def retired_among(self, keys: Iterable[str | None]) -> list[str]:
        return sorted(self.retired & set(keys))

    def decision(self, name: str) -> tuple[str, str] | None:
        """Return (label, skip reason), one of them empty, or None if the label is ignored.

        Raises UnknownLabelError.
        """
        key = self.chosen.get(visible_form(name), self.known.get(_normalise(name)))
        if key is None:
            raise UnknownLabelError(
                _(
                    "unknown label “%(label)s”; map it to a label of the project, or ignore it: "
                    "%(way)s"
                )
                % {
                    "label": printable(name[:60]),
                    "way": way("labels", example=_("LABEL=KEY")),
                }
            )
        if not key:
            return None

        return (key, "") if key in self.keys else ("", key)


def _normalise(name: str) -> str:
    # NFKC, because people with an East Asian keyboard may type wide letters: ｃｌａｉｍ.
    folded = unicodedata.normalize("NFKC", visible_form(name)).casefold()
    return " ".join(folded.replace("_", " ").split())
