import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Decisions of adjudicators.

    Foreign keys over several columns, which Django can't declare, keep everything within
    one article and one project.
    """

    replaces = [
        ("agreement", "0001_initial"),
        ("agreement", "0002_adjudication_in_its_article"),
        ("agreement", "0003_undo"),
    ]

    initial = True

    dependencies = [
        ("corpus", "0001_squashed_0008_withdrawn_drafts"),
        ("projects", "0001_squashed_0014_leaving"),
    ]

    operations = [
        migrations.CreateModel(
            name="Adjudication",
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
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "adjudicator",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.membership",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjudications",
                        to="corpus.article",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjudications",
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
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="the decision that this one takes back, to what was decided before it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreement.adjudication",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["sentence"], name="adjudication_history")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None)),
                        fields=("sentence", "project"),
                        name="adjudication_one_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("label__isnull", True), ("skip_reason", ""), _connector="OR"
                        ),
                        name="adjudication_label_or_skip",
                    ),
                    models.CheckConstraint(
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
                        name="adjudication_skip_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target__isnull", True), ("target_outside", False), _connector="OR"
                        ),
                        name="adjudication_one_target",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("label__isnull", False),
                            models.Q(("target__isnull", True), ("target_outside", False)),
                            _connector="OR",
                        ),
                        name="adjudication_target_needs_label",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target__isnull", True),
                            models.Q(("target", models.F("sentence")), _negated=True),
                            _connector="OR",
                        ),
                        name="adjudication_target_is_another",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            """
            ALTER TABLE agreement_adjudication
                ADD CONSTRAINT adjudication_sentence FOREIGN KEY (article_id, sentence_id, project_id)
                    REFERENCES corpus_sentence (article_id, id, project_id),
                ADD CONSTRAINT adjudication_target_of_article FOREIGN KEY (article_id, target_id, project_id)
                    REFERENCES corpus_sentence (article_id, id, project_id),
                ADD CONSTRAINT adjudication_label FOREIGN KEY (project_id, label_id)
                    REFERENCES projects_label (project_id, id),
                ADD CONSTRAINT adjudication_adjudicator FOREIGN KEY (project_id, adjudicator_id)
                    REFERENCES projects_membership (project_id, id)
            """,
            """
            ALTER TABLE agreement_adjudication
                DROP CONSTRAINT adjudication_sentence,
                DROP CONSTRAINT adjudication_target_of_article,
                DROP CONSTRAINT adjudication_label,
                DROP CONSTRAINT adjudication_adjudicator
            """,
        ),
    ]
