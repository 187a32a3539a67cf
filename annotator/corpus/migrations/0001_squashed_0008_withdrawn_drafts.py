import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.db import migrations, models

import annotator.corpus.models


class Migration(migrations.Migration):
    """Articles and sentences.

    Foreign keys over several columns, which Django can't declare, keep a sentence in the
    project of its article.
    """

    replaces = [
        ("corpus", "0001_initial"),
        ("corpus", "0002_sentence_in_its_project"),
        ("corpus", "0003_queue_shelves"),
        ("corpus", "0004_split_edits"),
        ("corpus", "0005_article_search"),
        ("corpus", "0006_closed"),
        ("corpus", "0007_progress"),
        ("corpus", "0008_withdrawn_drafts"),
    ]

    initial = True

    dependencies = [
        ("projects", "0001_squashed_0014_leaving"),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("external_id", models.CharField(max_length=500)),
                ("title", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("url", models.CharField(blank=True, max_length=2000)),
                ("published", models.DateField(blank=True, null=True)),
                (
                    "language",
                    models.CharField(default="en", help_text="a BCP 47 tag", max_length=35),
                ),
                ("rights", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField()),
                (
                    "sha256",
                    models.CharField(
                        help_text="of the text in UTF-8, in hexadecimal", max_length=64
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        help_text="articles of one group stay in one split",
                        max_length=300,
                    ),
                ),
                ("split", models.CharField(blank=True, max_length=20)),
                ("round", models.CharField(default="main", max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("open", "Open"), ("withdrawn", "Withdrawn")],
                        default="open",
                        max_length=20,
                    ),
                ),
                (
                    "was_draft",
                    models.BooleanField(
                        db_default=False,
                        help_text="it was a draft when it was withdrawn, and comes back as one",
                    ),
                ),
                ("overlap", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("free", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("sentence_count", models.PositiveIntegerField(default=0)),
                ("excluded_count", models.PositiveIntegerField(default=0)),
                (
                    "queue_key",
                    models.IntegerField(
                        default=annotator.corpus.models.random_key,
                        editable=False,
                        help_text="its place in the shuffled queue",
                    ),
                ),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower(
                            django.db.models.functions.text.Concat(
                                "title",
                                models.Value("\n"),
                                "external_id",
                                models.Value("\n"),
                                "source",
                            )
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="articles",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Sentence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("paragraph", models.PositiveIntegerField()),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("excluded", models.BooleanField(default=False)),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sentences",
                        to="corpus.article",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["article", "position"],
            },
        ),
        migrations.CreateModel(
            name="SplitEdit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.JSONField()),
                ("what", models.CharField(max_length=100)),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edits",
                        to="corpus.article",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="projects.membership",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["project", "sha256"], name="article_sha256"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["project"],
                include=(
                    "id",
                    "state",
                    "frozen_at",
                    "done_at",
                    "overlap",
                    "sentence_count",
                    "excluded_count",
                ),
                name="article_progress",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "withdrawn")),
                fields=["project"],
                name="article_withdrawn",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["project", "language"], name="article_language"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["project", "source"], name="article_source"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "draft")), fields=["project"], name="article_drafts"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                models.F("project"),
                django.db.models.functions.text.Left("title", 200),
                name="article_title",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("overlap", None), ("state", "open")),
                fields=["project"],
                name="article_for_everyone",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(
                    ("free__gt", 0), ("free__lt", models.F("overlap")), ("state", "open")
                ),
                fields=["project", "queue_key"],
                name="article_begun",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("free", models.F("overlap")), ("state", "open")),
                fields=["project", "queue_key"],
                name="article_untouched",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                fields=("project", "external_id"), name="article_external_id_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(fields=("project", "id"), name="article_in_project"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                name="article_has_external_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "open", "withdrawn"])),
                name="article_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("free__isnull", True), ("overlap__isnull", True)),
                    models.Q(
                        ("free__isnull", False),
                        ("free__lte", models.F("overlap")),
                        ("overlap__gte", 1),
                        ("overlap__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="article_free_within_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("excluded_count__lte", models.F("sentence_count"))),
                name="article_excluded_within_sentences",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentence",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("article", "position", "project"),
                name="sentence_position_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentence",
            constraint=models.UniqueConstraint(
                fields=("article", "id", "project"), name="sentence_in_article"
            ),
        ),
        migrations.AddConstraint(
            model_name="sentence",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)), name="sentence_position_from_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="sentence",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="sentence_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="sentence",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    django.db.models.functions.text.Length("text"),
                    django.db.models.expressions.CombinedExpression(
                        models.F("end"), "-", models.F("start")
                    ),
                ),
                name="sentence_text_fills_span",
            ),
        ),
        migrations.AddIndex(
            model_name="splitedit",
            index=models.Index(fields=["project", "article", "id"], name="split_edit_of_article"),
        ),
        migrations.RunSQL(
            """
            ALTER TABLE corpus_sentence
                ADD CONSTRAINT sentence_article FOREIGN KEY (project_id, article_id)
                    REFERENCES corpus_article (project_id, id)
            """,
            "ALTER TABLE corpus_sentence DROP CONSTRAINT sentence_article",
        ),
        migrations.RunSQL(
            """
            ALTER TABLE corpus_splitedit
                ADD CONSTRAINT split_edit_article FOREIGN KEY (project_id, article_id)
                    REFERENCES corpus_article (project_id, id)
            """,
            "ALTER TABLE corpus_splitedit DROP CONSTRAINT split_edit_article",
        ),
        # The list of articles reads whole projects. Without this, a text of three kilobytes stays,
        # compressed, between the columns that the list reads.
        migrations.RunSQL(
            "ALTER TABLE corpus_article SET (toast_tuple_target = 512)",
            "ALTER TABLE corpus_article RESET (toast_tuple_target)",
        ),
    ]
