"""A project, its people, and what they work by: the labels and the codebook."""

from datetime import timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from annotator.accounts.models import User


class Role(models.TextChoices):
    """Each role includes the ones before it."""

    ANNOTATOR = "annotator", "Annotator"
    ADJUDICATOR = "adjudicator", "Adjudicator"
    MANAGER = "manager", "Manager"

    def includes(self, other: "Role") -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


class Colour(models.TextChoices):
    """The palette of labels: `tokens.css` gives each a light and a dark value that text can be read in."""

    BLUE = "blue", "Blue"
    VERMILION = "vermilion", "Vermilion"
    PURPLE = "purple", "Purple"
    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    GREY = "grey", "Grey"


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> Self:
        """The projects that `user` is an active member of; all of them for a superuser."""
        if user.is_superuser:
            return self
        return self.filter(pk__in=Membership.objects.active().filter(user=user).values("project"))


class Project(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    overlap = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1)])
    lease = models.DurationField(default=timedelta(hours=72))
    is_open = models.BooleanField(default=True)
    notice = models.TextField(blank=True, max_length=20_000, help_text="accepted once, before the first article")
    retest_share = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(100)],
        help_text="percent of the articles that the same person gets again, unannounced",
    )
    retest_after = models.DurationField(default=timedelta(days=14), help_text="how long after they submitted it")
    asks_target = models.BooleanField(default=True, help_text="offer the target of a denial or doubt")
    asks_confidence = models.BooleanField(default=False, help_text="offer a confidence from 1 to 3")
    asks_note = models.BooleanField(default=True, help_text="offer a note on each sentence")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(overlap__gte=1), name="project_overlap_at_least_1"),
            models.CheckConstraint(condition=Q(lease__gt=timedelta(0)), name="project_lease_positive"),
            models.CheckConstraint(condition=Q(retest_share__lte=100), name="project_retest_share_percent"),
        ]

    def __str__(self) -> str:
        return self.name

    def current_codebook(self) -> "Codebook":
        return self.codebooks.latest("version")


def validate_key_is_free(key: str) -> None:
    """`n_<key>` is a column of the sentences dataset, beside others of that form."""
    if key in ("annotators", "cannot_tell", "labels", "skipped", "top"):
        raise ValidationError(f"“{key}” can’t be the key of a label: the datasets have a column n_{key}.")


class Label(models.Model):
    """One of the project's choices for a sentence."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="labels")
    key = models.CharField(max_length=40, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$"), validate_key_is_free])
    name = models.CharField(max_length=60)
    definition = models.TextField(blank=True)
    mark = models.CharField(max_length=2, help_text="stands beside a labelled sentence, so that colour is never alone")
    colour = models.CharField(max_length=20, choices=Colour)
    shortcut = models.CharField(max_length=1)
    position = models.PositiveSmallIntegerField()
    takes_target = models.BooleanField(default=False, help_text="points at the sentence that it is about")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="label_key_unique"),
            models.UniqueConstraint(fields=["project", "shortcut"], name="label_shortcut_unique"),
            models.UniqueConstraint(fields=["project", "position"], name="label_position_unique"),
            models.UniqueConstraint(fields=["project", "id"], name="label_in_project"),
        ]

    def __str__(self) -> str:
        return self.name


class Codebook(models.Model):
    """A version of the guidelines, in Markdown. Published ones are never edited: a change is a new version."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="codebooks")
    version = models.PositiveIntegerField()
    text = models.TextField()
    reason = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="codebook_version_unique"),
            models.UniqueConstraint(fields=["project", "id"], name="codebook_in_project"),
        ]

    def __str__(self) -> str:
        return f"{self.project} codebook {self.version}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> Self:
        """Those who work here: neither set aside nor gone by themselves."""
        return self.filter(set_aside_at=None, left_at=None)

    def under_their_imported_name(self) -> Self:
        """Those whose pseudonym is the name in the file: they were imported before names were private."""
        return self.filter(alias=models.F("pseudonym")).exclude(alias="")


class Membership(models.Model):
    """A person's part in a project. Everything a person does there is tied to it, under its pseudonym.

    `user` is NULL for people who came with imported annotations and for deleted accounts. A member who is *set aside*
    gets no more work, and their labels count in no figure. Who *left* gets no more work either, but their labels count;
    they keep their row, so that they are the same person when they come back.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role, default=Role.ANNOTATOR)
    pseudonym = models.CharField(max_length=100)
    alias = models.CharField(
        max_length=100, blank=True, default="", help_text="the name in an imported file: for managers, in no dataset"
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_reason = models.CharField(max_length=200, blank=True)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    notice_accepted_at = models.DateTimeField(null=True, blank=True)
    codebook_seen = models.PositiveIntegerField(default=0, help_text="the latest version shown before an article")
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    brought_account = models.BooleanField(default=False, help_text="the account was made to join this project")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pseudonym"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once_per_user"),
            models.UniqueConstraint(fields=["project", "pseudonym"], name="membership_pseudonym_unique"),
            models.UniqueConstraint(
                fields=["project", "alias"], condition=~Q(alias=""), name="membership_alias_unique"
            ),
            models.UniqueConstraint(fields=["project", "id"], name="membership_in_project"),
            models.CheckConstraint(condition=~Q(pseudonym=""), name="membership_has_pseudonym"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.pseudonym} in {self.project}"

    @property
    def known_as(self) -> str:
        """Who this is, for managers: the account's name, or the name that came with imported labels."""
        return str(self.user) if self.user else self.alias

    def owes_acceptance(self) -> bool:
        """Whether the project has a notice that this person has not accepted yet."""
        return bool(self.project.notice) and self.notice_accepted_at is None


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self) -> Self:
        """Those that let somebody in. What a manager made ends when they manage no more."""
        still = Q(
            made_by__role=Role.MANAGER,
            made_by__set_aside_at=None,
            made_by__left_at=None,
            made_by__user__is_active=True,
        )
        mine = self.filter(still | Q(made_by=None))
        return mine.filter(revoked_at=None, expires_at__gt=timezone.now(), used__lt=models.F("uses"))

    def by_name(self, username: str) -> Self:
        """Those for the account of this name, in whatever case, be there such an account or not."""
        name = models.Value(User.normalize_username(username))
        by_name = self.exclude(username="").annotate(lowered=Lower("username"))
        return by_name.filter(lowered=Lower(name))


