"""Creates projects, with labels and the default codebook."""

from collections.abc import Sequence

from django.db import transaction

from annotator.accounts.models import User
from annotator.projects.audit import COMMAND, record
from annotator.projects.default_codebook import CODEBOOK, texts_by_language
from annotator.projects.labels.defaults import DEFAULT_LABELS
from annotator.projects.labels.files import LabelRow, labels_from_rows, rows_of_keys
from annotator.projects.labels.skeleton import codebook_skeleton
from annotator.projects.members import add_member
from annotator.projects.models import AuditAction, Codebook, Project, Role
from annotator.projects.practice.articles import default_article, publish_practice
from annotator.projects.short_names import check_short_name


def create_project(
    *,
    slug: str,
    name: str = "",
    label_keys: Sequence[str] = tuple(DEFAULT_LABELS),
    labels: Sequence[LabelRow] = (),
    overlap: int | None = 3,
    offers_practice: bool = True,
    manager: User | None = None,
    by_command: bool = False,
) -> Project:
    """Create a project with these labels, by key or as `labels`, and version 1 of the codebook.

    A key of the default codebook makes that label. Any other key makes a label without a
    definition. With the default labels the project gets the default codebook, and the default
    practice article, which `offers_practice` switches on or off; with others, the beginning of a
    codebook about them. The manager counts as the person who created the project, unless a command
    did. Raises ValidationError.
    """
    project = Project(
        slug=slug, name=name or slug, overlap=overlap, offers_practice=offers_practice
    )
    check_short_name(slug)
    project.full_clean()
    made = labels_from_rows(project, labels or rows_of_keys(label_keys))

    with transaction.atomic():
        project.save()

        for label in made:
            # It has a primary key only now.
            label.project = project
            label.full_clean()
            label.save()
        is_default = [label.key for label in made] == list(DEFAULT_LABELS) and not labels
        text = CODEBOOK.read_text() if is_default else codebook_skeleton(project.name, made)
        # Kept with the version: a translation that is corrected later must not change what
        # somebody read when they labelled.
        Codebook.objects.create(
            project=project,
            version=1,
            text=text,
            texts=texts_by_language(text),
        )
        title, sentences = default_article([label.key for label in made])
        if sentences:
            publish_practice(project=project, title=title, sentences=sentences)

        member = add_member(project=project, user=manager, role=Role.MANAGER) if manager else None
        # A command that names a manager isn't an action of that manager.
        about = f"{member.pseudonym} manages it" if member else ""
        by = COMMAND if by_command or member is None else member
        record(project=project, action=AuditAction.PROJECT_CREATED, by=by, about=about)
    return project
