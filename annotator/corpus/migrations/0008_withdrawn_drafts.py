from django.db import migrations, models


def keep_unchecked_articles_drafts(apps, schema_editor):
    """Nobody knows which withdrawn articles were drafts. Those that nobody has had are checked
    again.
    """
    article = apps.get_model("corpus", "Article")
    article.objects.filter(state="withdrawn", frozen_at=None).update(was_draft=True)


class Migration(migrations.Migration):
    dependencies = [("corpus", "0007_progress")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="was_draft",
            field=models.BooleanField(
                db_default=False,
                help_text="it was a draft when it was withdrawn, and comes back as one",
            ),
        ),
        migrations.RunPython(keep_unchecked_articles_drafts, migrations.RunPython.noop),
    ]
