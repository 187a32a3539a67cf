import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# A release is what others cite: no code, and no hand at the database's prompt, changes one by
# mistake.
IMMUTABLE = """
CREATE FUNCTION export_release_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'release % of project % is published and can not be changed', OLD.number, OLD.project_id;
END $$;
CREATE TRIGGER release_is_immutable BEFORE UPDATE ON export_release
    FOR EACH ROW EXECUTE FUNCTION export_release_is_immutable();
"""
MUTABLE = """
DROP TRIGGER release_is_immutable ON export_release;
DROP FUNCTION export_release_is_immutable();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("projects", "0001_squashed_0014_leaving"),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("dated", models.DateField(help_text="release date")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("parameters", models.JSONField()),
                ("counts", models.JSONField()),
                ("agreement", models.JSONField()),
                ("files", models.JSONField()),
                ("archive", models.CharField(max_length=300)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="projects.membership",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="releases",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "number"), name="release_number_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="release_number_from_1"
                    ),
                ],
            },
        ),
        migrations.RunSQL(IMMUTABLE, MUTABLE),
    ]
