"""The default labels, with their definitions."""

from dataclasses import dataclass

from annotator.lib.translation import pgettext_noop
from annotator.projects.models import Colour, Label, Project


@dataclass(frozen=True)
class DefaultLabel:
    """A label as a new project gets it. A manager can change it."""

    name: str
    mark: str
    colour: Colour
    definition: str = ""
    takes_target: bool = False
    # Asks for the target.
    question: str = ""


DEFAULT_LABELS = {
    "claim": DefaultLabel(
        name=pgettext_noop("label", "Claim"),
        mark="C",
        colour=Colour.BLUE,
        definition=pgettext_noop(
            "label",
            "Puts forward, in anyone’s voice, something that evidence could settle: an event, an "
            "act, a number, a statement, a quotation. Nobody rejects or doubts it in this "
            "sentence.",
        ),
    ),
    "denial": DefaultLabel(
        name=pgettext_noop("label", "Denial"),
        mark="D",
        colour=Colour.VERMILION,
        takes_target=True,
        question=pgettext_noop("label", "Which sentence does this deny?"),
        definition=pgettext_noop(
            "label",
            "Says that something asserted or presupposed is false or did not happen, or reports "
            "someone saying so. Refusing or declining isn’t a denial.",
        ),
    ),
    "doubt": DefaultLabel(
        name=pgettext_noop("label", "Doubted reporting"),
        mark="?",
        colour=Colour.PURPLE,
        takes_target=True,
        question=pgettext_noop("label", "Which sentence does this doubt?"),
        definition=pgettext_noop(
            "label",
            "Presents a report or its source as unreliable or unconfirmed, or reports that someone "
            "does, without asserting the opposite. A lone “reportedly” is not enough.",
        ),
    ),
    "opinion": DefaultLabel(
        name=pgettext_noop("label", "Opinion"),
        mark="O",
        colour=Colour.GREEN,
        definition=pgettext_noop(
            "label",
            "Evaluates, interprets motives or meaning, predicts, exhorts, or asks rhetorically. "
            "Two informed people could accept all the facts and still differ.",
        ),
    ),
}


def new_label(project: Project, key: str, position: int) -> Label:
    """Return an unsaved label for this key, with its default definition if there is one."""
    default = DEFAULT_LABELS.get(key) or DefaultLabel(
        name=key.replace("_", " ").capitalize(),
        mark=key[:1].upper(),
        colour=list(Colour)[(position - 1) % len(Colour)],
    )

    return Label(
        project=project,
        key=key,
        position=position,
        shortcut=str(position),
        name=default.name,
        mark=default.mark,
        colour=default.colour,
        definition=default.definition,
        takes_target=default.takes_target,
        question=default.question,
    )
