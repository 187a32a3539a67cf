"""The members of a project, and the invitations to it."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from annotator.accounts.models import User
from annotator.projects.models.in_project import InProject, KeyInProject
from annotator.projects.models.project import Project
from annotator.projects.models.roles import Role, is_active


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> Self:
        """Members who are neither suspended nor have left."""
        return self.filter(is_active())

    def under_their_imported_name(self) -> Self:
        """Members whose pseudonym is the name in the imported file.

        They were imported before these names became private.
        """
        return self.filter(alias=models.F("pseudonym")).exclude(alias="")


class Membership(InProject):
    """A person in a project. All their work there belongs to this row and its pseudonym.

    `user` is NULL for annotators from imported files and for deleted accounts. A suspended
    member gets no work, and their labels don't count in any figure. A member who left gets no
    work either, but their labels count. They keep their row, so that they have the same
    pseudonym if they come back.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.ANNOTATOR)
    pseudonym = models.CharField(max_length=100)
    alias = models.CharField(
        max_length=100,
        blank=True,
        default="",
        help_text="the name in an imported file: for managers, in no dataset",
    )
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.CharField(max_length=200, blank=True)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    notice_accepted_at = models.DateTimeField(null=True, blank=True)
    codebook_seen = models.PositiveIntegerField(
        default=0, help_text="the latest version shown before an article"
    )
    codebook_seen_before = models.PositiveIntegerField(
        default=0, help_text="the version shown before that one"
    )
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    reminded_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="when a manager last sent a reminder"
    )
    brought_account = models.BooleanField(
        default=False, help_text="the account was made to join this project"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pseudonym"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once_per_user"),
            models.UniqueConstraint(
                fields=["project", "pseudonym"], name="membership_pseudonym_unique"
            ),
            # Most members have no name in a file, so "" is no duplicate.
            models.UniqueConstraint(
                fields=["project", "alias"], condition=~Q(alias=""), name="membership_alias_unique"
            ),
            # The other tables refer to both columns, so that no row can mix two
            # projects.
            models.UniqueConstraint(fields=["project", "id"], name="membership_in_project"),
            models.CheckConstraint(condition=~Q(pseudonym=""), name="membership_has_pseudonym"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.pseudonym} in {self.project}"

    @property
    def role_in_sentence(self) -> str:
        return Role(self.role).in_sentence

    @property
    def known_as(self) -> str:
        """The name that managers see: the account's, or the one in the imported file."""
        return str(self.user) if self.user else self.alias

    def owes_acceptance(self) -> bool:
        """Whether the project has a notice that this person hasn't accepted yet."""
        return bool(self.project.notice) and self.notice_accepted_at is None


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self) -> Self:
        """Invitations that still work.

        An invitation ends when the manager who created it no longer manages the project.
        """
        still_manages = is_active("made_by__") & Q(
            made_by__role=Role.MANAGER, made_by__user__is_active=True
        )
        # Superusers who aren't members can create invitations too.
        valid = self.filter(still_manages | Q(made_by=None))
        return valid.filter(
            revoked_at=None, expires_at__gt=timezone.now(), used__lt=models.F("uses")
        )

    def by_name(self, username: str) -> Self:
        """Invitations for this username, in any case, whether or not there is such an account."""
        # The database lowers both sides, so that they follow the same rules.
        name = models.Value(User.normalize_username(username))
        by_name = self.exclude(username="").annotate(lowered=Lower("username"))
        return by_name.filter(lowered=Lower(name))


class Invitation(InProject):
    """An invitation link to the project, with a role, a number of uses and an expiry date.

    The link is this row's id with a signature, so no copy of the database contains a link.
    With a `username`, the account with that name sees the invitation too, if there is one.
    Only that account sees `declined_at`: managers must not learn whether the account exists.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role, default=Role.ANNOTATOR)
    note = models.CharField(max_length=100, blank=True, help_text="whom it is for")
    username = models.CharField(
        max_length=150,
        blank=True,
        default="",
        help_text="of the account that finds it on its own page",
    )
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)
    uses = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    used = models.PositiveSmallIntegerField(default=0, editable=False)
    made_by = KeyInProject(
        Membership, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(uses__gte=1, uses__lte=1000, used__lte=models.F("uses")),
                name="invitation_counted",
            ),
        ]
        indexes = [
            models.Index(Lower("username"), name="invitation_by_name", condition=~Q(username="")),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.project}"

    @property
    def role_in_sentence(self) -> str:
        return Role(self.role).in_sentence
