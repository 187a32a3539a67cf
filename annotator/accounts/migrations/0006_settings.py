from django.db import migrations, models


class Migration(migrations.Migration):
    """What people choose for themselves: how pages look, and their keys."""

    dependencies = [
        ("accounts", "0005_language"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="settings",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="what differs from the defaults of PersonalSettings",
            ),
        ),
    ]
