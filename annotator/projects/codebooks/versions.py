"""The versions of a project's codebook."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from annotator.projects.default_codebook import texts_by_language
from annotator.projects.models import Codebook, Membership, Project

# Each version is parsed to find out since when a rule is as it is.
MAX_COMPARED = 20


def see_codebook(*, membership: Membership) -> None:
    """Store that this person has seen the current version of the codebook."""
    version = membership.project.current_codebook().version
    # Seeing it again must not change which one they saw before it.
    Membership.objects.filter(pk=membership.pk).exclude(codebook_seen=version).update(
        codebook_seen_before=F("codebook_seen"), codebook_seen=version
    )


def known_version(membership: Membership | None, current: Codebook) -> int:
    """The version that this person knew before the current one. 0: they need no comparison."""
    if membership is None:
        return 0
    seen = membership.codebook_seen
    return seen if seen < current.version else membership.codebook_seen_before


def versions_since(known: int, current: Codebook) -> list[Codebook]:
    """The versions from `known` to the current one, in order; of many only the first and last."""
    if not known:
        return [current]

    versions = Codebook.objects.filter(project=current.project_id, version__gte=known)
    if current.version - known > MAX_COMPARED:
        versions = versions.filter(version__in=[known, current.version])
    return list(versions.filter(version__lte=current.version).order_by("version"))


def texts_in_one_language(versions: Sequence[Codebook]) -> list[str]:
    """The texts of these versions in the language of the page, if each of them has it.

    Else those that everybody has.
    """
    shown = [version.shown_text for version in versions]
    if all(text != version.text for text, version in zip(shown, versions, strict=True)):
        return shown
    return [version.text for version in versions]


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
