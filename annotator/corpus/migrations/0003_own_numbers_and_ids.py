from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Keep the numbers and the IDs that an imported file gave to its sentences."""

    dependencies = [("corpus", "0002_article_without_closed_at")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="outside_number",
            field=models.SmallIntegerField(
                db_default=0,
                help_text="as the number of a target: it is not in this article",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="has_given_numbers",
            field=models.BooleanField(
                db_default=False, help_text="the imported file numbered the sentences"
            ),
        ),
        migrations.AddField(
            model_name="sentence",
            name="original_id",
            field=models.CharField(blank=True, db_default="", max_length=300),
        ),
        migrations.RemoveConstraint(model_name="sentence", name="sentence_position_from_1"),
        migrations.AddConstraint(
            model_name="sentence",
            constraint=models.UniqueConstraint(
                fields=["article", "original_id", "project"],
                condition=~Q(original_id=""),
                name="sentence_original_id_unique",
            ),
        ),
    ]
