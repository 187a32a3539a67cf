"""Creates projects, with labels and the default codebook."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.projects.audit import COMMAND, record
from annotator.projects.default_codebook import CODEBOOK, texts_by_language
from annotator.projects.labels.defaults import DEFAULT_LABELS, new_label
from annotator.projects.labels.keys import refuse_missing_values
from annotator.projects.members import add_member
from annotator.projects.models import AuditAction, Codebook, Project, Role
from annotator.projects.practice.articles import default_article, publish_practice


def create_project(
    *,
    slug: str,
    name: str = "",
    label_keys: Sequence[str] = tuple(DEFAULT_LABELS),
    overlap: int = 3,
    offers_practice: bool = True,
    manager: User | None = None,
    by_command: bool = False,
) -> Project:
    """Create a project with these labels and version 1 of the codebook.

    A key of the default codebook makes that label. Any other key makes a label without a
    definition. With the default labels the project gets the default practice article, which
    `offers_practice` switches on or off. The manager counts as the person who created the
    project, unless a command did. Raises ValidationError.
    """
    # Each label has a digit as its key on the keyboard.
    if not label_keys or len(set(label_keys)) < len(label_keys) or len(label_keys) > 9:
        raise ValidationError({"labels": _("Enter one to nine different labels.")})
    refuse_missing_values(label_keys)

    project = Project(
        slug=slug, name=name or slug, overlap=overlap, offers_practice=offers_practice
    )
    project.full_clean()

    with transaction.atomic():
        project.save()

        for position, key in enumerate(label_keys, start=1):
            label = new_label(project, key, position)
            label.full_clean()
            label.save()
        text = CODEBOOK.read_text()
        # Kept with the version: a translation that is corrected later must not change what
        # somebody read when they labelled.
        Codebook.objects.create(
            project=project,
            version=1,
            text=text,
            texts=texts_by_language(text),
            reason="first version",
        )
        title, sentences = default_article(label_keys)
        if sentences:
            publish_practice(project=project, title=title, sentences=sentences)

        member = add_member(project=project, user=manager, role=Role.MANAGER) if manager else None
        # A command that names a manager isn't an action of that manager.
        about = f"{member.pseudonym} manages it" if member else ""
        by = COMMAND if by_command or member is None else member
        record(project=project, action=AuditAction.PROJECT_CREATED, by=by, about=about)
    return project
