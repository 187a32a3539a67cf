from django.db import migrations, models


class Migration(migrations.Migration):
    """Names and definitions of labels, and codebooks, in several languages."""

    dependencies = [
        ("projects", "0016_suspended"),
    ]

    operations = [
        migrations.AddField(
            model_name="codebook",
            name="texts",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="label",
            name="definitions",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="label",
            name="names",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
