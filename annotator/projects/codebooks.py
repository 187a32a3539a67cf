"""The versions of a project's codebook."""

from django.db import transaction

from annotator.projects.default_codebook import texts_by_language
from annotator.projects.models import Codebook, Membership, Project


def see_codebook(*, membership: Membership) -> None:
    """Store that this person has seen the current version of the codebook."""
    Membership.objects.filter(pk=membership.pk).update(
        codebook_seen=membership.project.current_codebook().version
    )


def publish_codebook(
    *, project: Project, text: str, reason: str, texts: dict[str, str] | None = None
) -> Codebook:
    """Publish a new version of the codebook; `texts` has it in other languages.

    Annotators see it, with the reason, before their next article. Without `texts`, those who
    read another language get the one that everybody has, unless it is the default codebook.
    """
    with transaction.atomic():
        # The row of the project is the lock: two managers who publish at once must get
        # two numbers.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        version = project.current_codebook().version + 1
        return Codebook.objects.create(
            project=project,
            version=version,
            text=text,
            texts=texts_by_language(text) if texts is None else texts,
            reason=reason,
        )
