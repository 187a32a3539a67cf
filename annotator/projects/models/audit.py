"""Who did what to a project."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotator.accounts.models import User
from annotator.projects.models.membership import Membership
from annotator.projects.models.project import Project


class AuditAction(models.TextChoices):
    """What the audit trail tells of. Labels are not among it: they keep their own history."""

    PROJECT_CREATED = "project_created", "made the project"
    SETTINGS_CHANGED = "settings_changed", "changed the settings"
    CODEBOOK_PUBLISHED = "codebook_published", "published a codebook"
    MEMBER_ADDED = "member_added", "added a person"
    NAMES_SHOWN = "names_shown", "looked at people’s names"
    ROLE_CHANGED = "role_changed", "changed a role"
    MEMBER_SUSPENDED = "member_set_aside", "set a person aside"
    MEMBER_REINSTATED = "member_taken_back", "took a person back"
    MEMBER_LEFT = "member_left", "left the project"
    ACCOUNT_DELETED = "account_deleted", "deleted their account"
    PASSWORD_LINK_MADE = "password_link_made", "made a link to set a password"
    INVITATION_MADE = "invitation_made", "made an invitation"
    INVITATION_REVOKED = "invitation_revoked", "revoked an invitation"
    INVITATION_USED = "invitation_used", "joined by an invitation"
    IMPORT_UPLOADED = "import_uploaded", "uploaded files"
    IMPORT_DISCARDED = "import_discarded", "discarded an import"
    JOB_CANCELLED = "job_cancelled", "cancelled background work"
    IMPORTED = "imported", "started an import"
    IMPORT_RESTARTED = "import_restarted", "started a failed import again"
    ARTICLE_EDITED = "article_edited", "changed what is known about an article"
    SENTENCES_CHANGED = "sentences_changed", "changed the sentences of an article"
    ARTICLES_OPENED = "articles_opened", "opened articles for labelling"
    OVERLAP_CHANGED = "overlap_changed", "changed an overlap"
    ARTICLE_ASSIGNED = "article_assigned", "assigned an article"
    TIE_BREAK_ASKED = "tie_break_asked", "asked one more annotator"
    ARTICLE_WITHDRAWN = "article_withdrawn", "withdrew an article"
    ARTICLE_REINSTATED = "article_reinstated", "brought an article back"
    EXPORTED = "exported", "exported"
    RELEASE_STARTED = "release_started", "started a release"
    RELEASE_FETCHED = "release_fetched", "fetched a release"
    RELEASE_IMPORTED = "release_imported", "read a release in"
    RESTORED = "restored", "restored a backup"


class DoneBy(models.TextChoices):
    """What kind of doer an event has. `UNKNOWN` is only in rows from before this was kept."""

    MEMBER = "member", "a member"
    SUPERUSER = "superuser", "a superuser"
    COMMAND = "command", "a command"
    UNKNOWN = "unknown", "a command or a deleted superuser"


class AuditEvent(models.Model):
    """Who did what to the project, and when. Rows are only ever added, by constraint.

    `actor` is the person's part in the project. A superuser who has none is known by `user`, as
    long as the account exists. A command has neither.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="audit_events", db_index=False
    )
    action = models.CharField(max_length=30, choices=AuditAction)
    actor = models.ForeignKey(Membership, on_delete=models.RESTRICT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    done_by = models.CharField(max_length=20, choices=DoneBy)
    about = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=AuditAction.values), name="audit_event_action_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(done_by=DoneBy.MEMBER, actor__isnull=False, user__isnull=True)
                    | Q(done_by=DoneBy.SUPERUSER, actor__isnull=True)
                    | Q(
                        done_by__in=[DoneBy.COMMAND, DoneBy.UNKNOWN],
                        actor__isnull=True,
                        user__isnull=True,
                    )
                ),
                name="audit_event_doer_known",
            ),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="audit_event_newest")]

    def __str__(self) -> str:
        return f"{self.who} {self.get_action_display()} {self.about}".rstrip()

    @property
    def who(self) -> str:
        if self.actor is not None:
            return self.actor.pseudonym
        if self.done_by == DoneBy.SUPERUSER:
            return f"superuser {self.user}" if self.user else "a deleted superuser"
        return DoneBy(self.done_by).label
