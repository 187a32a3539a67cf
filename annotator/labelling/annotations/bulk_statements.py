"""The statements that store labels in bulk, and the reasons not to store one.

They work on temporary tables: `given_annotation` has the rows as they came, `given_resolved` each
row with what it names in the database.
"""

from django.utils.translation import gettext_noop

STAGE = """
    CREATE TEMP TABLE given_annotation (
        line bigint, article text, position integer, annotator text, label text, skip_reason text,
        target integer, target_rank smallint, confidence smallint, note text,
        seconds double precision, annotated_at timestamptz, codebook_version integer,
        pass_number smallint, state text, origin text, is_superseded boolean, original_id text,
        named_position integer, id_position integer
    ) ON COMMIT DROP;
    CREATE TEMP TABLE given_person (name text, member_id bigint) ON COMMIT DROP;
    CREATE TEMP TABLE given_article (id bigint) ON COMMIT DROP
"""
TEMPORARY = (
    "given_annotation", "given_person", "given_article", "given_resolved", "given_assignment",
)  # fmt: skip
NAMES = "SELECT annotator, min(line) FROM given_annotation GROUP BY annotator"

# The position stays NULL where the ID stands for no sentence, or may mean two.
FIND_BY_ID = """
    UPDATE given_annotation given
    SET id_position = sentence.position, position = CASE
        WHEN given.position IS NOT NULL THEN given.position
        WHEN coalesce(given.named_position, sentence.position) = sentence.position
            THEN sentence.position
    END
    FROM corpus_article article
    JOIN corpus_sentence sentence
        ON sentence.article_id = article.id AND sentence.project_id = article.project_id
    WHERE given.original_id <> '' AND given.id_position IS NULL
      AND article.project_id = %(project)s
      AND article.id = ANY (ARRAY(SELECT id FROM given_article))
      AND sentence.article_id = ANY (ARRAY(SELECT id FROM given_article))
      AND article.external_id = given.article AND sentence.original_id = {name}
"""
# Some tools write 3.0 for 3 as soon as one cell of a column is empty.
OTHER_FORM = """CASE
    WHEN given.original_id ~ '^[0-9]+[.]0$' THEN left(given.original_id, -2)
    WHEN given.original_id ~ '^[0-9]+$' THEN given.original_id || '.0'
END"""
FIND_SENTENCES = (
    FIND_BY_ID.format(name="given.original_id"),
    FIND_BY_ID.format(name=OTHER_FORM),
    """
    UPDATE given_annotation SET position = named_position
    WHERE position IS NULL AND id_position IS NULL AND named_position IS NOT NULL
    """,
)

# Each row with the rows of the database that it names. A name that nothing has gives
# NULL, which REASONS then explains.
RESOLVE = """
    CREATE TEMP TABLE given_resolved ON COMMIT DROP AS
    SELECT given.*, article.id AS article_id, sentence.id AS sentence_id, sentence.excluded,
           sentence.original_id AS current_id,
           label.id AS label_id, label.takes_target, target.id AS target_id,
           given.target = article.outside_number AS is_outside,
           codebook.id AS codebook_id, person.member_id AS annotator_id,
           assignment.id AS assignment_id, assignment.origin AS current_origin,
           current.label_id AS current_label_id, current.skip_reason AS current_skip_reason,
           current.target_id AS current_target_id, current.target_outside AS current_target_outside,
           current.confidence AS current_confidence, current.note AS current_note,
           current.id IS NOT NULL AS is_decided,
           min(given.line) OVER (
               PARTITION BY given.article, given.position, given.pass_number, given.is_superseded,
                            coalesce(person.member_id::text, 'the name ' || given.annotator)
           ) AS first_line
    FROM given_annotation given
    LEFT JOIN corpus_article article ON article.id = ANY (ARRAY(SELECT id FROM given_article))
        AND article.external_id = given.article AND article.project_id = %(project)s
    LEFT JOIN corpus_sentence sentence ON sentence.article_id = article.id
        AND sentence.position = given.position AND sentence.project_id = %(project)s
        AND sentence.article_id = ANY (ARRAY(SELECT id FROM given_article))
    LEFT JOIN corpus_sentence target ON target.article_id = article.id
        AND target.position = given.target AND target.project_id = %(project)s
        AND target.article_id = ANY (ARRAY(SELECT id FROM given_article))
    LEFT JOIN projects_label label ON label.project_id = %(project)s AND label.key = given.label
    LEFT JOIN projects_codebook codebook ON codebook.project_id = %(project)s
        AND codebook.version = given.codebook_version
    LEFT JOIN given_person person ON person.name = given.annotator
    LEFT JOIN labelling_assignment assignment ON assignment.article_id = article.id
        AND assignment.annotator_id = person.member_id AND assignment.pass = given.pass_number
        AND assignment.project_id = %(project)s
        AND assignment.article_id = ANY (ARRAY(SELECT id FROM given_article))
    LEFT JOIN labelling_annotation current ON current.assignment_id = assignment.id
        AND current.sentence_id = sentence.id AND current.superseded_at IS NULL
        AND current.project_id = %(project)s
        AND current.assignment_id = ANY (ARRAY(
            SELECT id FROM labelling_assignment
            WHERE article_id = ANY (ARRAY(SELECT id FROM given_article))
              AND project_id = %(project)s
        ))
"""

