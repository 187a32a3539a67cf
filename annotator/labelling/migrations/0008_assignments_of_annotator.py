import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One index for a person's assignments, by state. It replaces one of all and one of the open.

    The queue also asks for those that lapsed, and read all that the person ever had for them.
    """

    dependencies = [
        ("labelling", "0007_asked_by"),
        ("projects", "0028_reminders"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["annotator", "state"], name="assignment_of_annotator"),
        ),
        migrations.RemoveIndex(model_name="assignment", name="assignment_open"),
        migrations.AlterField(
            model_name="assignment",
            name="annotator",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="projects.membership",
            ),
        ),
    ]
