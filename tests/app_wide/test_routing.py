"""A statement on sharded tables names the project of each: docs/citus.md.

That the app's statements do is checked wherever a test sends them: `tests/support/routing`.
"""

import pytest
from django.db import connection

from annotator.corpus.models import Article
from annotator.labelling.models import Annotation
from annotator.lib.database.copy_streams import copy_in, integer_rows
from annotator.projects.models import Project
from tests.support.routing.exceptions import EXCEPTIONS
from tests.support.routing.statements import unrouted
from tests.support.routing.watching import APP, Watch, sharded_tables, watched

SHARDED = frozenset({"article", "sentence", "label"})
ROUTED = """
SELECT 1 FROM article WHERE project_id = %s
SELECT 1 FROM article a WHERE (a.project_id, a.id) = (%s, %s)
SELECT 1 FROM article a WHERE a.project_id IN (%(project)s) AND title LIKE 'a%%'
SELECT 1 FROM article a JOIN sentence s ON s.project_id = a.project_id WHERE a.project_id = %s
SELECT 1 FROM article a JOIN sentence s USING (project_id) WHERE a.project_id = 1
SELECT 1 FROM article a LEFT JOIN label l ON l.project_id = a.project_id WHERE a.project_id = %s
SELECT 1 FROM project p JOIN article a ON a.project_id = p.id WHERE p.id = %s::bigint
SELECT 1 FROM article a WHERE project_id = 1 AND NOT EXISTS (SELECT FROM label l WHERE l.project_id = a.project_id)
SELECT (SELECT 1 FROM label WHERE project_id = %s) FROM article WHERE project_id = %s
SELECT 1 FROM (SELECT id FROM article WHERE project_id = 1) a
SELECT 1 FROM article WHERE project_id = 1 UNION SELECT 1 FROM label WHERE project_id = 1
WITH a AS (SELECT * FROM article WHERE project_id = 1 FOR UPDATE) SELECT 1 FROM a JOIN label USING (project_id)
WITH a AS (UPDATE article SET x = 1 WHERE project_id = 1 RETURNING project_id) INSERT INTO label (project_id) SELECT project_id FROM a
UPDATE article a SET x = s.x FROM sentence s WHERE s.project_id = %s AND a.project_id = s.project_id
DELETE FROM article USING chosen WHERE article.project_id = %s AND article.id = chosen.id
INSERT INTO article (id, project_id) VALUES (%s, %s) ON CONFLICT DO NOTHING
INSERT INTO article (id, project_id) SELECT * FROM unnest(%s, %s)
INSERT INTO article (id, project_id) SELECT id, %s FROM label WHERE project_id = %s
WITH a AS (SELECT 1) INSERT INTO article (project_id, id) SELECT %s, f.* FROM unnest(%s) f WHERE (SELECT true FROM a)
COPY article (id, project_id) FROM STDIN
COPY (SELECT 1 FROM article WHERE project_id = %s) TO STDOUT
SELECT 1 FROM session
SAVEPOINT here
""".strip().splitlines()  # noqa: E501
UNROUTED = {
    "SELECT 1 FROM article": "article",
    "SELECT 1 FROM article WHERE id = %s": "article",
    "SELECT 1 FROM article WHERE project_id = 1 OR id = 1": "article",
    "SELECT 1 FROM article WHERE NOT project_id = 1": "article",
    "SELECT 1 FROM article WHERE project_id IN (%s, %s)": "article",
    "SELECT 1 FROM article WHERE project_id = ANY(%s)": "article",
    "SELECT 1 FROM article WHERE project_id = (SELECT id FROM project WHERE slug = %s)": "article",
    "SELECT 1 FROM article a JOIN project p ON p.id = a.project_id WHERE p.slug = %s": "article",
    "SELECT 1 FROM article a JOIN label l ON l.id = a.id WHERE a.project_id = %s": "label",
    # The first table of an outer join isn't restricted by its condition.
    "SELECT 1 FROM article a LEFT JOIN label l ON l.project_id = a.project_id AND l.project_id = 1"
    "": "article",
    # PostgreSQL makes no join of these.
    "SELECT (SELECT 1 FROM label l WHERE l.project_id = a.project_id) FROM article a "
    "WHERE project_id = 1": "label",
    "SELECT 1 FROM article a WHERE project_id = 1 AND NOT EXISTS (SELECT FROM label l "
    "WHERE l.project_id = a.project_id OFFSET 0)": "label",
    "SELECT 1 FROM article a WHERE project_id = 1 AND (x OR EXISTS (SELECT FROM label l "
    "WHERE l.project_id = a.project_id))": "label",
    "SELECT 1 FROM article a WHERE project_id = 1 AND id NOT IN (SELECT id FROM label l "
    "WHERE l.project_id = a.project_id)": "label",
    "SELECT 1 FROM (SELECT id, project_id FROM article) a WHERE project_id = 1": "article",
    "WITH a AS (SELECT id FROM article) SELECT 1 FROM a": "article",
    "UPDATE article SET x = 1 WHERE id = %s": "article",
    "UPDATE article SET x = 1 FROM label l WHERE article.project_id = %s": "label",
    "DELETE FROM article WHERE id IN (%s)": "article",
    "INSERT INTO article (id) VALUES (%s)": "article",
    "INSERT INTO article (id, project_id) SELECT id, project_id FROM label": "article label",
    "INSERT INTO article (id, project_id) SELECT label.*, 1 FROM label WHERE project_id = 1"
    "": "article",
    "COPY article (id) FROM STDIN": "article",
    "COPY article TO STDOUT": "article",
    "COPY (SELECT 1 FROM article) TO STDOUT (FORMAT binary)": "article",
}


