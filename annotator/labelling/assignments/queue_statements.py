"""The SQL statements of the queue, prepared once for each connection.

A prepared statement keeps its plan, and a plan that was made when a table was empty must still be
right when it is full: what is looked up goes by a key of its table.
"""

from annotator.labelling.assignments.offers import (
    expired_sql,
    new_to_sql,
    resumable_sql,
    retestable_sql,
)
from annotator.labelling.assignments.predicates import can_hold_place_sql

# The member who asks, and their project.
ME, PROJECT = "%(annotator)s", "%(project)s"

# The locked row of the member who asks, and what their project says about the queue. Without the
# lock, two tabs of one person could claim a third open article.
MEMBER = """
    SELECT member.id, member.project_id,
           project.notice <> '' AND member.notice_accepted_at IS NULL,
           project.is_open, project.lease, project.retest_share, project.retest_after
    FROM projects_membership member JOIN projects_project project ON project.id = member.project_id
    WHERE member.project_id = %(project)s AND member.user_id = %(user)s
      AND member.suspended_at IS NULL AND member.left_at IS NULL
    FOR UPDATE OF member
"""

# What the member can work on: assignments of withdrawn articles don't count, because nobody can
# work on them.
MINE = f"""
    SELECT mine.id, mine.state, mine.opened_at IS NULL
    FROM labelling_assignment mine JOIN corpus_article article ON article.id = mine.article_id
    WHERE mine.project_id = %(project)s AND mine.annotator_id = {ME}
      AND mine.state IN ('open', 'lapsed')
      AND article.project_id = %(project)s AND article.state = 'open'
    ORDER BY mine.began_at, mine.id
"""

# From now on the article is reserved for the project's whole lease.
OPEN = """
    UPDATE labelling_assignment
    SET opened_at = coalesce(opened_at, %(now)s), expires_at = greatest(expires_at, %(expires)s)
    WHERE id = %(assignment)s AND project_id = %(project)s AND state = 'open'
"""

# A shelf is a part of the queue: the articles that meet a condition. A claim tries one
# after the other. An article whose sentences are all excluded has nothing to label.
SHELF = f"""(
    SELECT article.id
    FROM corpus_article article
    WHERE article.project_id = %(project)s AND article.state = 'open' AND {{condition}}
      AND article.sentence_count > article.excluded_count
      AND {new_to_sql("article", ME, PROJECT)}
    ORDER BY article.queue_key
    LIMIT 1
    {{lock}}
)"""
# When many people ask at the same time, nobody waits for a row that someone else is
# claiming.
SKIP_LOCKED = "FOR UPDATE OF article SKIP LOCKED"
FOR_EVERYONE = SHELF.format(condition="article.overlap IS NULL", lock="FOR UPDATE OF article")
# An annotator who is faster than the others has had most of the begun articles already.
# A query that walked past all of them would be slow, so it only looks at some: first
# from a random key, then from the lowest. It looks at one after the other, in the order of
# the inner query, and stops at the first that fits. With an order of its own, it could lock
# all that fit before it takes one.
BEGUN = f"""(
    SELECT fitting.id
    FROM (
        SELECT id FROM corpus_article
        WHERE project_id = %(project)s AND state = 'open' AND free > 0 AND free < overlap
            AND queue_key >= {{key}}
        ORDER BY queue_key LIMIT %(probed)s
    ) begun CROSS JOIN LATERAL (
        SELECT article.id FROM corpus_article article
        WHERE article.id = begun.id AND article.project_id = %(project)s
          AND article.state = 'open' AND article.free > 0
          AND article.sentence_count > article.excluded_count
          AND {new_to_sql("article", ME, PROJECT)}
        {SKIP_LOCKED}
    ) fitting
    LIMIT 1
)"""
BEGUN_ANYWHERE = BEGUN.format(key="%(anywhere)s")
BEGUN_FIRST = BEGUN.format(key=0)
# Everybody starts at a different key, so that people rarely want the same article.
UNTOUCHED_FROM_MY_START = SHELF.format(
    condition="article.free = article.overlap AND article.queue_key >= %(start)s", lock=SKIP_LOCKED
)
UNTOUCHED = SHELF.format(condition="article.free = article.overlap", lock=SKIP_LOCKED)
# If the other shelves are empty, others may be claiming the last places, and their
# claims may still fail. So this one doesn't skip locked rows but waits for them, and
# looks at every place that is left.
ANY_PLACE = SHELF.format(condition="article.free > 0", lock="FOR UPDATE OF article")

