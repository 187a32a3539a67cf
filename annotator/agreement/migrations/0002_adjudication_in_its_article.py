from django.db import migrations


class Migration(migrations.Migration):
    """Nothing points across articles or projects: foreign keys over several columns, which Django
    can't declare.
    """

    dependencies = [("agreement", "0001_initial"), ("labelling", "0002_one_article_one_project")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE agreement_adjudication
                ADD CONSTRAINT adjudication_sentence FOREIGN KEY (article_id, sentence_id, project_id)
                    REFERENCES corpus_sentence (article_id, id, project_id),
                ADD CONSTRAINT adjudication_target_of_article FOREIGN KEY (article_id, target_id, project_id)
                    REFERENCES corpus_sentence (article_id, id, project_id),
                ADD CONSTRAINT adjudication_label FOREIGN KEY (project_id, label_id)
                    REFERENCES projects_label (project_id, id),
                ADD CONSTRAINT adjudication_adjudicator FOREIGN KEY (project_id, adjudicator_id)
                    REFERENCES projects_membership (project_id, id)
            """,
            """
            ALTER TABLE agreement_adjudication
                DROP CONSTRAINT adjudication_sentence,
                DROP CONSTRAINT adjudication_target_of_article,
                DROP CONSTRAINT adjudication_label,
                DROP CONSTRAINT adjudication_adjudicator
            """,
        )
    ]
