import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who asked for a tie-break. Nobody knows it of older ones."""

    dependencies = [
        ("labelling", "0006_target_rank"),
        ("projects", "0025_review_actions"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="who asked for this tie-break; empty for a superuser, and before this "
                "column",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="projects.membership",
            ),
        ),
        migrations.RunSQL(
            """
            ALTER TABLE labelling_assignment
                ADD CONSTRAINT assignment_asked_by FOREIGN KEY (project_id, asked_by_id)
                    REFERENCES projects_membership (project_id, id)
            """,
            "ALTER TABLE labelling_assignment DROP CONSTRAINT assignment_asked_by",
        ),
    ]