ASSIGN = """
    INSERT INTO labelling_assignment (
        project_id, article_id, annotator_id, pass, state, origin, began_at, opened_at, expires_at,
        decided, label_counts
    )
    SELECT %(project)s, id, %(annotator)s, 1, 'open', 'queue', %(now)s, %(opened)s::timestamptz,
        %(expires)s, 0, '{{}}'
        FROM claimed
    RETURNING id
"""
# An article for everyone is not done any more when one more person gets it. Sentences
# are frozen, because an article that somebody labels must not be edited.
CLAIM = (
    """
    WITH claimed AS (
        UPDATE corpus_article
        SET free = free - 1,
            frozen_at = coalesce(frozen_at, %(now)s),
            done_at = CASE WHEN overlap IS NOT NULL THEN done_at END
        WHERE id = coalesce({shelves}) AND project_id = %(project)s
        RETURNING id
    )
    """
    + ASSIGN
)
CLAIM_IN_ORDER = CLAIM.format(
    shelves=", ".join(
        [FOR_EVERYONE, BEGUN_ANYWHERE, BEGUN_FIRST, UNTOUCHED_FROM_MY_START, UNTOUCHED]
    )
)
CLAIM_ANY_PLACE = CLAIM.format(shelves=ANY_PLACE)

# The place of an expired lease goes to another annotator. It is never free in between,
# so `free` doesn't change.
TAKE_OVER = f"""
    WITH expired AS (
        SELECT lease.id, lease.article_id
        FROM labelling_assignment lease
        JOIN corpus_article article
            ON article.id = lease.article_id AND article.project_id = lease.project_id
        JOIN projects_membership holder
            ON holder.id = lease.annotator_id AND holder.project_id = lease.project_id
        WHERE lease.project_id = %(project)s
          AND {expired_sql("lease", "holder", "article", PROJECT, "%(now)s")}
          AND {new_to_sql("article", ME, PROJECT)}
        ORDER BY lease.expires_at
        LIMIT 1
        FOR UPDATE OF lease SKIP LOCKED
    ), lapsed AS (
        UPDATE labelling_assignment SET state = 'lapsed' FROM expired
            WHERE labelling_assignment.id = expired.id
              AND labelling_assignment.project_id = %(project)s
    ), claimed AS (
        SELECT article_id AS id FROM expired
    )
""" + ASSIGN.format()

# When a place is free again on an article whose assignment lapsed, that annotator
# continues with their labels, unless they have seen those of others in the meantime.
RESUME = f"""
    WITH claimed AS (
        UPDATE corpus_article SET free = free - 1
        WHERE project_id = %(project)s AND id = (
            SELECT article.id
            FROM labelling_assignment mine JOIN corpus_article article
                ON article.id = mine.article_id AND article.project_id = mine.project_id
            WHERE mine.project_id = %(project)s AND mine.annotator_id = {ME}
              AND {resumable_sql("mine", "article", PROJECT)}
            ORDER BY mine.began_at
            LIMIT 1
            FOR UPDATE OF article SKIP LOCKED
        )
        RETURNING id
    )
    UPDATE labelling_assignment mine
    SET state = 'open', opened_at = coalesce(opened_at, %(opened)s),
        expires_at = greatest(expires_at, %(expires)s)
    FROM claimed
    WHERE mine.project_id = %(project)s AND mine.article_id = claimed.id
        AND mine.annotator_id = %(annotator)s
        AND mine.state = 'lapsed'
      AND {can_hold_place_sql("mine")}
    RETURNING mine.id
"""

# An article that a person submitted long enough ago comes back to them as pass 2,
# without their first labels.
RETEST = f"""
    INSERT INTO labelling_assignment (
        project_id, article_id, annotator_id, pass, state, origin, began_at, opened_at, expires_at,
        decided, label_counts
    )
    SELECT mine.project_id, mine.article_id, mine.annotator_id, 2, 'open', 'retest', %(now)s,
        %(opened)s::timestamptz, %(expires)s, 0, '{{}}'
    FROM labelling_assignment mine JOIN corpus_article article
        ON article.id = mine.article_id AND article.project_id = mine.project_id
    WHERE mine.project_id = %(project)s AND mine.annotator_id = {ME}
      AND {retestable_sql("mine", "article", PROJECT, "%(share)s", "%(retested)s")}
    ORDER BY mine.submitted_at
    LIMIT 1
    RETURNING id
"""