@pytest.mark.parametrize("statement", ROUTED)
def test_a_statement_that_names_the_project_is_routed(statement: str) -> None:
    assert unrouted(statement, SHARDED) == set()


@pytest.mark.parametrize("statement", UNROUTED)
def test_a_statement_that_lacks_the_project_is_not(statement: str) -> None:
    assert unrouted(statement, SHARDED) == set(UNROUTED[statement].split())


def test_every_table_of_a_project_is_sharded() -> None:
    tables = sharded_tables()

    assert {"corpus_article", "labelling_annotation", "projects_membership"} <= tables
    assert not {"projects_project", "accounts_user", "django_session"} & tables


def test_each_way_to_send_a_statement_is_watched(project: Project) -> None:
    statement = "SELECT id FROM corpus_article"
    with watched() as watch, connection.cursor() as cursor:
        noted: list[str] = []
        watch.note = lambda query: noted.append(str(query))  # type: ignore[method-assign]

        cursor.execute(statement)
        cursor.executemany("DELETE FROM corpus_article WHERE id = %s", [[0]])
        list(Article.objects.iterator())
        copy_in("corpus_article", ["id"], [])
        integer_rows(statement, [], ["id"])

    sent = " ".join(noted)
    assert [
        sent.count(part)
        for part in ("SELECT id FROM", "DELETE", 'SELECT "corpus', "FROM STDIN", "TO STDOUT")
    ] == [2, 1, 1, 1, 1]


def test_what_the_app_sends_without_the_project_is_found(project: Project) -> None:
    unscoped: list[str] = []

    class Noting(Watch):
        def note(self, query: object) -> None:
            super().note(query)
            unscoped.extend(self.found)

    watch = Noting()
    exec(  # A function of a file of the app, as Python sees it.
        compile("def send(watch, query): watch.note(query)", f"{APP}corpus/views.py", "exec"),
        namespace := {},
    )
    namespace["send"](watch, "SELECT 1 FROM corpus_article WHERE id = %s")
    namespace["send"](watch, "SELECT 1 FROM corpus_article WHERE project_id = %s")

    assert len(unscoped) == 2
    assert unscoped[0].startswith("corpus.views.send: corpus_article")


def test_what_a_test_sends_itself_is_not_judged(project: Project, all_statements: Watch) -> None:
    assert Annotation.objects.count() == 0

    assert all_statements.found == []


def test_each_exception_has_a_reason() -> None:
    assert all(reason for reason in EXCEPTIONS.values())
