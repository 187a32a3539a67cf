from django.db import migrations, models


class Migration(migrations.Migration):
    """The language that an account has chosen."""

    dependencies = [
        ("accounts", "0001_squashed_0004_names_checked"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                help_text="of pages and mails; empty for the browser's",
                max_length=10,
            ),
        ),
    ]
