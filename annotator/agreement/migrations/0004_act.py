from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The act in which many sentences were decided at once. Older decisions were made one by one."""

    dependencies = [
        ("agreement", "0001_squashed_0003_undo"),
        ("projects", "0025_review_actions"),
    ]

    operations = [
        migrations.AddField(
            model_name="adjudication",
            name="act",
            field=models.UUIDField(
                editable=False,
                help_text="of many sentences that were decided in one act",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="adjudication",
            index=models.Index(
                condition=Q(act__isnull=False),
                fields=["project", "act"],
                name="adjudication_act",
            ),
        ),
    ]
