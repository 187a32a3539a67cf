import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Assignments and annotations.

    Foreign keys over several columns, which Django can't declare, keep everything within
    one article and one project.
    """

    replaces = [
        ("labelling", "0001_initial"),
        ("labelling", "0002_one_article_one_project"),
        ("labelling", "0003_campaign"),
        ("labelling", "0004_time_and_writing"),
        ("labelling", "0005_alias_of_imported"),
    ]

    initial = True

    dependencies = [
        ("corpus", "0001_squashed_0008_withdrawn_drafts"),
        ("projects", "0001_squashed_0014_leaving"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pass_number", models.PositiveSmallIntegerField(db_column="pass", default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "In progress"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("lapsed", "Expired"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("queue", "Queue"),
                            ("manager", "Manager"),
                            ("import", "Import"),
                            ("tie-break", "Tie-break"),
                            ("retest", "Retest"),
                        ],
                        default="queue",
                        max_length=20,
                    ),
                ),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "touched_at",
                    models.DateTimeField(
                        blank=True, help_text="when the last label came in", null=True
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "timed_until",
                    models.DateTimeField(
                        blank=True,
                        help_text="working time up to here has been claimed: limits.py",
                        null=True,
                    ),
                ),
                (
                    "written_until",
                    models.DateTimeField(
                        blank=True,
                        help_text="how much was written, as a moment: limits.py",
                        null=True,
                    ),
                ),
                ("decided", models.PositiveIntegerField(default=0)),
                ("label_counts", models.JSONField(default=dict)),
                (
                    "annotator",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="projects.membership",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
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
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Annotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "skip_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("boilerplate", "Boilerplate"),
                            ("not_a_sentence", "Not a sentence"),
                            ("wrong_split", "Badly split"),
                            ("question", "Genuine question"),
                            ("other_language", "Other language"),
                            ("duplicate", "Duplicate"),
                            ("unreadable", "Unreadable"),
                            ("cannot_tell", "Can’t tell"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "target_outside",
                    models.BooleanField(
                        default=False, help_text="what it is about is not in this article"
                    ),
                ),
                ("confidence", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "seconds",
                    models.FloatField(
                        blank=True, help_text="active time since the previous key", null=True
                    ),
                ),
                (
                    "seconds_capped",
                    models.BooleanField(
                        db_default=False, help_text="the client claimed more time than there was"
                    ),
                ),
                ("submission", models.UUIDField()),
                ("annotated_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="corpus.article",
                    ),
                ),
                (
                    "codebook",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.codebook",
                    ),
                ),
                (
                    "label",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.label",
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
                (
                    "sentence",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annotations",
                        to="corpus.sentence",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="corpus.sentence",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annotations",
                        to="labelling.assignment",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sightings",
                        to="corpus.article",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.membership",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["annotator"], name="assignment_open"
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["project", "expires_at"],
                name="assignment_expiring",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                fields=("article", "annotator", "pass_number", "project"),
                name="assignment_once_per_pass",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                fields=("article", "id", "project"), name="assignment_of_article"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("pass_number__in", [1, 2])), name="assignment_pass_1_or_2"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "submitted", "returned", "lapsed"])),
                name="assignment_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("origin__in", ["queue", "manager", "import", "tie-break", "retest"])
                ),
                name="assignment_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "submitted"), ("submitted_at__isnull", False)),
                    models.Q(
                        models.Q(("state", "submitted"), _negated=True),
                        ("submitted_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="assignment_submitted_has_time",
            ),
        ),
        migrations.AddIndex(
            model_name="annotation",
            index=models.Index(
                condition=models.Q(("target__isnull", False)),
                fields=["target"],
                name="annotation_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("assignment", "sentence", "project"),
                name="annotation_one_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.UniqueConstraint(
                fields=("project", "submission"), name="annotation_submission_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=models.Q(("label__isnull", True), ("skip_reason", ""), _connector="OR"),
                name="annotation_label_or_skip",
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "skip_reason__in",
                        [
                            "",
                            "boilerplate",
                            "not_a_sentence",
                            "wrong_split",
                            "question",
                            "other_language",
                            "duplicate",
                            "unreadable",
                            "cannot_tell",
                        ],
                    )
                ),
                name="annotation_skip_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("target__isnull", True), ("target_outside", False), _connector="OR"
                ),
                name="annotation_one_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("label__isnull", False),
                    models.Q(("target__isnull", True), ("target_outside", False)),
                    _connector="OR",
                ),
                name="annotation_target_needs_label",
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("target__isnull", True),
                    models.Q(("target", models.F("sentence")), _negated=True),
                    _connector="OR",
                ),
                name="annotation_target_is_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confidence__isnull", True), ("confidence__range", (1, 3)), _connector="OR"
                ),
                name="annotation_confidence_1_to_3",
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=models.Q(("seconds__isnull", True), ("seconds__gte", 0), _connector="OR"),
                name="annotation_seconds_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.UniqueConstraint(
                fields=("article", "reviewer", "project"), name="sighting_once"
            ),
        ),
        migrations.RunSQL(
            """
            ALTER TABLE labelling_assignment
                ADD CONSTRAINT assignment_article FOREIGN KEY (project_id, article_id)
                    REFERENCES corpus_article (project_id, id),
                ADD CONSTRAINT assignment_annotator FOREIGN KEY (project_id, annotator_id)
                    REFERENCES projects_membership (project_id, id)
            """,
            """
            ALTER TABLE labelling_assignment
                DROP CONSTRAINT assignment_article,
                DROP CONSTRAINT assignment_annotator
            """,
        ),
        migrations.RunSQL(
            """
            ALTER TABLE labelling_annotation
                ADD CONSTRAINT annotation_assignment FOREIGN KEY (article_id, assignment_id, project_id)
                    REFERENCES labelling_assignment (article_id, id, project_id),
                ADD CONSTRAINT annotation_sentence FOREIGN KEY (article_id, sentence_id, project_id)
                    REFERENCES corpus_sentence (article_id, id, project_id),
                ADD CONSTRAINT annotation_target_of_article FOREIGN KEY (article_id, target_id, project_id)
                    REFERENCES corpus_sentence (article_id, id, project_id),
                ADD CONSTRAINT annotation_label FOREIGN KEY (project_id, label_id)
                    REFERENCES projects_label (project_id, id),
                ADD CONSTRAINT annotation_codebook FOREIGN KEY (project_id, codebook_id)
                    REFERENCES projects_codebook (project_id, id)
            """,
            """
            ALTER TABLE labelling_annotation
                DROP CONSTRAINT annotation_assignment,
                DROP CONSTRAINT annotation_sentence,
                DROP CONSTRAINT annotation_target_of_article,
                DROP CONSTRAINT annotation_label,
                DROP CONSTRAINT annotation_codebook
            """,
        ),
    ]
