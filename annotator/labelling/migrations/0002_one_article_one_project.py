from django.db import migrations


class Migration(migrations.Migration):
    """Nothing points across articles or projects: foreign keys over several columns, which Django
    can't declare.
    """

    dependencies = [("labelling", "0001_initial"), ("corpus", "0002_sentence_in_its_project")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE labelling_assignment
                ADD CONSTRAINT assignment_article FOREIGN KEY (project_id, article_id)
                    REFERENCES corpus_article (project_id, id),
                ADD CONSTRAINT assignment_annotator FOREIGN KEY (project_id, annotator_id)
                    REFERENCES projects_membership (project_id, id)
            """,
            """
            ALTER TABLE labelling_assignment
                DROP CONSTRAINT assignment_article,
                DROP CONSTRAINT assignment_annotator
            """,
        ),
        migrations.RunSQL(
            """
            ALTER TABLE labelling_annotation
                ADD CONSTRAINT annotation_assignment FOREIGN KEY (article_id, assignment_id, project_id)
                    REFERENCES labelling_assignment (article_id, id, project_id),
                ADD CONSTRAINT annotation_sentence FOREIGN KEY (article_id, sentence_id, project_id)
                    REFERENCES corpus_sentence (article_id, id, project_id),
                ADD CONSTRAINT annotation_target_of_article FOREIGN KEY (article_id, target_id, project_id)
                    REFERENCES corpus_sentence (article_id, id, project_id),
                ADD CONSTRAINT annotation_label FOREIGN KEY (project_id, label_id)
                    REFERENCES projects_label (project_id, id),
                ADD CONSTRAINT annotation_codebook FOREIGN KEY (project_id, codebook_id)
                    REFERENCES projects_codebook (project_id, id)
            """,
            """
            ALTER TABLE labelling_annotation
                DROP CONSTRAINT annotation_assignment,
                DROP CONSTRAINT annotation_sentence,
                DROP CONSTRAINT annotation_target_of_article,
                DROP CONSTRAINT annotation_label,
                DROP CONSTRAINT annotation_codebook
            """,
        ),
    ]
