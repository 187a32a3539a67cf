from django.db import migrations, models


class Migration(migrations.Migration):
    """Let people allow reminders by e-mail. Nobody has: addresses were given for passwords only."""

    dependencies = [
        ("accounts", "0006_settings"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="takes_reminders",
            field=models.BooleanField(
                default=False, help_text="managers of their projects may send them e-mails"
            ),
        ),
    ]
