"""Shows the errors of a model in a form."""

from collections.abc import Mapping
from types import MappingProxyType

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm

NO_OTHERS: Mapping[str, str] = MappingProxyType({})


def add_errors(
    form: BaseForm, error: ValidationError, fields: Mapping[str, str] = NO_OTHERS
) -> None:
    """Add each error to its field, and what is about no field of the form above it.

    `fields` has the names of fields that are others in the form.
    """
    about_all = {NON_FIELD_ERRORS: error.messages}
    errors = error.message_dict if hasattr(error, "error_dict") else about_all
    for name, reasons in errors.items():
        field = fields.get(name, name)
        form.add_error(field if field in form.fields else None, reasons)
