"""The ten questions of the datasheet, with the answers that each asks for."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Question:
    """A question, and the names of its answers in `StatedFacts`."""

    key: str
    title: Promise
    answers: tuple[str, ...]


QUESTIONS = (
    Question(
        "who",
        gettext_lazy("Who annotated?"),
        ("annotators", "annotator_kind", "expertise", "demographics"),
    ),
    Question("recruited", gettext_lazy("How were they recruited?"), ("recruitment",)),
    Question("trained", gettext_lazy("How were they trained?"), ("training",)),
    Question(
        "paid",
        gettext_lazy("How were they paid?"),
        ("payment", "pay_per_hour", "pay_currency"),
    ),
    Question(
        "protected",
        gettext_lazy("How were they informed and protected?"),
        ("consent", "ethics", "wellbeing"),
    ),
    Question("languages", gettext_lazy("Which languages do they know?"), ("languages",)),
    Question("chosen", gettext_lazy("How were the articles chosen?"), ("collection", "speakers")),
    Question("rights", gettext_lazy("Who has rights in the texts?"), ("rights",)),
    Question("uses", gettext_lazy("What is the dataset for?"), ("uses", "misuses", "biases")),
    Question(
        "kept",
        gettext_lazy("Who looks after it?"),
        ("contact", "takedown", "maintenance"),
    ),
)
