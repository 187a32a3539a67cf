from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    """An invitation may name the account that finds it on its own page."""

    dependencies = [
        ("projects", "0012_job_tries"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="declined_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="username",
            field=models.CharField(
                blank=True,
                default="",
                help_text="of the account that finds it on its own page",
                max_length=150,
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                Lower("username"), condition=~models.Q(username=""), name="invitation_by_name"
            ),
        ),
    ]
