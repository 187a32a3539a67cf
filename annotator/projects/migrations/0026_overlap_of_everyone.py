import django.core.validators
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RULE = "Choose a number from 1 to 1,000, or everyone."


def choose_a_number(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the projects for everyone the number of a new project, as earlier versions need one."""
    projects = apps.get_model("projects", "Project").objects.using(schema_editor.connection.alias)
    projects.filter(overlap=None).update(overlap=3)


class Migration(migrations.Migration):
    """Let a project want every annotator for its articles: an overlap of NULL, as in articles."""

    dependencies = [
        ("projects", "0025_review_actions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="project",
            name="overlap",
            field=models.PositiveSmallIntegerField(
                blank=True,
                default=3,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1, RULE),
                    django.core.validators.MaxValueValidator(1000, RULE),
                ],
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, choose_a_number),
    ]
