"""Articles and their sentences."""

import secrets
from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Left, Length, Lower
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy

from annotator.corpus.readers.records import MAX_ORIGINAL_ID
from annotator.projects.models import InProject, KeyInProject, Membership, Project

# A limit of forms, commands and the API: characters of a round.
MAX_ROUND = 40


class ArticleState(models.TextChoices):
    DRAFT = "draft", gettext_lazy("Draft")
    OPEN = "open", gettext_lazy("Open")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


class Stage(models.TextChoices):
    """The progress of an article, from its state and two dates; the list filters by it."""

    DRAFT = "draft", gettext_lazy("Draft")
    OPEN = "open", gettext_lazy("Not started")
    BEGUN = "begun", gettext_lazy("In progress")
    DONE = "done", gettext_lazy("Complete")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


AT_STAGE = {
    Stage.DRAFT: Q(state=ArticleState.DRAFT),
    Stage.OPEN: Q(state=ArticleState.OPEN, frozen_at=None),
    Stage.BEGUN: Q(state=ArticleState.OPEN, frozen_at__isnull=False, done_at=None),
    Stage.DONE: Q(state=ArticleState.OPEN, frozen_at__isnull=False, done_at__isnull=False),
    Stage.WITHDRAWN: Q(state=ArticleState.WITHDRAWN),
}


def random_key() -> int:
    return secrets.randbelow(2**31)


class ArticleQuerySet(models.QuerySet["Article"]):
    def in_project(self, project: Project) -> Self:
        return self.filter(project=project)

    def drafts(self) -> Self:
        return self.filter(state=ArticleState.DRAFT)

    def at_stage(self, stage: Stage) -> Self:
        return self.filter(AT_STAGE[stage])

    def mentioning(self, words: str) -> Self:
        """Articles whose title, external id or source contains `words`, in any case."""
        # The database lowers both sides, so that they follow the same rules.
        return self.filter(search__contains=Lower(Value(words)))

    def with_labelled_by(self) -> Self:
        """Set `labelled_by`: how many annotators have submitted the article, and count.

        The rule is `assignment_counts` of `labelling`, which is above this package.
        """
        counts = Q(
            assignments__state="submitted",
            assignments__pass_number=1,
            assignments__annotator__suspended_at__isnull=True,
        )
        return self.annotate(labelled_by=models.Count("assignments", filter=counts))

    def labelled_by(self, count: int, *, or_more: bool = False) -> Self:
        """Articles that this many annotators have submitted."""
        lookup = "labelled_by__gte" if or_more else "labelled_by"
        found = self.order_by().with_labelled_by().filter(**{lookup: count})
        return self.filter(pk__in=found.values("pk"))

    def excluding_at_least(self, percent: int) -> Self:
        """Articles with at least this percentage of their sentences excluded."""
        return self.filter(
            sentence_count__gt=0, excluded_count__gte=F("sentence_count") * percent / 100.0
        )


