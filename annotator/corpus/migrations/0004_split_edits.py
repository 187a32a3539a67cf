import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("corpus", "0003_queue_shelves"),
        ("projects", "0003_label_keys"),
    ]

    operations = [
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
                "indexes": [
                    models.Index(fields=["project", "article", "id"], name="split_edit_of_article")
                ],
            },
        ),
        migrations.RunSQL(
            """
            ALTER TABLE corpus_splitedit
                ADD CONSTRAINT split_edit_article FOREIGN KEY (project_id, article_id)
                    REFERENCES corpus_article (project_id, id)
            """,
            "ALTER TABLE corpus_splitedit DROP CONSTRAINT split_edit_article",
        ),
    ]
