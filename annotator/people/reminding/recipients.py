"""Who can get a reminder by e-mail, and why others can't."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from annotator.people.reminding.texts import Reminder
from annotator.projects.models import Membership

# A member gets one reminder by e-mail in this time, however often and by whomever it is sent.
AGAIN_AFTER = timedelta(days=1)


def why_unreachable(member: Membership) -> str:
    """Return why this member gets no reminders by e-mail, or ""."""
    user = member.user
    if user is None or not user.is_active:
        return _("has no account")
    if member.suspended_at:
        return _("suspended")
    if member.left_at:
        return _("has left")
    if not user.email:
        return _("no e-mail address")
    return "" if user.takes_reminders else _("hasn’t allowed reminders by e-mail")


def why_not_now(member: Membership, now: datetime) -> str:
    """Return why this member can't get a reminder by e-mail now, or ""."""
    reminded_at = member.reminded_at
    if reminded_at is not None and reminded_at > now - AGAIN_AFTER:
        day = date_format(timezone.localtime(reminded_at), "DATETIME_FORMAT")
        return why_unreachable(member) or _("reminded on %(day)s") % {"day": day}
    return why_unreachable(member)


def divide_recipients(
    reminders: Sequence[Reminder],
) -> tuple[list[Reminder], list[tuple[Reminder, str]]]:
    """Return the reminders that can be sent by e-mail now, and the others with the reason."""
    now = timezone.now()
    reasons = [(reminder, why_not_now(reminder.member, now)) for reminder in reminders]
    return [one for one, why in reasons if not why], [(one, why) for one, why in reasons if why]
