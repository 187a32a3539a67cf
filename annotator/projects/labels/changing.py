"""Changes of a project's labels: each is one transaction, with an event in the audit log.

What somebody labelled is never touched. The key of a label never changes, and a label that was used
is retired instead of deleted.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F, Max, ProtectedError
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.projects.audit import ByCommand, changes, record
from annotator.projects.labels.keys import refuse_missing_values
from annotator.projects.models import AuditAction, Label, Membership, Project

# Each label that annotators can choose has a digit as its shortcut.
SHORTCUTS = tuple("123456789")
MOST_ACTIVE = len(SHORTCUTS)
CHANGEABLE = (
    "name", "definition", "names", "definitions", "mark", "colour", "shortcut", "takes_target",
    "question", "questions",
)  # fmt: skip

By = Membership | User | ByCommand


def free_shortcuts(project: Project, *, label: Label | None = None) -> list[str]:
    """Return the digits that no other active label has."""
    own = label.pk if label else None
    taken = {one.shortcut for one in project.labels.active() if one.pk != own}
    return [digit for digit in SHORTCUTS if digit not in taken]


@transaction.atomic
def add_label(label: Label, *, by: By) -> Label:
    """Store a new label as the last one; without a shortcut, it gets a free one.

    Raises ValidationError.
    """
    project = _lock(label.project)
    refuse_missing_values([label.key])
    if project.labels.filter(key=label.key).exists():
        raise ValidationError(
            {
                "key": _("The project already has a label with the key “%(key)s”.")
                % {"key": label.key}
            }
        )
    free = _require_a_free_shortcut(project)
    label.shortcut = label.shortcut or free[0]
    last = project.labels.aggregate(last=Max("position"))["last"]
    label.position = (last or 0) + 1
    label.full_clean()
    label.save()

    _record(project, by, f"added {label.key}")
    return label


@transaction.atomic
def change_label(label: Label, *, by: By) -> None:
    """Store the changed fields of a label. Raises ValidationError, also for another key."""
    project = _lock(label.project)
    stored = Label.objects.get(project=project, pk=label.pk)
    if label.key != stored.key:
        raise ValidationError({"key": why_keys_stay()})
    # Open pages still send targets of this label, and they must not be refused.
    if stored.takes_target and not label.takes_target and _is_used(stored):
        raise ValidationError(
            {
                "takes_target": _(
                    "“%(label)s” has been used with targets. Retire it, and add a label without."
                )
                % {"label": stored.shown_name}
            }
        )

    label.full_clean()
    changed = [name for name in CHANGEABLE if getattr(label, name) != getattr(stored, name)]
    if not changed:
        return

    label.save(update_fields=changed)
    before = {name: getattr(stored, name) for name in changed}
    _record(project, by, f"changed {label.key}: {changes(changed, before)}")


@transaction.atomic
def retire_label(label: Label, *, by: By) -> None:
    """Stop offering a label. Raises ValidationError for the last active one."""
    project = _lock(label.project)
    if not project.labels.active().exclude(pk=label.pk).exists():
        raise ValidationError(_("A project needs at least one label that isn’t retired."))

    retired = (
        project.labels.active().filter(pk=label.pk).update(retired_at=timezone.now(), shortcut=None)
    )
    if retired:
        _record(project, by, f"retired {label.key}")


@transaction.atomic
def reinstate_label(label: Label, *, by: By) -> None:
    """Offer a retired label again, with a free shortcut. Raises ValidationError without one."""
    project = _lock(label.project)
    if project.labels.active().filter(pk=label.pk).exists():
        return

    free = _require_a_free_shortcut(project)
    project.labels.filter(pk=label.pk).update(retired_at=None, shortcut=free[0])
    _record(project, by, f"reinstated {label.key}")


@transaction.atomic
def delete_label(label: Label, *, by: By) -> None:
    """Delete a label that was never used. Raises ValidationError for any other."""
    project = _lock(label.project)
    if not project.labels.active().exclude(pk=label.pk).exists():
        raise ValidationError(_("A project needs at least one label that isn’t retired."))

    if _is_used(label):
        raise ValidationError(
            _("“%(label)s” has been used, so it can’t be deleted. You can retire it.")
            % {"label": label.shown_name}
        )
    project.labels.filter(pk=label.pk).delete()
    _record(project, by, f"deleted {label.key}")


@transaction.atomic
def order_labels(project: Project, keys: Sequence[str], *, by: By) -> None:
    """Put the labels into this order. Raises ValidationError unless each one is named once."""
    project = _lock(project)
    labels = {label.key: label for label in project.labels.all()}
    if sorted(keys) != sorted(labels):
        raise ValidationError({"labels": _("Name each label of the project once.")})
    if list(keys) == list(labels):
        return

    for position, key in enumerate(keys, start=1):
        labels[key].position = position
    project.labels.bulk_update(labels.values(), ["position"])
    _record(project, by, f"new order: {', '.join(keys)}")


def why_keys_stay() -> str:
    return _(
        "The key can’t be changed: datasets, releases and scripts have it. Change the name, or "
        "add a label and retire this one."
    )


def _is_used(label: Label) -> bool:
    """Whether an annotation or an adjudication has the label: the database then protects it."""
    # The models of these are in layers above this one.
    collector = Collector(using=DEFAULT_DB_ALIAS)
    try:
        collector.collect([label])
    except ProtectedError:
        return True
    return False


def _lock(project: Project) -> Project:
    """Let changes of the labels wait for each other."""
    return Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _require_a_free_shortcut(project: Project) -> list[str]:
    free = free_shortcuts(project)
    if not free:
        raise ValidationError(
            _("A project can have %(most)s labels at most that aren’t retired.")
            % {"most": MOST_ACTIVE}
        )
    return free


def _record(project: Project, by: By, about: str) -> None:
    Project.objects.filter(pk=project.pk).update(labels_version=F("labels_version") + 1)
    record(project=project, action=AuditAction.LABELS_CHANGED, by=by, about=about)
