from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0005_retest"),
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
                choices=[("import", "Import"), ("release", "Release")], max_length=20
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["import", "release"])), name="job_kind_known"
            ),
        ),
    ]
