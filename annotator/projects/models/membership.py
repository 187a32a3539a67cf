"""Who works in a project, and the links that let people in."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from annotator.accounts.models import User
from annotator.projects.models.project import Project
from annotator.projects.models.roles import Role, is_active


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> Self:
        """Those who work here: neither set aside nor gone by themselves."""
        return self.filter(is_active())

    def under_their_imported_name(self) -> Self:
        """Those whose pseudonym is the name in the file: they were imported before names were
        private.
        """
        return self.filter(alias=models.F("pseudonym")).exclude(alias="")


class Membership(models.Model):
    """A person's part in a project. Everything a person does there is tied to it, under its
    pseudonym.

    `user` is NULL for people who came with imported annotations and for deleted accounts. A member
    who is *set aside* gets no more work, and their labels count in no figure. Who *left* gets no
    more work either, but their labels count; they keep their row, so that they are the same person
    when they come back.
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
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
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
        """Who this is, for managers: the account's name, or the name that came with imported
        labels.
        """
        return str(self.user) if self.user else self.alias

    def owes_acceptance(self) -> bool:
        """Whether the project has a notice that this person has not accepted yet."""
        return bool(self.project.notice) and self.notice_accepted_at is None


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self) -> Self:
        """Those that let somebody in. What a manager made ends when they manage no more."""
        still = is_active("made_by__") & Q(
            made_by__role=Role.MANAGER, made_by__user__is_active=True
        )
        mine = self.filter(still | Q(made_by=None))
        return mine.filter(
            revoked_at=None, expires_at__gt=timezone.now(), used__lt=models.F("uses")
        )

    def by_name(self, username: str) -> Self:
        """Those for the account of this name, in whatever case, be there such an account or not."""
        name = models.Value(User.normalize_username(username))
        by_name = self.exclude(username="").annotate(lowered=Lower("username"))
        return by_name.filter(lowered=Lower(name))


class Invitation(models.Model):
    """A link that lets its holders join the project in a role, a counted number of times, until it
    expires.

    The link is this row's id under a signature, so that neither the database nor a copy of it holds
    a link. With a `username` it is shown to the account of that name, too, if there is one.
    `declined_at` is for that account alone: managers are not to learn that it exists.
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
    made_by = models.ForeignKey(
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
