import django.contrib.auth.validators
from django.db import migrations, models

import annotator.accounts.models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_username_taken_in_words"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="name",
            field=models.CharField(
                blank=True, max_length=150, validators=[annotator.accounts.models.validate_name]
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                error_messages={"unique": "Somebody has this name already."},
                help_text="150 characters or fewer. Letters of one script, digits and @ . + - _ "
                "only.",
                max_length=150,
                unique=True,
                validators=[
                    django.contrib.auth.validators.UnicodeUsernameValidator(),
                    annotator.accounts.models.validate_username,
                ],
            ),
        ),
    ]
