"""The events of the audit log."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.accounts.models import User
from annotator.projects.models.in_project import InProject, KeyInProject
from annotator.projects.models.membership import Membership
from annotator.projects.models.project import Project


class AuditAction(models.TextChoices):
    """The actions in the audit log. Labels aren't among them: they keep their own history."""

    PROJECT_CREATED = "project_created", gettext_lazy("created the project")
    SETTINGS_CHANGED = "settings_changed", gettext_lazy("changed the settings")
    LABELS_CHANGED = "labels_changed", gettext_lazy("changed the labels")
    CODEBOOK_PUBLISHED = "codebook_published", gettext_lazy("published a codebook version")
    MEMBER_ADDED = "member_added", gettext_lazy("added a member")
    NAMES_SHOWN = "names_shown", gettext_lazy("displayed names")
    ROLE_CHANGED = "role_changed", gettext_lazy("changed a role")
    MEMBER_SUSPENDED = "member_set_aside", gettext_lazy("suspended a member")
    MEMBER_REINSTATED = "member_taken_back", gettext_lazy("reinstated a member")
    MEMBERS_REMINDED = "members_reminded", gettext_lazy("sent reminders by e-mail")
    MEMBER_LEFT = "member_left", gettext_lazy("left the project")
    ACCOUNT_DELETED = "account_deleted", gettext_lazy("deleted their account")
    PASSWORD_LINK_MADE = "password_link_made", gettext_lazy("created a password reset link")
    INVITATION_MADE = "invitation_made", gettext_lazy("created an invitation")
    INVITATION_REVOKED = "invitation_revoked", gettext_lazy("revoked an invitation")
    INVITATION_USED = "invitation_used", gettext_lazy("joined by invitation")
    IMPORT_UPLOADED = "import_uploaded", gettext_lazy("uploaded files")
    IMPORT_DISCARDED = "import_discarded", gettext_lazy("discarded an import")
    JOB_CANCELLED = "job_cancelled", gettext_lazy("cancelled a background job")
    IMPORTED = "imported", gettext_lazy("started an import")
    IMPORT_RESTARTED = "import_restarted", gettext_lazy("resumed a failed import")
    ARTICLE_EDITED = "article_edited", gettext_lazy("edited the details of an article")
    SENTENCES_CHANGED = "sentences_changed", gettext_lazy("changed the sentences of an article")
    ARTICLES_OPENED = "articles_opened", gettext_lazy("opened articles for labelling")
    OVERLAP_CHANGED = "overlap_changed", gettext_lazy("changed the overlap of an article")
    ARTICLE_ASSIGNED = "article_assigned", gettext_lazy("assigned an article")
    TIE_BREAK_ASKED = "tie_break_asked", gettext_lazy("asked for one more annotator")
    TIE_BREAK_WITHDRAWN = "tie_break_withdrawn", gettext_lazy("took back a tie-break")
    UNANIMOUS_ACCEPTED = "unanimous_accepted", gettext_lazy("accepted unanimous labels")
    UNANIMOUS_UNDONE = "unanimous_undone", gettext_lazy("undid the acceptance of unanimous labels")
    ARTICLE_WITHDRAWN = "article_withdrawn", gettext_lazy("withdrew an article")
    ARTICLE_REINSTATED = "article_reinstated", gettext_lazy("reinstated an article")
    PROBLEM_REPORTED = "problem_reported", gettext_lazy("reported a problem with an article")
    EXPORTED = "exported", gettext_lazy("exported data")
    RELEASE_PREVIEWED = "release_previewed", gettext_lazy("previewed a release")
    PREVIEW_DISCARDED = "preview_discarded", gettext_lazy("discarded a preview")
    RELEASE_STARTED = "release_started", gettext_lazy("started a release")
    RELEASE_FETCHED = "release_fetched", gettext_lazy("downloaded a release")
    RELEASE_CORRECTED = "release_corrected", gettext_lazy("added a correction to a release")
    RELEASE_IMPORTED = "release_imported", gettext_lazy("imported a release")
    RESTORED = "restored", gettext_lazy("restored a backup")


class DoneBy(models.TextChoices):
    """The kind of user behind an event. Only rows from before this column have `UNKNOWN`."""

    MEMBER = "member", gettext_lazy("a member")
    SUPERUSER = "superuser", gettext_lazy("a superuser")
    COMMAND = "command", gettext_lazy("command line")
    UNKNOWN = "unknown", gettext_lazy("command line or a deleted superuser")


class AuditEvent(InProject):
    """Who did what in the project, and when. The database only lets rows be added.

    `actor` is the person's membership. A superuser who isn't a member is in `user`, as long as
    the account exists. A command has neither.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="audit_events", db_index=False
    )
    action = models.CharField(max_length=30, choices=AuditAction)
    # RESTRICT, so that no event loses its actor.
    actor = KeyInProject(Membership, on_delete=models.RESTRICT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # Stored, because a superuser whose account is deleted must not look like a command.
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
            if self.user is None:
                return _("a deleted superuser")
            return _("superuser %(name)s") % {"name": self.user}
        return str(DoneBy(self.done_by).label)
