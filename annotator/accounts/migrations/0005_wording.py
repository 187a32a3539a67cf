import django.contrib.auth.validators
import django.db.models.functions.text
from django.db import migrations, models

import annotator.accounts.models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_squashed_0004_names_checked"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                error_messages={"unique": "That username is taken."},
                help_text="Letters of one script, digits and @ . + - _",
                max_length=150,
                unique=True,
                validators=[
                    django.contrib.auth.validators.UnicodeUsernameValidator(),
                    annotator.accounts.models.validate_username,
                ],
            ),
        ),
        migrations.AlterConstraint(
            model_name="user",
            name="user_username_unique_in_any_case",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("username"),
                name="user_username_unique_in_any_case",
                violation_error_message="That username is taken.",
            ),
        ),
    ]