class Invitation(models.Model):
    """A link that lets its holders join the project in a role, a counted number of times, until it expires.

    The link is this row's id under a signature, so that neither the database nor a copy of it holds a link. With a
    `username` it is shown to the account of that name, too, if there is one. `declined_at` is for that account alone:
    managers are not to learn that it exists.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role, default=Role.ANNOTATOR)
    note = models.CharField(max_length=100, blank=True, help_text="whom it is for")
    username = models.CharField(
        max_length=150, blank=True, default="", help_text="of the account that finds it on its own page"
    )
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)
    uses = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)])
    used = models.PositiveSmallIntegerField(default=0, editable=False)
    made_by = models.ForeignKey(Membership, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(uses__gte=1, uses__lte=1000, used__lte=models.F("uses")), name="invitation_counted"
            ),
        ]
        indexes = [
            models.Index(Lower("username"), name="invitation_by_name", condition=~Q(username="")),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.project}"


class AuditAction(models.TextChoices):
    """What the audit trail tells of. Labels are not among it: they keep their own history."""

    PROJECT_CREATED = "project_created", "made the project"
    SETTINGS_CHANGED = "settings_changed", "changed the settings"
    CODEBOOK_PUBLISHED = "codebook_published", "published a codebook"
    MEMBER_ADDED = "member_added", "added a person"
    NAMES_SHOWN = "names_shown", "looked at people’s names"
    ROLE_CHANGED = "role_changed", "changed a role"
    MEMBER_SET_ASIDE = "member_set_aside", "set a person aside"
    MEMBER_TAKEN_BACK = "member_taken_back", "took a person back"
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

    `actor` is the person's part in the project. A superuser who has none is known by `user`, as long as the account
    exists. A command has neither.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="audit_events", db_index=False)
    action = models.CharField(max_length=30, choices=AuditAction)
    actor = models.ForeignKey(Membership, on_delete=models.RESTRICT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    done_by = models.CharField(max_length=20, choices=DoneBy)
    about = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=AuditAction.values), name="audit_event_action_known"),
            models.CheckConstraint(
                condition=(
                    Q(done_by=DoneBy.MEMBER, actor__isnull=False, user__isnull=True)
                    | Q(done_by=DoneBy.SUPERUSER, actor__isnull=True)
                    | Q(done_by__in=[DoneBy.COMMAND, DoneBy.UNKNOWN], actor__isnull=True, user__isnull=True)
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


class JobKind(models.TextChoices):
    IMPORT = "import", "Import"
    RELEASE = "release", "Release"


class JobState(models.TextChoices):
    DRAFT = "draft", "Not started"
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
STALE = timedelta(seconds=15)  # without a heartbeat


class Job(models.Model):
    """Long work in the background: what it is to do, how far it has come, what came of it.

    `done` of `total` are bytes read or rows written, as the kind has it. `runner` is drawn anew by each process that
    takes the job up, which writes `heartbeat_at` as long as it lives: a job whose heart has stopped is taken up again.
    `tries` counts how often it was taken up since it last got further, and `working_on` says on what it then worked.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20, choices=JobKind)
    state = models.CharField(max_length=20, choices=JobState, default=JobState.DRAFT)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    made_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    runner = models.UUIDField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    files_deleted_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    working_on = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=JobKind.values), name="job_kind_known"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(runner__isnull=False, heartbeat_at__isnull=False),
                name="job_running_has_runner",
            ),
        ]
        indexes = [
            models.Index(fields=["heartbeat_at"], name="job_under_way", condition=Q(state__in=["waiting", "running"]))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_silent(self) -> bool:
        """Whether nothing was heard of it for so long that another process takes it up."""
        return self.is_under_way and self.heartbeat_at is not None and self.heartbeat_at < timezone.now() - STALE

    @property
    def took(self) -> timedelta | None:
        """From its start to its end."""
        return self.finished_at - (self.started_at or self.made_at) if self.finished_at else None


class JobProblem(models.Model):
    """Something that a job could not do, and why: `place` is a file, with the line or item in it."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="problems")
    place = models.TextField()
    reason = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"
