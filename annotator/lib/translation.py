"""Translation for modules that import no Django, such as the readers of files.

In the app these are Django's functions. In a program that doesn't use Django, such as a test of a
pure module, they return the English text.
"""

import sys


def gettext(message: str) -> str:
    if not _has_settings():
        return message
    from django.utils import translation

    return translation.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    if not _has_settings():
        return singular if number == 1 else plural
    from django.utils import translation

    return translation.ngettext(singular, plural, number)


def gettext_noop(message: str) -> str:
    """Mark a text that is translated where it is shown."""
    return message


def pgettext_noop(_context: str, message: str) -> str:
    """Mark a text of a context, such as the name of a default label."""
    return message


def _has_settings() -> bool:
    # Importing Django only to ask it would take memory and time.
    if "django.conf" not in sys.modules:
        return False
    from django.conf import settings

    return settings.configured
