"""The decisions of adjudicators on sentences, and results of computations that are kept."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotator.corpus.models import Article, Sentence
from annotator.labelling.choices import SkipReason
from annotator.projects.models import InProject, KeyInProject, Label, Membership, Project


class AdjudicationQuerySet(models.QuerySet["Adjudication"]):
    def in_project(self, project: Project) -> Self:
        return self.filter(project=project)

    def current(self) -> Self:
        return self.filter(superseded_at=None)

    def decided(self) -> Self:
        """Those in force: neither superseded nor withdrawn."""
        return self.current().filter(Q(label__isnull=False) | ~Q(skip_reason=""))


class Adjudication(InProject):
    """An adjudicator's decision on one sentence: its gold label, a skip, or a withdrawn decision.

    Rows are never overwritten: a newer one sets `superseded_at` on the one before. A row with
    neither label nor skip withdraws the decision. The annotators' labels stay as they are.
    """

    # The migration makes the foreign keys of this table, because Django's have a single
    # column: these include the article or the project, so that sentence and target are
    # of one article.
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    article = KeyInProject(
        Article, on_delete=models.PROTECT, related_name="adjudications", db_constraint=False
    )
    sentence = KeyInProject(
        Sentence,
        in_article=True,
        on_delete=models.PROTECT,
        related_name="adjudications",
        db_constraint=False,
        db_index=False,
    )
    adjudicator = KeyInProject(
        Membership, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
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
    reason = models.TextField(blank=True)
    undoes = KeyInProject(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="the decision that this one takes back, to what was decided before it",
    )
    act = models.UUIDField(
        null=True, editable=False, help_text="of many sentences that were decided in one act"
    )
    decided_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = AdjudicationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            # The last guard against two decisions at once: one of the two transactions
            # fails.
            models.UniqueConstraint(
                fields=["sentence", "project"],
                condition=Q(superseded_at=None),
                name="adjudication_one_current",
            ),
            models.CheckConstraint(
                condition=Q(label__isnull=True) | Q(skip_reason=""),
                name="adjudication_label_or_skip",
            ),
            models.CheckConstraint(
                condition=Q(skip_reason__in=["", *SkipReason.values]),
                name="adjudication_skip_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target_outside=False),
                name="adjudication_one_target",
            ),
            models.CheckConstraint(
                condition=Q(label__isnull=False) | Q(target__isnull=True, target_outside=False),
                name="adjudication_target_needs_label",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(target=F("sentence")),
                name="adjudication_target_is_another",
            ),
        ]
        indexes = [
            models.Index(fields=["sentence"], name="adjudication_history"),
            models.Index(
                fields=["project", "act"],
                name="adjudication_act",
                condition=Q(act__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision or 'nothing'} on {self.sentence}"

    @property
    def decision(self) -> str:
        """The key of the label or of the skip reason; empty if the decision was withdrawn."""
        return self.label.key if self.label else self.skip_reason


class KeptResult(InProject):
    """The result of a long computation, with the data that it was computed from: `kept/`.

    It can be deleted at any time. Backups have none.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64, help_text="what was computed, as a hash")
    fingerprint = models.CharField(max_length=64, help_text="of the data at that time")
    value = models.TextField(help_text="JSON")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="kept_result_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.key[:8]}"