# The first reason not to store a row, as a key of MESSAGES, with what its message
# names.
REASONS = """
    SELECT * FROM (
        SELECT line, CASE
            WHEN article_id IS NULL THEN 'article'
            WHEN position IS NULL AND id_position IS NOT NULL THEN 'two_sentences'
            WHEN position IS NULL THEN 'original_id'
            WHEN sentence_id IS NULL THEN 'sentence'
            WHEN named_position <> position AND id_position IS DISTINCT FROM position
                THEN 'other_sentence'
            WHEN named_position IS NULL AND id_position <> position THEN 'other_sentence'
            WHEN named_position IS NULL AND original_id <> '' AND id_position IS NULL
                AND current_id <> '' THEN 'other_sentence'
            WHEN excluded THEN 'excluded'
            WHEN annotator = '' THEN 'annotator'
            WHEN length(annotator) > %(longest)s THEN 'annotator_length'
            WHEN label = '' AND skip_reason = '' THEN 'nothing'
            WHEN label <> '' AND skip_reason <> '' THEN 'both'
            WHEN label <> '' AND label_id IS NULL THEN 'label'
            WHEN skip_reason <> '' AND NOT skip_reason = ANY (%(skips)s) THEN 'skip_reason'
            WHEN target IS NOT NULL AND takes_target IS NOT TRUE THEN 'takes_target'
            WHEN NOT is_outside AND target_id IS NULL THEN 'target'
            WHEN target = position THEN 'own_target'
            WHEN target_rank NOT BETWEEN 0 AND 3 OR target_rank >= 0 AND target IS NULL
                OR target_rank > 0 AND is_outside THEN 'target_rank'
            WHEN confidence NOT BETWEEN 1 AND 3 THEN 'confidence'
            WHEN codebook_version IS NOT NULL AND codebook_id IS NULL THEN 'codebook'
            WHEN first_line < line AND NOT is_superseded THEN 'repeated'
            WHEN current_origin <> origin THEN 'own_work'
            WHEN is_decided AND NOT is_superseded AND (
                current_label_id IS DISTINCT FROM label_id OR current_skip_reason <> skip_reason
                OR target IS NOT NULL AND (current_target_id, current_target_outside)
                    IS DISTINCT FROM (target_id, is_outside)
                OR confidence IS NOT NULL AND current_confidence IS DISTINCT FROM confidence
                OR note <> '' AND current_note <> note
            ) THEN 'differs'
        END AS reason,
        left(article, 80), position, left(annotator, 80), left(label, 80), left(skip_reason, 80),
        target, codebook_version, first_line, left(original_id, 80), named_position, id_position
        FROM given_resolved
    ) rows WHERE reason IS NOT NULL ORDER BY line
"""
NAMED = (
    "article", "position", "annotator", "label", "skip_reason", "target", "version", "first_line",
    "original_id", "named_position", "id_position",
)  # fmt: skip
MESSAGES = {
    "article": gettext_noop("the project has no article “%(article)s”"),
    "sentence": gettext_noop("the article has no sentence %(position)s"),
    "original_id": gettext_noop("the article has no sentence with the ID “%(original_id)s”"),
    "two_sentences": gettext_noop(
        "“%(original_id)s” is the ID of sentence %(id_position)s, but may also mean sentence "
        "%(named_position)s; add the column position, or call the IDs original_sentence_id"
    ),
    "other_sentence": gettext_noop(
        "position %(position)s and the ID “%(original_id)s” are different sentences"
    ),
    "excluded": gettext_noop(
        "sentence %(position)s is excluded as boilerplate: restore it on the article’s page"
    ),
    "annotator": gettext_noop("no annotator is named"),
    "annotator_length": gettext_noop("the annotator’s name is longer than %(longest)s characters"),
    "nothing": gettext_noop("it has neither a label nor a skip reason"),
    "both": gettext_noop("it has both a label and a skip reason"),
    "label": gettext_noop("“%(label)s” isn’t a label of this project; its labels are %(labels)s"),
    "skip_reason": gettext_noop(
        "“%(skip_reason)s” isn’t a skip reason; the skip reasons are %(skips)s"
    ),
    "takes_target": gettext_noop("this label can’t have a target"),
    "target": gettext_noop("its target, sentence %(target)s, doesn’t exist"),
    "own_target": gettext_noop("its target is the sentence itself"),
    "target_rank": gettext_noop("its target_rank doesn’t fit its target"),
    "confidence": gettext_noop("its confidence isn’t 1, 2 or 3"),
    "codebook": gettext_noop("the project has no version %(version)s of the codebook"),
    "repeated": gettext_noop("it repeats line %(first_line)s"),
    "own_work": gettext_noop("%(annotator)s labels this article in the app"),
    "differs": gettext_noop("%(annotator)s already has a different answer on this sentence"),
}

