"""Texts that remind members of their work, for managers to send."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.labelling.models import Assignment
from annotator.projects.models import Membership, Project
from annotator.projects.showing_names import shown_name


@dataclass(frozen=True)
class Reminder:
    """A text for one member: the articles in progress, those that are overdue, the last label."""

    member: Membership
    name: str
    text: str

    @property
    def id(self) -> str:
        """The id of the text on the page."""
        return f"text-{self.member.pk}"

    @property
    def copy_label(self) -> str:
        return _("Copy the text for %(pseudonym)s") % {"pseudonym": self.member.pseudonym}


def write_reminders(
    project: Project, members: Sequence[Membership], *, with_names: bool
) -> list[Reminder]:
    """Write a text for each of these members, in one query. `with_names` greets them by name."""
    now = timezone.now()
    theirs = Assignment.objects.filter(annotator__in=members).worked_on_here().order_by()
    at_work = Q(state="open", article__state="open")
    work = {
        row["annotator"]: row
        for row in theirs.values("annotator").annotate(
            open=Count("pk", filter=at_work),
            overdue=Count("pk", filter=at_work & Q(expires_at__lt=now)),
            last=Max("touched_at"),
        )
    }
    nothing = {"open": 0, "overdue": 0, "last": None}

    reminders = []
    for member in members:
        row = work.get(member.pk, nothing)
        last = row["last"]
        days = (timezone.localdate(now) - timezone.localdate(last)).days if last else None
        lines = [
            _greeting(member, with_names=with_names),
            "",
            _("This is a reminder about “%(project)s”.") % {"project": project},
            _articles(row["open"], row["overdue"]),
            _last_label(days),
            "",
            _("Continue here: %(address)s")
            % {"address": f"{settings.SITE_URL}{reverse('label_next', args=[project.slug])}"},
        ]
        name = shown_name(member, with_names=with_names)
        reminders.append(Reminder(member, name, "\n".join(lines)))
    return reminders


def _greeting(member: Membership, *, with_names: bool) -> str:
    if not with_names or member.user is None:
        return _("Hello,")
    return _("Hello %(name)s,") % {"name": member.user.name or member.user.username}


def _articles(opened: int, overdue: int) -> str:
    if not opened:
        return _("You have no article in progress at the moment.")
    text = ngettext(
        "You have %(count)s article in progress.",
        "You have %(count)s articles in progress.",
        opened,
    ) % {"count": opened}
    if overdue:
        more = ngettext(
            "The time for %(count)s of them has run out: another annotator may get it.",
            "The time for %(count)s of them has run out: other annotators may get them.",
            overdue,
        )
        text = f"{text} {more % {'count': overdue}}"
    return text


def _last_label(days: int | None) -> str:
    if days is None:
        return _("You haven’t labelled anything yet.")
    if days == 0:
        return _("You gave your last label today.")
    return ngettext(
        "You gave your last label %(days)s day ago.",
        "You gave your last label %(days)s days ago.",
        days,
    ) % {"days": days}
