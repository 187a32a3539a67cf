"""The base of our commands."""

from django.core.management.base import BaseCommand


class AppCommand(BaseCommand):
    """A command that starts without Django's checks of the whole app.

    They load the code of every page, which takes as long as a short command itself. They are about
    code and settings, and not about data: `manage.py check` makes them, and so do the tests.
    """

    requires_system_checks = ()
