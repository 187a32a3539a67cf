"""Fills projects of any size with the same content each time, inside the database, in seconds.

Articles have ten sentences of about a hundred characters. The first articles, as many as the caller
asks for, are labelled by three or four of fifty annotators; the others are in the queue.
"""

from django.db import connection

from annotator.projects.models import Project

# Of an article, and of a project.
SENTENCES, ANNOTATORS = 10, 50
# Annotations of a labelled article.
PER_ARTICLE = SENTENCES * 10 / 3

TEXT = "substr(repeat('The ministry of water said that no gate had failed. ', 3), 1, 110)"

# Every third article has a fourth annotator, and annotators take turns. A label depends on the
# sentence, the article and a random number with a fixed seed.
FILL = f"""
    SELECT setseed(0.5);

    INSERT INTO projects_membership (
        project_id, role, pseudonym, alias, suspension_reason, codebook_seen,
        codebook_seen_before, joined_at, brought_account
    )
    SELECT %(project)s, 'annotator', 'bench' || n, '', '', 0, 0, now(), false
        FROM generate_series(1, %(annotators)s) n;

    INSERT INTO corpus_article (
        project_id, external_id, title, source, url, language, rights, text, sha256, "group",
        split, round, state,
        overlap, free, sentence_count, excluded_count, queue_key, created_at, frozen_at, done_at
    )
    SELECT %(project)s, 'a' || n, 'Ministry and engineers differ', 'Courier', '', 'en', '',
           repeat({TEXT}, %(sentences)s), md5(n::text), '', '', 'main', 'open',
           CASE WHEN n <= %(labelled)s THEN 4 ELSE 3 END, CASE WHEN n <= %(labelled)s
               THEN 0 ELSE 3 END,
           %(sentences)s, 0, n, now(),
           CASE WHEN n <= %(labelled)s THEN now() END, CASE WHEN n <= %(labelled)s THEN now() END
    FROM generate_series(1, %(articles)s) n;

    ALTER TABLE corpus_sentence DISABLE TRIGGER USER;
    INSERT INTO corpus_sentence (project_id, article_id, position, paragraph, start, "end", text,
        excluded)
    SELECT project_id, id, position, 1, 110 * (position - 1), 110 * position, {TEXT}, false
    FROM corpus_article, generate_series(1, %(sentences)s) position WHERE project_id = %(project)s;
    ALTER TABLE corpus_sentence ENABLE TRIGGER USER;

    INSERT INTO labelling_assignment (
        project_id, article_id, annotator_id, pass, state, origin, began_at, expires_at,
        submitted_at, decided,
        label_counts
    )
    SELECT article.project_id, article.id, member.id, 1, 'submitted', 'import', now(), now(),
        now(), %(sentences)s,
           '{{"claim": 3, "denial": 2, "doubt": 2, "opinion": 3}}'
    FROM corpus_article article, generate_series(0, 2 + (article.queue_key %% 3 = 0)::int) turn
    JOIN projects_membership member ON member.project_id = %(project)s
    WHERE article.project_id = %(project)s AND article.queue_key <= %(labelled)s
      AND member.pseudonym = 'bench' || 1 + (article.queue_key * 7 + turn * 13) %% %(annotators)s;

    INSERT INTO labelling_annotation (
        project_id, article_id, assignment_id, sentence_id, label_id, skip_reason, target_outside,
        note, submission,
        annotated_at
    )
    SELECT choices.project_id, choices.article_id, choices.assignment_id, choices.sentence_id,
        label.id,
           CASE WHEN label.id IS NULL THEN 'question' ELSE '' END, false, '', gen_random_uuid(),
               now()
    FROM (
        SELECT assignment.project_id, assignment.article_id, assignment.id AS assignment_id,
               sentence.id AS sentence_id,
               CASE WHEN random() < 0.7 THEN 1 + (sentence.position * 3 + assignment.article_id) %%
                   4
                    WHEN random() < 0.95 THEN 1 + floor(random() * 4) END AS choice
        FROM labelling_assignment assignment JOIN corpus_sentence sentence USING (article_id)
        WHERE assignment.project_id = %(project)s
        ORDER BY assignment.id, sentence.position
    ) choices
    LEFT JOIN projects_label label ON label.project_id = %(project)s
        AND label.position = choices.choice
"""


def fill(project: Project, *, articles: int, labelled: int) -> None:
    """Give an empty project so many articles, of which the first `labelled` are done."""
    values = {
        "project": project.pk, "articles": articles, "labelled": labelled,
        "sentences": SENTENCES, "annotators": ANNOTATORS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in [*(FILL % values).split(";"), "VACUUM ANALYZE"]:
            cursor.cursor.execute(statement)
