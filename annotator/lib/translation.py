"""Translation for modules that import no Django, such as the readers of files.

In the app these are Django's functions. In a program that has no settings, such as a test of a
pure module, they return the English text.
"""

from django.conf import settings
from django.utils import translation


def gettext(message: str) -> str:
    return translation.gettext(message) if settings.configured else message


def ngettext(singular: str, plural: str, number: int) -> str:
    if settings.configured:
        return translation.ngettext(singular, plural, number)
    return singular if number == 1 else plural


def gettext_noop(message: str) -> str:
    """Mark a text that is translated where it is shown."""
    return message


def pgettext_noop(_context: str, message: str) -> str:
    """Mark a text of a context, such as the name of a default label."""
    return message
