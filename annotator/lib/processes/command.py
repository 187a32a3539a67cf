"""The base of our commands."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.management.base import BaseCommand


class AppCommand(BaseCommand):
    """A command that starts without Django's checks of the whole app.

    They load the code of every page, which takes as long as a short command itself. They are about
    code and settings, and not about data: `manage.py check` makes them, and so do the tests.
    """

    requires_system_checks = ()


def problems_in_words(error: ValidationError) -> str:
    """Return each problem on a line, with the argument that it is about in front."""
    if not hasattr(error, "error_dict"):
        return "\n".join(error.messages)
    return "\n".join(
        problem if name == NON_FIELD_ERRORS else f"{name}: {problem}"
        for name, problems in error.message_dict.items()
        for problem in problems
    )
