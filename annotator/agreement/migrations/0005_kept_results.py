import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep results of long computations."""

    dependencies = [
        ("agreement", "0004_act"),
        ("projects", "0024_codebook_examples"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(help_text="what was computed, as a hash", max_length=64)),
                (
                    "fingerprint",
                    models.CharField(help_text="of the data at that time", max_length=64),
                ),
                ("value", models.TextField(help_text="JSON")),
                ("kept_at", models.DateTimeField()),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("project", "key"), name="kept_result_once")
                ],
            },
        ),
    ]
