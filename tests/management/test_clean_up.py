from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from annotator.accounts.models import ApiToken
from annotator.accounts.sessions import SessionStore
from annotator.accounts.tokens import make_token
from annotator.management.clean_up import clean_up, clean_up_once_a_day
from annotator.projects.models import Membership


def new_session(expires_in: timedelta) -> str:
    session = SessionStore()
    session["of"] = "somebody"
    session.set_expiry(timezone.now() + expires_in)
    session.create()
    assert session.session_key is not None
    return session.session_key


def rows_of_cache() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        return int(cursor.fetchone()[0])


def test_expired_data_is_deleted_and_other_data_kept(ana: Membership) -> None:
    assert ana.user is not None
    old, new = new_session(-timedelta(days=1)), new_session(timedelta(days=1))
    make_token(user=ana.user, name="old", days=1)
    make_token(user=ana.user, name="new", days=9)
    ApiToken.objects.filter(name="old").update(expiry=timezone.now() - timedelta(days=1))
    cache.set("old", 1, -1)
    cache.set("new", 1, 60)
    before = rows_of_cache()

    clean_up()

    assert not SessionStore().exists(old)
    assert SessionStore().exists(new)
    assert list(ApiToken.objects.values_list("name", flat=True)) == ["new"]
    assert cache.get("new") == 1
    assert rows_of_cache() <= before


@pytest.mark.parametrize(("days", "left"), [(13, 1), (15, 0)])
def test_old_tasks_are_deleted(db: None, days: int, left: int) -> None:
    ended = timezone.now() - timedelta(days=days)
    DBTaskResult.objects.create(
        status="SUCCESSFUL",
        finished_at=ended,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="a.task",
        backend_name="default",
        run_after=ended,
        exception_class_path="",
        traceback="",
    )

    clean_up()

    assert DBTaskResult.objects.count() == left


def test_cleaning_up_is_done_once_a_day(db: None) -> None:
    cache.delete("skepsis-cleaned-up")

    assert clean_up_once_a_day()
    assert not clean_up_once_a_day()
