"""Problems that annotators report about their articles. They are events of the audit log."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.labelling.assignments.lifecycle import AssignmentStateError
from annotator.labelling.models import Assignment
from annotator.projects.audit import audit_log, record
from annotator.projects.models import AuditAction, AuditEvent, Project

MAX_LENGTH = 280
# From one person in a day, so that nobody fills the log.
MAX_A_DAY = 20
SHOWN_FOR = timedelta(days=30)


def report_problem(*, assignment: Assignment, text: str) -> AuditEvent:
    """Tell the managers what is wrong with an article. Raises AssignmentStateError."""
    member = assignment.annotator
    with transaction.atomic():
        today = AuditEvent.objects.filter(
            project=assignment.project,
            actor=member,
            action=AuditAction.PROBLEM_REPORTED,
            at__gte=timezone.now() - timedelta(days=1),
        )
        if today.count() >= MAX_A_DAY:
            raise AssignmentStateError(
                _("You can report %(most)s problems a day.") % {"most": MAX_A_DAY}
            )

        return record(
            project=assignment.project,
            action=AuditAction.PROBLEM_REPORTED,
            by=member,
            about=f"{assignment.article.external_id[:100]}: {text}",
        )


def recent_problems(project: Project) -> QuerySet[AuditEvent]:
    """What was reported in the last thirty days, the newest first."""
    since = timezone.now() - SHOWN_FOR
    return audit_log(project).filter(action=AuditAction.PROBLEM_REPORTED, at__gte=since)
