from django.db import migrations, models


class Migration(migrations.Migration):
    """One more kind of job."""

    dependencies = [
        ("jobs", "0004_release_preview"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="job",
            name="job_kind_known",
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("import", "Import"),
                    ("release", "Release"),
                    ("preview", "Preview of a release"),
                    ("reminders", "Reminders"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["import", "release", "preview", "reminders"])),
                name="job_kind_known",
            ),
        ),
    ]