class Article(InProject):
    """A news article. Its text is unchanged, except that all newlines are LF.

    `overlap` is how many annotators the article should get, and `free` how many places are open.
    Both are NULL if everyone should label it. `free` changes only under the lock of this row, in
    `labelling` (`queue.py`, `places.py`). These modules also write `frozen_at`, since when
    somebody has the article and its sentences can't change, and `done_at`. `queue_key` shuffles
    the queue: each annotator goes through the keys from a starting point of their own.
    `outside_number` stands for "not in this article" where targets are given by number: 0, but
    -1 if a sentence has the number 0. With `has_given_numbers` the imported file numbered the
    sentences, and edits of the sentences move their numbers only as far as they must.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="articles", db_index=False
    )
    external_id = models.CharField(max_length=500)
    title = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    published = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=35, default="en", help_text="a BCP 47 tag")
    rights = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64, help_text="of the text in UTF-8, in hexadecimal")
    group = models.CharField(
        max_length=300, blank=True, help_text="articles of one group stay in one split"
    )
    split = models.CharField(max_length=20, blank=True)
    round = models.CharField(max_length=MAX_ROUND, default="main")
    state = models.CharField(max_length=20, choices=ArticleState, default=ArticleState.OPEN)
    was_draft = models.BooleanField(
        db_default=False, help_text="it was a draft when it was withdrawn, and comes back as one"
    )
    overlap = models.PositiveSmallIntegerField(null=True, blank=True)
    free = models.PositiveSmallIntegerField(null=True, blank=True)
    sentence_count = models.PositiveIntegerField(default=0)
    excluded_count = models.PositiveIntegerField(default=0)
    outside_number = models.SmallIntegerField(
        db_default=0, help_text="as the number of a target: it is not in this article"
    )
    has_given_numbers = models.BooleanField(
        db_default=False, help_text="the imported file numbered the sentences"
    )
    queue_key = models.IntegerField(
        default=random_key, editable=False, help_text="its place in the shuffled queue"
    )
    frozen_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # For the search box of the list. Lowering three columns for each search took four
    # times as long.
    search = models.GeneratedField(
        expression=Lower(Concat("title", Value("\n"), "external_id", Value("\n"), "source")),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "external_id"], name="article_external_id_unique"
            ),
            models.UniqueConstraint(fields=["project", "id"], name="article_in_project"),
            models.CheckConstraint(condition=~Q(external_id=""), name="article_has_external_id"),
            models.CheckConstraint(
                condition=Q(state__in=ArticleState.values), name="article_state_known"
            ),
            models.CheckConstraint(
                condition=Q(overlap__isnull=True, free__isnull=True)
                | Q(
                    overlap__isnull=False,
                    free__isnull=False,
                    overlap__gte=1,
                    free__lte=F("overlap"),
                ),
                name="article_free_within_overlap",
            ),
            models.CheckConstraint(
                condition=Q(excluded_count__lte=F("sentence_count")),
                name="article_excluded_within_sentences",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "sha256"], name="article_sha256"),
            # For the progress page, which then reads no article.
            models.Index(
                fields=["project"],
                include=[
                    "id",
                    "state",
                    "frozen_at",
                    "done_at",
                    "overlap",
                    "sentence_count",
                    "excluded_count",
                ],
                name="article_progress",
            ),
            models.Index(
                fields=["project"], name="article_withdrawn", condition=Q(state="withdrawn")
            ),
            # For the list: the languages and sources that exist, the drafts, and the
            # order by title.
            models.Index(fields=["project", "language"], name="article_language"),
            models.Index(fields=["project", "source"], name="article_source"),
            models.Index(fields=["project"], name="article_drafts", condition=Q(state="draft")),
            # A title may have any length, but an index entry may not.
            models.Index("project", Left("title", 200), name="article_title"),
            # For the three parts of the queue. Each index has only articles with open
            # places.
            models.Index(
                fields=["project"],
                name="article_for_everyone",
                condition=Q(state="open", overlap=None),
            ),
            models.Index(
                fields=["project", "queue_key"],
                name="article_begun",
                condition=Q(state="open", free__gt=0, free__lt=F("overlap")),
            ),
            models.Index(
                fields=["project", "queue_key"],
                name="article_untouched",
                condition=Q(state="open", free=F("overlap")),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.external_id

    @property
    def to_label(self) -> int:
        """The number of sentences that an annotator labels or skips."""
        return self.sentence_count - self.excluded_count

    @property
    def stage(self) -> Stage:
        if self.state != ArticleState.OPEN:
            return Stage(self.state)
        if self.frozen_at is None:
            return Stage.OPEN
        return Stage.BEGUN if self.done_at is None else Stage.DONE

    @property
    def excluded_percent(self) -> int:
        return round(100 * self.excluded_count / self.sentence_count) if self.sentence_count else 0


class SentenceQuerySet(models.QuerySet["Sentence"]):
    def in_project(self, project: Project) -> Self:
        return self.filter(project=project)

    def to_label(self) -> Self:
        return self.filter(excluded=False)


class Sentence(InProject):
    """A span of an article: `article.text[start:end] == text`, counted in code points.

    `excluded` sentences (boilerplate) are shown but not labelled. They keep their position. Where
    the imported file numbered its sentences, `position` is its number, so there may be gaps, and
    the first may be 0. `original_id` is the ID that the file gave to the sentence, if any.
    """

    # The migration creates one foreign key with both columns, project and article. A
    # ForeignKey of Django has only one column.
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    article = KeyInProject(
        Article,
        on_delete=models.CASCADE,
        related_name="sentences",
        db_constraint=False,
        db_index=False,
    )
    position = models.PositiveIntegerField()
    original_id = models.CharField(max_length=MAX_ORIGINAL_ID, blank=True, db_default="")
    paragraph = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    excluded = models.BooleanField(default=False)

    objects = SentenceQuerySet.as_manager()

    class Meta:
        ordering = ["article", "position"]
        constraints = [
            # Deferred, because merging and splitting renumber the sentences in one
            # statement, in which two of them have the same position for a moment.
            models.UniqueConstraint(
                fields=["article", "position", "project"],
                name="sentence_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["article", "id", "project"], name="sentence_in_article"
            ),
            models.UniqueConstraint(
                fields=["article", "original_id", "project"],
                condition=~Q(original_id=""),
                name="sentence_original_id_unique",
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="sentence_not_empty"),
            models.CheckConstraint(
                condition=Exact(Length("text"), F("end") - F("start")),
                name="sentence_text_fills_span",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SplitEditQuerySet(models.QuerySet["SplitEdit"]):
    def standing(self, article: Article) -> Self:
        """The article's edits that have not been undone, the newest first."""
        return self.filter(project_id=article.project_id, article=article, undone_at=None).order_by(
            "-pk"
        )


class SplitEdit(InProject):
    """A change to the sentences of an article, with all sentences before it for undoing.

    `before` is a list of [start, end, paragraph, excluded, original ID, position]; edits of older
    versions lack the last two. Undoing a change sets `undone_at`. Rows are never deleted.
    """

    # The migration creates one foreign key with both columns, as for sentences.
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    article = KeyInProject(
        Article, on_delete=models.CASCADE, related_name="edits", db_constraint=False, db_index=False
    )
    before = models.JSONField()
    what = models.CharField(max_length=100)
    made_by = KeyInProject(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = SplitEditQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["project", "article", "id"], name="split_edit_of_article")]

    def __str__(self) -> str:
        return self.what
