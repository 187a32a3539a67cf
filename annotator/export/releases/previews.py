"""The preview of the next release: what is kept of it, for how long, and what differs from it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from annotator.export.models import Release, ReleasePreview
from annotator.export.releases.parameters import ReleaseParameters
from annotator.projects.models import Project

# It has the articles' text, so it isn't kept for longer than somebody looks at it.
KEPT = timedelta(days=1)


def current_preview(project: Project) -> ReleasePreview | None:
    """Return the preview of the next release, unless it is a day old or its number is taken."""
    preview = (
        ReleasePreview.objects.select_related("project", "made_by")
        .filter(project=project, made_at__gt=timezone.now() - KEPT)
        .first()
    )
    if preview is None or not default_storage.exists(preview.archive):
        return None
    is_past = Release.objects.in_project(project).filter(number__gte=preview.number).exists()
    return None if is_past else preview


def differences(
    project: Project, parameters: ReleaseParameters, files: Mapping[str, tuple[str, int]]
) -> list[str] | None:
    """Return the names of the files that differ from those of the preview.

    None if there is no preview with these parameters.
    """
    preview = current_preview(project)
    if preview is None or preview.parameters != parameters.as_json():
        return None
    before = {name: digest for name, (digest, _size) in preview.files.items()}
    now = {name: digest for name, (digest, _size) in files.items()}
    return sorted(name for name in {**before, **now} if before.get(name) != now.get(name))


def discard_preview(project: Project) -> bool:
    """Delete the preview of the project. Return whether there was one."""
    return _delete(list(ReleasePreview.objects.filter(project=project))) > 0


def delete_old_previews() -> int:
    """Delete the previews that are a day old. Return their number."""
    return _delete(list(ReleasePreview.objects.filter(made_at__lte=timezone.now() - KEPT)))


def _delete(previews: Sequence[ReleasePreview]) -> int:
    for preview in previews:
        ReleasePreview.objects.filter(project=preview.project_id, pk=preview.pk).delete()
        # The storage is not part of the transaction: the file goes once nothing refers to it.
        transaction.on_commit(partial(default_storage.delete, preview.archive))
    return len(previews)
