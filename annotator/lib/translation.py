"""Texts for users in the language of the request, also in modules that otherwise know no Django.

A pure module runs without settings, too: its texts are then in English.
"""

from django.conf import settings
from django.utils import translation


def gettext(message: str) -> str:
    """`message` in the language of the current request or, without one, of the site."""
    return translation.gettext(message) if settings.configured else message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form that `number` takes, translated."""
    if settings.configured:
        return translation.ngettext(singular, plural, number)
    return singular if number == 1 else plural
