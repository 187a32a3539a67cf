"""Keys that labels of a new project can't have, because readers of tables take them for nothing."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What pandas.read_csv, R's read.csv and others read as a missing value, in small
# letters: some of them ignore case, and so do people.
MISSING_VALUES = frozenset(
    [
        "", "#n/a", "#n/a n/a", "#na", "-1.#ind", "-1.#qnan", "-nan", "1.#ind", "1.#qnan", "<na>",
        "n/a", "na", "nan", "nat", "nil", "none", "null",
    ]
)  # fmt: skip


def refuse_missing_values(keys: Iterable[str]) -> None:
    """Raise ValidationError if a key would be read as a missing value from an export.

    Projects that have such a key already keep it, also when a release is read back.
    """
    for key in keys:
        if key.strip().casefold() in MISSING_VALUES:
            raise ValidationError(
                {
                    "labels": _(
                        "“%(key)s” can’t be the key of a label: pandas, R and other programs read "
                        "it as a missing value. Use another word, such as no_claim or neutral."
                    )
                    % {"key": key}
                }
            )
