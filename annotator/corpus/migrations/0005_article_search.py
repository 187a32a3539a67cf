from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Concat, Left, Lower


class Migration(migrations.Migration):
    """The list of articles reads whole projects: give it narrow rows, with the text elsewhere, and
    a column to search.
    """

    dependencies = [("corpus", "0004_split_edits")]

    operations = [
        # Without it a text of three kilobytes stays, compressed, between the other columns.
        migrations.RunSQL(
            "ALTER TABLE corpus_article SET (toast_tuple_target = 512)",
            "ALTER TABLE corpus_article RESET (toast_tuple_target)",
        ),
        migrations.AddField(
            model_name="article",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=Lower(
                    Concat("title", Value("\n"), "external_id", Value("\n"), "source")
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["project", "language"], name="article_language"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["project", "source"], name="article_source"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "draft")), fields=["project"], name="article_drafts"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index("project", Left("title", 200), name="article_title"),
        ),
    ]
