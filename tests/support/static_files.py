"""Lists the static files once, and not for each client of a test.

A server lists them when it starts. A client of a test is a server of its own in this respect, and
the list would take most of its time.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from whitenoise.middleware import WhiteNoiseMiddleware


@contextmanager
def remembered_static_files() -> Iterator[None]:
    """Meanwhile, each client gets the list that the first one made."""
    list_files = WhiteNoiseMiddleware.add_files_from_finders
    listed: dict[str, object] = {}

    def remember(middleware: WhiteNoiseMiddleware) -> None:
        if not listed:
            list_files(middleware)
            listed.update(middleware.files)

        middleware.files = dict(listed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", remember)
        yield
