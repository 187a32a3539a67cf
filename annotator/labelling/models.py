"""Who labels which article, and the labels that they gave."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotator.accounts.models import User
from annotator.corpus.models import Article, ArticleState, Sentence
from annotator.labelling.assignments.predicates import (
    annotation_counts,
    assignment_counts,
    holds_place,
)
from annotator.labelling.choices import MAX_TARGET_RANK, AssignmentState, Origin, SkipReason
from annotator.projects.models import (
    Codebook,
    InProject,
    KeyInProject,
    Label,
    Membership,
    Project,
    is_active,
)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def in_project(self, project: Project) -> Self:
        return self.filter(project=project)

    def visible_to(self, user: User) -> Self:
        """The user's own assignments in the projects where they are active."""
        return self.filter(is_active("annotator__"), annotator__user=user).worked_on_here()

    def worked_on_here(self) -> Self:
        """All assignments except imported ones: no annotator worked on those in this app."""
        return self.exclude(origin=Origin.IMPORT)

    def open(self) -> Self:
        return self.filter(state=AssignmentState.OPEN)

    def at_work(self) -> Self:
        """Open assignments whose article is not withdrawn, so their annotator can work on them."""
        return self.open().filter(article__state=ArticleState.OPEN)

    def with_article(self, project: Project) -> Self:
        """The assignments of this project, with the article, the project and the annotator.

        Each has a `codebook_version`, the newest of the project's codebook.
        """
        latest = Codebook.objects.filter(project=project).order_by("-version")
        rows = self.in_project(project).select_related("article", "project", "annotator")
        return rows.annotate(codebook_version=models.Subquery(latest.values("version")[:1]))

    def with_title(self) -> Self:
        """Load the article too, without its text."""
        return self.select_related("article").defer("article__text", "article__search")

    def without_earlier_pass(self, project: Project) -> Self:
        """Leave out the first pass of an article of this project while its retest is open.

        The person must not see their first labels then.
        """
        retest = self.model.objects.open().filter(
            project=project,
            article=models.OuterRef("article"),
            annotator=models.OuterRef("annotator"),
            pass_number=2,
        )
        return self.exclude(models.Exists(retest), pass_number=1)

    def submitted(self) -> Self:
        return self.filter(state=AssignmentState.SUBMITTED)

    def counted(self, *, tie_breaks: bool = False) -> Self:
        """Submitted assignments whose labels count, as long as the article is not withdrawn."""
        return self.filter(assignment_counts(tie_breaks=tie_breaks))

    def holding_places(self) -> Self:
        """Assignments that take a place of their article's overlap."""
        return self.filter(holds_place())


class Assignment(InProject):
    """An article that an annotator has, once per pass. Each label renews its lease.

    `decided` is the number of sentences with a label or a skip now. `label_counts` has the number
    of sentences for each label, by key. Both are updated with each save, because counting a
    million annotations for a page is too slow.
    """

    # The foreign keys have `db_constraint=False` because the migration creates them,
    # each over two columns: the project and the row. So the rows of one project can't
    # refer to another project.
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    article = KeyInProject(
        Article,
        on_delete=models.PROTECT,
        related_name="assignments",
        db_constraint=False,
        db_index=False,
    )
    annotator = KeyInProject(
        Membership,
        on_delete=models.PROTECT,
        related_name="assignments",
        db_constraint=False,
        db_index=False,
    )
    pass_number = models.PositiveSmallIntegerField(default=1, db_column="pass")
    state = models.CharField(max_length=20, choices=AssignmentState, default=AssignmentState.OPEN)
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.QUEUE)
    asked_by = KeyInProject(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        help_text="who asked for this tie-break; empty for a superuser, and before this column",
    )
    began_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    touched_at = models.DateTimeField(
        null=True, blank=True, help_text="when the last label came in"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    timed_until = models.DateTimeField(
        null=True, blank=True, help_text="working time up to here has been claimed: limits.py"
    )
    written_until = models.DateTimeField(
        null=True, blank=True, help_text="how much was written, as a moment: limits.py"
    )
    decided = models.PositiveIntegerField(default=0)
    label_counts = models.JSONField(default=dict)

    # Only set by `with_article()`.
    codebook_version: int

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "annotator", "pass_number", "project"],
                name="assignment_once_per_pass",
            ),
            models.UniqueConstraint(
                fields=["article", "id", "project"], name="assignment_of_article"
            ),
            models.CheckConstraint(
                condition=Q(pass_number__in=[1, 2]), name="assignment_pass_1_or_2"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AssignmentState.values), name="assignment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="assignment_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", submitted_at__isnull=False)
                | (~Q(state="submitted") & Q(submitted_at__isnull=True)),
                name="assignment_submitted_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["annotator", "state"], name="assignment_of_annotator"),
            models.Index(
                fields=["project", "expires_at"],
                name="assignment_expiring",
                condition=Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} for {self.annotator}"


