"""The field for how many annotators an article gets."""

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from annotator.projects.models import MAX_OVERLAP

RULE = gettext_lazy("Use a number from 1 to 1,000, or null (in a form: nothing) for everyone.")


class OverlapField(serializers.IntegerField):
    """A number of annotators; null is everyone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=1,
            max_value=MAX_OVERLAP,
            allow_null=True,
            help_text="How many annotators get an article; null, or nothing in a form: everyone.",
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), RULE),
            **options,
        )
