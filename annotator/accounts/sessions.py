"""Django's sessions in the database, read with a prepared statement.

Every request reads its session. Compiling the query each time took a tenth of the time that
saving a label takes.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from annotator.accounts.models import User
from annotator.lib.database.prepared_statements import prepared_cursor

# What the checks of a session need, and what the calls of annotators do: other fields of the
# account are loaded when they are used. `from_db` needs them in the order of the model.
ACCOUNT = [
    field.attname
    for field in User._meta.concrete_fields
    if field.attname in {"id", "username", "password", "is_active", "is_superuser", "language"}
]
ACCOUNT_OF_SESSION = f"""
    SELECT session.session_data, {", ".join(f"account.{name}" for name in ACCOUNT)}
    FROM django_session session, accounts_user account
    WHERE session.session_key = %(key)s::text AND session.expire_date > %(now)s
      AND account.id = %(account)s::bigint
"""  # noqa: S608
LOAD = """
    SELECT session_data, expire_date FROM django_session
    WHERE session_key = %(key)s::text AND expire_date > %(now)s
"""


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        with prepared_cursor() as cursor:
            cursor.execute(LOAD, {"key": self.session_key, "now": timezone.now()})
            row = cursor.fetchone()

        if row is None:
            self._session_key = None
            return None

        data, expires = row
        return self.model(
            session_key=self.session_key or "", session_data=data, expire_date=expires
        )


def account_of_session(key: str, account: int) -> User | None:
    """Return the account if it is the one that is signed in with the session `key`.

    This is Django's `get_user` in one statement, for a client that says whose session it is. It
    changes no session, so it returns None for one that must be renewed.
    """
    with prepared_cursor() as cursor:
        cursor.execute(ACCOUNT_OF_SESSION, {"key": key, "account": account, "now": timezone.now()})
        row = cursor.fetchone()
    if row is None:
        return None

    data, *columns = row
    session = _decode(data)
    user = User.from_db("default", ACCOUNT, columns)
    is_theirs = (
        session.get(SESSION_KEY) == str(user.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and user.is_active
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )
    return user if is_theirs else None


@lru_cache(maxsize=10_000)
def _decode(data: str) -> dict[str, Any]:
    """Return what a stored session says. Its signature is checked once in each process."""
    decoded: dict[str, Any] = SessionStore().decode(data)
    return decoded
