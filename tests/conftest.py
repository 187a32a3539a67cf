"""The cast: ana and ben annotate, rita adjudicates, mia manages, eve is outside."""

import math
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker
from xdist import is_xdist_worker
from xdist.remote import Producer

from annotator.accounts.models import User
from annotator.lib.languages import LOCALE
from annotator.projects.models import Membership, Project, Role
from tests.support.emptying import quick_emptying
from tests.support.make import make_member, make_project, make_user
from tests.support.migrated import copy_the_migrated_database
from tests.support.pseudo import write_pseudo_language
from tests.support.remembered import remember
from tests.support.routing.watching import Watch, watched
from tests.support.scheduling import FileScheduling
from tests.support.static_files import remembered_static_files

# Tests of running programs wait more than they compute. The longest is the first.
WAITING = [
    f"tests/{place}"
    for place in (
        *("security/test_schemathesis", "faults", "management", "browser", "security"),
        *("app_wide/test_object_store", "jobs/test_metrics", "lib", "repository"),
    )
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that wait: at the end of a run each would keep the other workers idle.

    Only those that don't use the database of the tests, whose order is pytest-django's.
    """
    items.sort(key=place_among_waiting)


def place_among_waiting(item: pytest.Item) -> int:
    """Return a number by which the tests that wait come first."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if fixtures & {"db", "transactional_db"} or item.get_closest_marker("django_db"):
        return len(WAITING)
    places = (place for place, start in enumerate(WAITING) if item.nodeid.startswith(start))
    return next(places, len(WAITING))


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are processors: a worker that waits for a program leaves one idle."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FileScheduling:
    return FileScheduling(config, log)


@pytest.fixture(autouse=True, scope="session")
def all_statements() -> Iterator[Watch]:
    with watched() as watch:
        yield watch


@pytest.fixture(autouse=True)
def statements_name_the_project(all_statements: Watch) -> Iterator[None]:
    """Fails a test in which the app sends a statement that a sharded database couldn't route."""
    yield
    found, all_statements.found = all_statements.found, []
    assert not found, "\n\n".join(["not routed (docs/citus.md):", *found])


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["tests.support.hashers.QuickHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def quick_tables() -> Iterator[None]:
    with quick_emptying():
        yield


@pytest.fixture(autouse=True, scope="session")
def quick_clients() -> Iterator[None]:
    with remembered_static_files():
        yield


@pytest.fixture(autouse=True, scope="session")
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each worker has a database of its own, so the same project ids: their files are apart too."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


class Forgetful(dict[str, int]):
    """Stays empty."""

    def __setitem__(self, key: str, value: int) -> None:
        pass


@pytest.fixture(autouse=True, scope="session")
def same_queries_each_time() -> Iterator[None]:
    """Else a test's first request would look up a project, and the second would know it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotator.projects.access._ids", Forgetful())
        yield


@pytest.fixture(autouse=True, scope="session")
def patient_previews() -> Iterator[None]:
    """A preview that stopped early on a busy machine would say other counts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotator.importing.previews.preview.PREVIEW_SECONDS", math.inf)
        yield


@pytest.fixture(scope="session")
def pseudo_catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Catalogues of the pseudo-language: from the left as en-xa, and from the right as ar."""
    folder = tmp_path_factory.mktemp("locale")
    for language in ("en-xa", "ar"):
        write_pseudo_language(folder, language)
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    request: pytest.FixtureRequest,
) -> None:
    """The databases of the tests, on a server that needn't survive a power cut.

    It takes no statistics by itself. Between two tests it would find tables without rows, and then
    plan the queries of the next test for one row each: a report took 75 s.
    """
    if not settings.EMBEDDED:
        return

    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                cursor.execute(f"ALTER SYSTEM SET {name} = off")
            cursor.execute("SELECT pg_reload_conf()")

        if is_xdist_worker(request):
            copy_the_migrated_database()


@pytest.fixture
def project(db: None) -> Project:
    # Its codebook is stored with its translations, which some tests bring themselves.
    has_own_catalogues = settings.LOCALE_PATHS != [LOCALE]
    return make_project() if has_own_catalogues else remember("project", make_project)


@pytest.fixture
def ana(project: Project) -> Membership:
    return make_member(project, "ana")


@pytest.fixture
def ben(project: Project) -> Membership:
    return make_member(project, "ben")


@pytest.fixture
def rita(project: Project) -> Membership:
    return make_member(project, "rita", Role.ADJUDICATOR)


@pytest.fixture
def mia(project: Project) -> Membership:
    return make_member(project, "mia", Role.MANAGER)


@pytest.fixture
def eve(db: None) -> User:
    return make_user("eve")


@pytest.fixture
def as_ana(ana: Membership) -> Client:
    return _signed_in(ana)


@pytest.fixture
def as_rita(rita: Membership) -> Client:
    return _signed_in(rita)


@pytest.fixture
def as_mia(mia: Membership) -> Client:
    return _signed_in(mia)


def _signed_in(membership: Membership) -> Client:
    assert membership.user is not None
    client = Client()
    client.force_login(membership.user)
    return client
