"""New projects, with the labels and the codebook that every project starts with, and new versions
of the codebook.
"""

from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from annotator.accounts.models import User
from annotator.projects.audit import COMMAND, record
from annotator.projects.default_labels import DEFAULT_LABELS, new_label
from annotator.projects.members import add_member
from annotator.projects.models import AuditAction, Codebook, Project, Role

CODEBOOK = Path(__file__).with_name("default_codebook.md")


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

    A key of the default codebook brings that label; any other one makes a label that awaits its
    definition.
    """
    if not label_keys or len(set(label_keys)) < len(label_keys) or len(label_keys) > 9:
        raise ValidationError({"labels": "A project has one to nine labels, each once."})
    project = Project(slug=slug, name=name or slug, overlap=overlap)
    project.full_clean()
    with transaction.atomic():
        project.save()
        for position, key in enumerate(label_keys, start=1):
            label = new_label(project, key, position)
            label.full_clean()
            label.save()
        Codebook.objects.create(
            project=project, version=1, text=CODEBOOK.read_text(), reason="first version"
        )
        member = add_member(project=project, user=manager, role=Role.MANAGER) if manager else None
        about = f"{member.pseudonym} manages it" if member else ""
        by = COMMAND if by_command or member is None else member
        record(project=project, action=AuditAction.PROJECT_CREATED, by=by, about=about)
    return project
