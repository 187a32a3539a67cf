from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0007_people_and_audit")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="alias",
            field=models.CharField(
                blank=True,
                default="",
                help_text="the name in an imported file: for managers, in no dataset",
                max_length=100,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("alias", ""), _negated=True),
                fields=("project", "alias"),
                name="membership_alias_unique",
            ),
        ),
    ]
