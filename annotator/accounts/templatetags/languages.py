"""The languages that a page can be chosen in."""

from pathlib import Path

from django import template
from django.conf import settings

from annotator.lib.languages import Language, is_draft

register = template.Library()


@register.simple_tag
def offered_languages() -> list[Language]:
    folder = Path(settings.LOCALE_PATHS[0])
    return [Language(code, name, is_draft(code, folder)) for code, name in settings.LANGUAGES]
