from django.db import migrations, models

# Labels that a manager has renamed may be in another language, so they get no question.
FILL = """
    UPDATE projects_label SET question = defaults.question
    FROM (VALUES
        ('denial', 'Denial', 'Which sentence does this deny?'),
        ('doubt', 'Doubted reporting', 'Which sentence does this doubt?')
    ) AS defaults (key, name, question)
    WHERE projects_label.key = defaults.key AND projects_label.name = defaults.name
      AND projects_label.takes_target
"""


class Migration(migrations.Migration):
    """Labels that take a target ask for it in their own words."""

    dependencies = [("projects", "0017_languages")]

    operations = [
        migrations.AddField(
            model_name="label",
            name="question",
            field=models.TextField(
                blank=True,
                help_text="asks for the target; without one, the page asks what the sentence is about",
            ),
        ),
        migrations.AddField(
            model_name="label",
            name="questions",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
