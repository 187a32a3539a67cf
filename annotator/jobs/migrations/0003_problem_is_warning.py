from django.db import migrations, models


class Migration(migrations.Migration):
    """Problems may be warnings: the item came in, but something was left out."""

    dependencies = [("jobs", "0002_problem_location")]

    operations = [
        migrations.AddField(
            model_name="jobproblem",
            name="is_warning",
            field=models.BooleanField(default=False, db_default=False),
        )
    ]
