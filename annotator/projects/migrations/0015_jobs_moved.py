from django.db import migrations


class Migration(migrations.Migration):
    """Jobs have an app of their own. Their tables stay as they are."""

    dependencies = [
        ("projects", "0001_squashed_0014_leaving"),
        ("jobs", "0001_moved_from_projects"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="JobProblem"),
                migrations.DeleteModel(name="Job"),
            ]
        )
    ]
