from django.db import migrations


class Migration(migrations.Migration):
    """A sentence is of its article's project: one foreign key over both columns, which Django can't
    declare.
    """

    dependencies = [("corpus", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE corpus_sentence
                ADD CONSTRAINT sentence_article FOREIGN KEY (project_id, article_id)
                    REFERENCES corpus_article (project_id, id)
            """,
            "ALTER TABLE corpus_sentence DROP CONSTRAINT sentence_article",
        )
    ]
