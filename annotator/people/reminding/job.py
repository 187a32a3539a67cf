"""Sends reminders by e-mail in the background, so that a slow mail server holds up no page."""

import logging
from collections.abc import Sequence
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Any

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django_tasks import task

from annotator.accounts.models import User
from annotator.jobs.models import Job, JobKind, JobState
from annotator.jobs.running import JobError, RunningJob, running
from annotator.people.reminding.recipients import why_not_now, why_unreachable
from annotator.people.reminding.texts import why_sent, write_reminders
from annotator.projects.access import Access
from annotator.projects.audit import write_event
from annotator.projects.models import AuditAction, Membership

logger = logging.getLogger(__name__)

# What a mail server says of one e-mail. After any other error, the next one would fail, too.
# UnicodeError: an address that can't be written in ASCII.
REFUSALS = (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError, UnicodeError)


def send_reminders(
    *, access: Access, by: User, members: Sequence[Membership], with_names: bool
) -> list[Membership]:
    """Queue an e-mail for each member who can get one now, and return these members.

    Of two requests at the same moment, only one gets a member. What the e-mails say is written
    when they are sent, so that nobody's name is stored with the job.
    """
    now = timezone.now()
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("user")

    with transaction.atomic():
        locked = rows.filter(
            project=access.project, pk__in=[member.pk for member in members]
        ).order_by("pk")
        chosen = [member for member in locked if not why_not_now(member, now)]
        if not chosen:
            return []

        Membership.objects.filter(
            project=access.project, pk__in=[member.pk for member in chosen]
        ).update(reminded_at=now)
        job = Job.objects.create(
            project=access.project,
            kind=JobKind.REMINDERS,
            state=JobState.WAITING,
            made_by=access.membership,
            total=len(chosen),
            parameters={
                "members": [member.pk for member in chosen],
                "at": now.isoformat(),
                "with_names": with_names,
                "language": translation.get_language(),
            },
            heartbeat_at=now,
        )
        run_reminders.enqueue(job.pk)
        names = ", ".join(member.pseudonym for member in chosen)
        write_event(access, by, AuditAction.MEMBERS_REMINDED, f"{len(chosen)}: {names}")
    return chosen


@task()
def run_reminders(job_id: int) -> None:
    """Send the e-mails of the job. Each is sent once at most, also if the worker ends."""
    with running(job_id, run_reminders.enqueue) as run:
        if run is not None:
            _Sending(run).send_all()
    _let_remind_again(job_id)


class _Sending:
    """The e-mails of one job.

    The result of the job has the number `sent`, the members who are `handled`, and `begun`: the one
    whose e-mail is with the mail server.
    """

    def __init__(self, run: RunningJob) -> None:
        self.run = run
        self.parameters: dict[str, Any] = run.job.parameters
        self.result: dict[str, Any] = {"sent": 0, "handled": [], "begun": None} | run.job.result
        self.run.measure = lambda: len(self.result["handled"])

    def send_all(self) -> None:
        if self.result["begun"] is not None:
            self._end(
                self._member(self.result["begun"]),
                _("The worker was stopped, so it isn’t known whether the e-mail was sent."),
            )

        handled = set(self.result["handled"])
        waiting = [pk for pk in self.parameters["members"] if pk not in handled]
        try:
            with mail.get_connection() as connection:
                for pk in waiting:
                    self._send_to(self._member(pk), connection)
        except (OSError, SMTPException) as error:
            logger.error("job %s: the mail server: %s", self.run.job.pk, type(error).__name__)
            self.result["begun"] = None
            self.run.save_result(self.result, [])
            raise JobError(
                _("The mail server doesn’t work. Those who got no e-mail can be reminded again.")
            ) from error

    def _send_to(self, member: Membership, connection: BaseEmailBackend) -> None:
        self.result["begun"] = member.pk
        self.run.save_progress(self.result, [])

        # It may be another now than when the e-mail was asked for.
        problem = why_unreachable(member)
        if not problem:
            try:
                self._message(member, connection).send()
            except REFUSALS as error:
                logger.warning("job %s: refused: %s", self.run.job.pk, type(error).__name__)
                problem = _("The mail server refused the e-mail or the address.")
            else:
                self.result["sent"] += 1
        if problem:
            _forget(self.run.job, [member.pk])
        self._end(member, problem)

    def _message(self, member: Membership, connection: BaseEmailBackend) -> mail.EmailMessage:
        assert member.user is not None
        with translation.override(self.parameters["language"]):
            [reminder] = write_reminders(
                member.project, [member], with_names=self.parameters["with_names"]
            )
        with translation.override(reminder.language):
            body = f"{reminder.text}\n\n-- \n{why_sent()}\n"
        return mail.EmailMessage(
            reminder.subject,
            body,
            to=[member.user.email],
            headers={"Auto-Submitted": "auto-generated"},
            connection=connection,
        )

    def _end(self, member: Membership, problem: str) -> None:
        self.result["begun"] = None
        self.result["handled"].append(member.pk)
        with transaction.atomic():
            problems = [(member.pseudonym, problem, False)] if problem else []
            self.run.save_result(self.result, problems)

    def _member(self, pk: int) -> Membership:
        members = Membership.objects.filter(project=self.run.job.project_id)
        return members.select_related("user", "project").get(pk=pk)


def _let_remind_again(job_id: int) -> None:
    """After a job that failed or was cancelled, forget that the others were reminded."""
    job = Job.objects.filter(pk=job_id, state__in=[JobState.FAILED, JobState.CANCELLED]).first()
    if job is not None:
        done = {*job.result.get("handled", []), job.result.get("begun")}
        _forget(job, [pk for pk in job.parameters["members"] if pk not in done])


def _forget(job: Job, members: Sequence[int]) -> None:
    # A later reminder stays.
    reminded = Membership.objects.filter(project=job.project_id, pk__in=members)
    reminded.filter(reminded_at=parse_datetime(job.parameters["at"])).update(reminded_at=None)
