import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Give codebooks examples: a sentence, its label, and the reason for it."""

    dependencies = [
        ("projects", "0023_retired_labels"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodebookExample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sentence", models.CharField(max_length=1000)),
                ("why", models.CharField(blank=True, max_length=500)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "codebook",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="examples",
                        to="projects.codebook",
                    ),
                ),
                (
                    "label",
                    models.ForeignKey(
                        db_constraint=False,
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
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("codebook", "position"), name="codebook_example_position_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sentence", ""), _negated=True),
                        name="codebook_example_has_sentence",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            """
            ALTER TABLE projects_codebookexample
                ADD CONSTRAINT codebook_example_codebook FOREIGN KEY (project_id, codebook_id)
                    REFERENCES projects_codebook (project_id, id),
                ADD CONSTRAINT codebook_example_label FOREIGN KEY (project_id, label_id)
                    REFERENCES projects_label (project_id, id)
            """,
            """
            ALTER TABLE projects_codebookexample
                DROP CONSTRAINT codebook_example_codebook,
                DROP CONSTRAINT codebook_example_label
            """,
        ),
    ]
