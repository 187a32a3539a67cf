"""The rule for the short name of a new project, the same for the page, the command and the API."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

SHORT_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
RULE = gettext_lazy(
    "Use lower-case letters (a–z), digits and hyphens, beginning with a letter or a digit."
)


def check_short_name(slug: str) -> None:
    """Raise ValidationError for a name that a new project can't have.

    Projects of earlier versions keep theirs, which may have capitals and underscores.
    """
    if not SHORT_NAME.fullmatch(slug):
        raise ValidationError({"slug": [str(RULE)]})
