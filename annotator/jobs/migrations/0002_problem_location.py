from django.db import migrations, models


class Migration(migrations.Migration):
    """The field `place` is called `location`. The column keeps its name."""

    dependencies = [("jobs", "0001_moved_from_projects")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(
                    model_name="jobproblem", old_name="place", new_name="location"
                ),
                migrations.AlterField(
                    model_name="jobproblem",
                    name="location",
                    field=models.TextField(db_column="place"),
                ),
            ],
        ),
    ]