# The work took place when its labels were given, if the file says when. Times in the file may be
# ahead of the server's clock by up to a day. `least` ignores NULL.
ASSIGN = """
    INSERT INTO labelling_assignment (
        project_id, article_id, annotator_id, pass, state, origin, began_at, expires_at,
        submitted_at, touched_at, decided, label_counts
    )
    SELECT %(project)s, article_id, annotator_id, pass_number, state, origin,
           min(least(annotated_at, %(now)s)), %(now)s,
           CASE WHEN state = 'submitted' THEN max(least(annotated_at, %(now)s)) END,
           max(least(annotated_at, %(now)s)), 0, '{}'
    FROM given_resolved
    WHERE assignment_id IS NULL
    GROUP BY article_id, annotator_id, pass_number, state, origin
    ORDER BY article_id, annotator_id, pass_number
"""

# The assignments of the rows, new ones and those of earlier imports.
FIND_ASSIGNMENTS = """
    CREATE TEMP TABLE given_assignment ON COMMIT DROP AS
    SELECT DISTINCT assignment.id, given.article_id, given.annotator_id, given.pass_number
    FROM given_resolved given
    JOIN labelling_assignment assignment ON assignment.article_id = given.article_id
        AND assignment.annotator_id = given.annotator_id AND assignment.pass = given.pass_number
    WHERE assignment.article_id = ANY (ARRAY(SELECT id FROM given_article))
      AND assignment.project_id = %(project)s
"""

ANNOTATE = """
    INSERT INTO labelling_annotation (
        project_id, article_id, assignment_id, sentence_id, label_id, skip_reason, target_id,
        target_outside, target_rank, confidence, note, seconds, codebook_id, submission,
        annotated_at, superseded_at
    )
    SELECT %(project)s, given.article_id, assignment.id, given.sentence_id, given.label_id,
           given.skip_reason, given.target_id, coalesce(given.is_outside, false), given.target_rank,
           given.confidence, given.note, given.seconds, given.codebook_id, gen_random_uuid(),
           coalesce(given.annotated_at, %(now)s), CASE WHEN given.is_superseded THEN %(now)s END
    FROM given_resolved given
    JOIN given_assignment assignment ON assignment.article_id = given.article_id
        AND assignment.annotator_id = given.annotator_id
        AND assignment.pass_number = given.pass_number
    WHERE NOT given.is_decided
    ORDER BY given.line
"""

TALLY = """
    WITH labels AS (
        SELECT annotation.assignment_id, label.key, count(*) AS sentences
        FROM labelling_annotation annotation
        LEFT JOIN projects_label label
            ON label.id = annotation.label_id AND label.project_id = annotation.project_id
        WHERE annotation.project_id = %(project)s AND annotation.superseded_at IS NULL
          AND (annotation.label_id IS NOT NULL OR annotation.skip_reason <> '')
          AND annotation.assignment_id = ANY (ARRAY(SELECT id FROM given_assignment))
        GROUP BY annotation.assignment_id, label.key
    ), totals AS (
        SELECT assignment_id, sum(sentences) AS decided,
               coalesce(
                   jsonb_object_agg(key, sentences) FILTER (WHERE key IS NOT NULL), '{}'
               ) AS label_counts
        FROM labels GROUP BY assignment_id
    )
    UPDATE labelling_assignment assignment
    SET decided = totals.decided, label_counts = totals.label_counts
    FROM totals
    WHERE totals.assignment_id = assignment.id
      AND assignment.id = ANY (ARRAY(SELECT id FROM given_assignment))
      AND assignment.project_id = %(project)s
"""


COUNT_STORED = "SELECT count(*) FROM given_resolved WHERE NOT is_decided AND NOT is_superseded"
KNOWN_LINES = "SELECT line FROM given_resolved WHERE is_decided AND NOT is_superseded"
