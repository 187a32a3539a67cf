import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# Others may have quoted a correction: it is corrected by another one.
IMMUTABLE = """
CREATE FUNCTION export_erratum_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'correction % of release % can not be changed', OLD.id, OLD.release_id;
END $$;
CREATE TRIGGER erratum_is_immutable BEFORE UPDATE ON export_erratum
    FOR EACH ROW EXECUTE FUNCTION export_erratum_is_immutable();
"""
MUTABLE = """
DROP TRIGGER erratum_is_immutable ON export_erratum;
DROP FUNCTION export_erratum_is_immutable();
"""


class Migration(migrations.Migration):
    """Add previews of releases, and corrections beside them."""

    dependencies = [
        ("export", "0001_releases"),
        ("projects", "0021_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erratum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
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
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="errata",
                        to="export.release",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReleasePreview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
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
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="projects.membership",
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(IMMUTABLE, MUTABLE),
    ]
