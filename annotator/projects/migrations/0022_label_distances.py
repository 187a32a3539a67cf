import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the distances between labels."""

    dependencies = [
        ("projects", "0021_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="LabelDistance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField()),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.label",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.label",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "one", "other"), name="label_distance_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="label_distance_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__lt", 100)), name="label_distance_percent"
                    ),
                ],
            },
        ),
        # Both labels are those of the project.
        migrations.RunSQL(
            """
            ALTER TABLE projects_labeldistance
                ADD CONSTRAINT label_distance_one FOREIGN KEY (project_id, one_id)
                    REFERENCES projects_label (project_id, id) DEFERRABLE INITIALLY DEFERRED,
                ADD CONSTRAINT label_distance_other FOREIGN KEY (project_id, other_id)
                    REFERENCES projects_label (project_id, id) DEFERRABLE INITIALLY DEFERRED
            """,
            """
            ALTER TABLE projects_labeldistance
                DROP CONSTRAINT label_distance_one,
                DROP CONSTRAINT label_distance_other
            """,
        ),
    ]
