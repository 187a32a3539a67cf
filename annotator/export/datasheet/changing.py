"""Storing the answers of the datasheet, with an event in the audit log."""

from collections.abc import Mapping

from django.db import transaction

from annotator.accounts.models import User
from annotator.projects.audit import ByCommand, changes, record
from annotator.projects.facts.stated import StatedFacts
from annotator.projects.models import (
    AuditAction,
    Membership,
    Project,
    ProjectFacts,
    stated_facts,
)


def change_facts(
    *, project: Project, facts: StatedFacts, by: Membership | User | ByCommand
) -> None:
    """Let these be the answers of the project. The audit log gets an event if anything changes."""
    with transaction.atomic():
        # Two managers who save at the same moment: the second waits here, and its event has
        # what the first one wrote.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        before, after = stated_facts(project).as_json(), facts.as_json()
        changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        if not changed:
            return

        ProjectFacts.objects.update_or_create(project=project, defaults={"answers": after})
        record(
            project=project,
            action=AuditAction.SETTINGS_CHANGED,
            about=changes(changed, _old_values(before)),
            by=by,
        )


def _old_values(before: Mapping[str, object]) -> dict[str, object]:
    return {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value
        for name, value in before.items()
    }
