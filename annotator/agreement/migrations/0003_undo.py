import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreement", "0002_adjudication_in_its_article"),
    ]

    operations = [
        migrations.AddField(
            model_name="adjudication",
            name="undoes",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="the decision that this one takes back, to what was decided before it",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agreement.adjudication",
            ),
        ),
    ]
