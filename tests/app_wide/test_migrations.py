"""Databases of earlier versions keep their data, although the migrations are squashed."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from annotator.lib.database.earlier_versions import known_migrations
from annotator.projects.practice.runs import owes_practice
from tests.support.make import make_article, make_member, make_project

SQUASHED = {
    "accounts": "0001_squashed_0004_names_checked",
    "projects": "0001_squashed_0014_leaving",
    "corpus": "0001_squashed_0008_withdrawn_drafts",
    "labelling": "0001_squashed_0005_alias_of_imported",
    "agreement": "0001_squashed_0003_undo",
}


def test_the_models_match_the_migrations(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_squashed_migration_is_tested(db: None) -> None:
    loader = MigrationLoader(connection)

    replacements = {key for key, migration in loader.disk_migrations.items() if migration.replaces}

    assert {key for key in replacements if key[0] in SQUASHED} == set(SQUASHED.items())


def record_as_the_version_before() -> None:
    """Let the applied migrations be those of the version before squashing."""
    recorder = MigrationRecorder(connection)
    loader = MigrationLoader(connection)

    for key in SQUASHED.items():
        recorder.record_unapplied(*key)
        for replaced in loader.disk_migrations[key].replaces:
            recorder.record_applied(*replaced)


def test_a_database_of_the_previous_version_has_nothing_to_apply(db: None) -> None:
    record_as_the_version_before()

    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_a_database_of_the_previous_version_keeps_its_data(db: None) -> None:
    article = make_article(make_project())
    record_as_the_version_before()

    call_command("migrate", verbosity=0)

    article.refresh_from_db()
    applied = MigrationRecorder(connection).applied_migrations()
    assert set(SQUASHED.items()) <= set(applied)


def test_articles_of_the_previous_version_keep_the_numbers_of_the_app(
    transactional_db: None,
) -> None:
    article = make_article(make_project())
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate([("corpus", "0002_article_without_closed_at")])

    MigrationExecutor(connection).migrate(newest)

    article.refresh_from_db()
    assert (article.outside_number, article.has_given_numbers) == (0, False)
    rows = article.sentences.order_by("position").values_list("position", "original_id")
    assert list(rows) == [(1, ""), (2, ""), (3, "")]


def test_default_labels_of_the_previous_version_get_their_questions(transactional_db: None) -> None:
    labels = make_project().labels
    labels.filter(key="doubt").update(name="Zweifel")
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate([("projects", "0017_languages")])

    MigrationExecutor(connection).migrate(newest)

    assert dict(labels.values_list("key", "question")) == {
        "claim": "",
        "denial": "Which sentence does this deny?",
        "doubt": "",
        "opinion": "",
    }


def test_projects_of_the_previous_version_go_on_without_practice(transactional_db: None) -> None:
    project = make_project()
    ana = make_member(project, "ana")
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate([("projects", "0019_problem_reported")])

    MigrationExecutor(connection).migrate(newest)

    ana.refresh_from_db()
    assert not owes_practice(ana)
    assert ana.codebook_seen_before == 0
    assert not project.practice_articles.exists()


def test_a_partly_migrated_database_is_rejected_with_a_clear_error(db: None) -> None:
    record_as_the_version_before()
    MigrationRecorder(connection).record_unapplied("corpus", "0008_withdrawn_drafts")

    with pytest.raises(SystemCheckError, match=r"(?s)too old.*corpus\.0008_withdrawn_drafts"):
        call_command("migrate", verbosity=0, skip_checks=False)


def test_a_backup_of_the_previous_version_can_be_restored() -> None:
    assert ("corpus", "0001_initial") in known_migrations()
    assert ("corpus", "0001_squashed_0008_withdrawn_drafts") in known_migrations()
