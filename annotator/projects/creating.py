"""New projects, with the labels and the codebook that every project starts with, and new versions of the codebook."""

from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from annotator.accounts.models import User
from annotator.projects.audit import COMMAND, record
from annotator.projects.models import AuditAction, Codebook, Colour, Label, Project, Role
from annotator.projects.people import add_member

CODEBOOK = Path(__file__).with_name("default_codebook.md")

DEFAULT_LABELS = {
    "claim": Label(
        name="Claim",
        mark="C",
        colour=Colour.BLUE,
        definition=(
            "Puts forward, in anyone's voice, something that evidence could settle: an event, an act, a number, a "
            "statement, a quotation. Nobody rejects or doubts it in this sentence."
        ),
    ),
    "denial": Label(
        name="Denial",
        mark="D",
        colour=Colour.VERMILION,
        takes_target=True,
        definition=(
            "Says that something asserted or presupposed is false or did not happen, or reports someone saying so. "
            "Refusing and declining are no denials."
        ),
    ),
    "doubt": Label(
        name="Doubted reporting",
        mark="?",
        colour=Colour.PURPLE,
        takes_target=True,
        definition=(
            "Presents a report or its source as unreliable or unconfirmed, or reports that someone does, without "
            "asserting the opposite. A lone “reportedly” is not enough."
        ),
    ),
    "opinion": Label(
        name="Opinion",
        mark="O",
        colour=Colour.GREEN,
        definition=(
            "Evaluates, interprets motives or meaning, predicts, exhorts, or asks rhetorically. Two informed people "
            "could accept all the facts and still differ."
        ),
    ),
}


def create_project(
    *,
    slug: str,
    name: str = "",
    label_keys: Sequence[str] = tuple(DEFAULT_LABELS),
    overlap: int = 3,
    manager: User | None = None,
    by_command: bool = False,
) -> Project:
    """A project with these labels and the codebook in its first version. Raises ValidationError.

    Its manager is who made it, unless a command did, or it has none.

    A key of the default codebook brings that label; any other one makes a label that awaits its definition.
    """
    if not label_keys or len(set(label_keys)) < len(label_keys) or len(label_keys) > 9:
        raise ValidationError({"labels": "A project has one to nine labels, each once."})
    project = Project(slug=slug, name=name or slug, overlap=overlap)
    project.full_clean()
    with transaction.atomic():
        project.save()
        for position, key in enumerate(label_keys, start=1):
            label = _label(project, key, position)
            label.full_clean()
            label.save()
        Codebook.objects.create(project=project, version=1, text=CODEBOOK.read_text(), reason="first version")
        member = add_member(project=project, user=manager, role=Role.MANAGER) if manager else None
        about = f"{member.pseudonym} manages it" if member else ""
        by = COMMAND if by_command or member is None else member
        record(project=project, action=AuditAction.PROJECT_CREATED, by=by, about=about)
    return project


def publish_codebook(*, project: Project, text: str, reason: str) -> Codebook:
    """A new version of the codebook. Annotators are shown it, with the reason, before their next article."""
    with transaction.atomic():
        # The project's row is the lock on its versions: two managers who publish at once get two numbers.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        version = project.current_codebook().version + 1
        return Codebook.objects.create(project=project, version=version, text=text, reason=reason)


def _label(project: Project, key: str, position: int) -> Label:
    default = DEFAULT_LABELS.get(key) or Label(
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
    )
