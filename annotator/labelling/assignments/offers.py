"""Which articles the queue may give to a member, as SQL conditions.

The queue claims with them (`queue.py`), and *My work* counts with them what is left
(`upcoming.py`). The arguments are the aliases of the tables in the statement, or its values.
Where one project is asked for, `project` is a value, so that each subquery names it: docs/citus.md.
"""

from annotator.labelling.assignments.predicates import can_hold_place_sql, holds_place_sql


def new_to_sql(article: str, annotator: str, project: str) -> str:
    """Nobody gets an article twice, or one on which they have seen other people's labels.

    A returned article counts as had. The `OFFSET 0` and the `+ 0` make the server look up the
    few assignments of the article, also before it has statistics of the table. It would otherwise
    read all assignments of the person, for each article.
    """
    return f"""NOT EXISTS (
          SELECT FROM labelling_assignment had
          WHERE had.article_id = {article}.id AND had.annotator_id + 0 = {annotator}
            AND had.project_id = {project}
          OFFSET 0
      )
      AND {_not_seen(article, annotator, project)}"""


def resumable_sql(mine: str, article: str, project: str) -> str:
    """The person's own assignment has lapsed, and a place of its article is free again."""
    return f"""{mine}.state = 'lapsed' AND {can_hold_place_sql(mine)}
      AND {article}.state = 'open' AND ({article}.free > 0 OR {article}.overlap IS NULL)
      AND {_not_seen(article, f"{mine}.annotator_id", project)}"""


def expired_sql(lease: str, holder: str, article: str, project: str, now: str) -> str:
    """The assignment of somebody else has expired, so that its place can be taken over.

    If an article has more annotators than its overlap, an expired place is not given to anyone.
    """
    return f"""{lease}.state = 'open' AND {lease}.expires_at < {now}
      AND {holds_place_sql(lease, holder)}
      AND {article}.state = 'open'
      AND {article}.overlap >= (
          SELECT count(*)
          FROM labelling_assignment held JOIN projects_membership keeper
              ON keeper.id = held.annotator_id
          WHERE held.article_id = {article}.id AND {holds_place_sql("held", "keeper")}
            AND held.project_id = {project} AND keeper.project_id = {project}
      )"""  # noqa: S608


def retestable_sql(mine: str, article: str, project: str, share: str, before: str) -> str:
    """The person submitted the article before this time, and is to label it again.

    A hash of the assignment's id chooses a fixed share of them, in percent, so asking again and
    again doesn't change the choice. 2654435761 is the factor of Knuth's multiplicative hash. The
    percent sign is doubled for statements with values.
    """
    return f"""{mine}.pass = 1 AND {mine}.state = 'submitted'
      AND {mine}.origin IN ('queue', 'manager') AND {mine}.submitted_at < {before}
      AND {mine}.id %% 2147483648 * 2654435761 %% 4294967296 < {share}::bigint * 42949673
      AND {article}.state = 'open'
      AND NOT EXISTS (
          SELECT FROM labelling_assignment again
          WHERE again.article_id = {mine}.article_id AND again.annotator_id = {mine}.annotator_id
              AND again.project_id = {project} AND again.pass = 2
      )
      AND {_not_seen(article, f"{mine}.annotator_id", project)}"""


def _not_seen(article: str, annotator: str, project: str) -> str:
    return f"""NOT EXISTS (
          SELECT FROM labelling_sighting seen
          WHERE seen.article_id = {article}.id AND seen.reviewer_id = {annotator}
            AND seen.project_id = {project}
          OFFSET 0
      )"""
