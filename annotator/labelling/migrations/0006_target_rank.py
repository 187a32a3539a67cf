from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Whether a target was an offered candidate, and of which rank. Older rows had no offer."""

    dependencies = [("labelling", "0001_squashed_0005_alias_of_imported")]

    operations = [
        migrations.AddField(
            model_name="annotation",
            name="target_rank",
            field=models.PositiveSmallIntegerField(
                null=True,
                blank=True,
                help_text="rank of the offered candidate that was taken; 0 if another target was "
                "chosen; empty if none was offered",
            ),
        ),
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=Q(target_rank__isnull=True)
                | Q(target__isnull=False, target_rank__range=(0, 3))
                | Q(target_outside=True, target_rank=0),
                name="annotation_target_rank_of_target",
            ),
        ),
    ]