class Sighting(InProject):
    """A reviewer has seen other people's labels on an article.

    They are never assigned the article, because their labels would not be independent.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    article = KeyInProject(
        Article, on_delete=models.CASCADE, related_name="sightings", db_index=False
    )
    reviewer = KeyInProject(Membership, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "reviewer", "project"], name="sighting_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} has seen {self.article}"


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def in_project(self, project: Project) -> Self:
        return self.filter(project=project)

    def visible_to(self, user: User, project: Project) -> Self:
        """The user's own annotations, without the first labels of an article under retest."""
        own = Assignment.objects.in_project(project).visible_to(user).without_earlier_pass(project)
        return self.filter(assignment__in=own)

    def current(self) -> Self:
        return self.filter(superseded_at=None)

    def counted(self, *, unfinished: bool = False, tie_breaks: bool = False) -> Self:
        return self.filter(annotation_counts(unfinished=unfinished, tie_breaks=tie_breaks))


class Annotation(InProject):
    """One annotator's decision on one sentence: a label, or a skip with its reason.

    A row with neither means that the annotator took the label back. Rows are never overwritten: a
    newer row sets `superseded_at` on the one before. The annotator and the pass are those of the
    assignment. `submission` is an id that the client chooses for each key press, so sending it
    again changes nothing.
    """

    # The migration creates the foreign keys, as for assignments. They also include the
    # article, so that sentence, target and assignment belong to the same article.
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    article = KeyInProject(
        Article, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    assignment = KeyInProject(
        Assignment,
        in_article=True,
        on_delete=models.PROTECT,
        related_name="annotations",
        db_constraint=False,
    )
    sentence = KeyInProject(
        Sentence,
        in_article=True,
        on_delete=models.PROTECT,
        related_name="annotations",
        db_constraint=False,
    )
    label = KeyInProject(
        Label,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    skip_reason = models.CharField(max_length=20, choices=SkipReason, blank=True)
    target = KeyInProject(
        Sentence,
        in_article=True,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    target_outside = models.BooleanField(
        default=False, help_text="what it is about is not in this article"
    )
    target_rank = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="rank of the offered candidate that was taken; 0 if another target was chosen; "
        "empty if none was offered",
    )
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    seconds = models.FloatField(
        null=True, blank=True, help_text="active time since the previous key"
    )
    seconds_capped = models.BooleanField(
        db_default=False, help_text="the client claimed more time than there was"
    )
    codebook = KeyInProject(
        Codebook,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    submission = models.UUIDField()
    annotated_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "sentence", "project"],
                condition=Q(superseded_at=None),
                name="annotation_one_current",
            ),
            models.UniqueConstraint(
                fields=["project", "submission"], name="annotation_submission_unique"
            ),
            models.CheckConstraint(
                condition=Q(label__isnull=True) | Q(skip_reason=""), name="annotation_label_or_skip"
            ),
            models.CheckConstraint(
                condition=Q(skip_reason__in=["", *SkipReason.values]),
                name="annotation_skip_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target_outside=False),
                name="annotation_one_target",
            ),
            models.CheckConstraint(
                condition=Q(label__isnull=False) | Q(target__isnull=True, target_outside=False),
                name="annotation_target_needs_label",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(target=F("sentence")),
                name="annotation_target_is_another",
            ),
            models.CheckConstraint(
                condition=Q(target_rank__isnull=True)
                | Q(target__isnull=False, target_rank__range=(0, MAX_TARGET_RANK))
                | Q(target_outside=True, target_rank=0),
                name="annotation_target_rank_of_target",
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__range=(1, 3)),
                name="annotation_confidence_1_to_3",
            ),
            models.CheckConstraint(
                condition=Q(seconds__isnull=True) | Q(seconds__gte=0),
                name="annotation_seconds_not_negative",
            ),
        ]
        indexes = [
            models.Index(
                fields=["target"], name="annotation_target", condition=Q(target__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision or 'nothing'} on {self.sentence}"

    @property
    def decision(self) -> str:
        """The key of the label, or the reason of the skip. Empty if the label was taken back."""
        return self.label.key if self.label else self.skip_reason
