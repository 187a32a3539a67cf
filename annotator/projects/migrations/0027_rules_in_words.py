import django.core.validators
from django.db import migrations, models

import annotator.projects.models


class Migration(migrations.Migration):
    """Messages of our own for short names that are taken, and for keys of labels."""

    dependencies = [
        ("projects", "0026_overlap_of_everyone"),
    ]

    operations = [
        migrations.AlterField(
            model_name="project",
            name="slug",
            field=models.SlugField(
                error_messages={"unique": "There is already a project with this short name."},
                max_length=80,
                unique=True,
            ),
        ),
        migrations.AlterField(
            model_name="label",
            name="key",
            field=models.CharField(
                max_length=40,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z][a-z0-9_]*\\Z",
                        "Use lower-case letters (a–z), digits and underscores, beginning with a "
                        "letter, e.g. false_context.",
                    ),
                    annotator.projects.models.validate_key_is_free,
                ],
            ),
        ),
    ]
