"""Texts that remind members of their work, each in the language of its member."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.accounts.languages import language_of
from annotator.labelling.models import Assignment
from annotator.lib.languages import NAMES
from annotator.projects.models import Membership, Project
from annotator.projects.showing_names import shown_name


@dataclass(frozen=True)
class Reminder:
    """A text for one member: the articles in progress, those that are overdue, the last label.

    `language` is the code of the member's language, or of the page's if they have chosen none.
    """

    member: Membership
    name: str
    language: str
    subject: str
    text: str

    @property
    def id(self) -> str:
        """The id of the text on the page."""
        return f"text-{self.member.pk}"

    @property
    def language_name(self) -> str:
        return NAMES.get(self.language, self.language)


def write_reminders(
    project: Project, members: Sequence[Membership], *, with_names: bool
) -> list[Reminder]:
    """Write a text for each of these members, in one query. `with_names` greets them by name."""
    now = timezone.now()
    own = Assignment.objects.in_project(project).filter(annotator__in=members)
    theirs = own.worked_on_here().order_by()
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
        name = shown_name(member, with_names=with_names)
        language = language_of(member.user) if member.user else translation.get_language() or ""

        with translation.override(language):
            greeting = _greeting(member, with_names=with_names)
            facts = [_articles(row["open"], row["overdue"]), _last_label(days)]
            reminders.append(
                Reminder(member, name, language, _subject(project), _text(project, greeting, facts))
            )
    return reminders


def why_sent() -> str:
    """The last lines of an e-mail: why it came, and how to get no more of them."""
    address = f"{settings.SITE_URL}{reverse('account')}"
    return _(
        "A manager of the project sent this e-mail through Skepsis, because your account allows "
        "reminders. You can change that here: %(address)s"
    ) % {"address": address}


def _subject(project: Project) -> str:
    # A name may have line breaks, and a subject can't.
    return _("Reminder: %(project)s") % {"project": " ".join(project.name.split())}


def _text(project: Project, greeting: str, facts: list[str]) -> str:
    address = f"{settings.SITE_URL}{reverse('label_next', args=[project.slug])}"
    return "\n".join(
        [
            greeting,
            "",
            _("This is a reminder about “%(project)s”.") % {"project": project},
            *facts,
            "",
            _("Continue here: %(address)s") % {"address": address},
        ]
    )


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
