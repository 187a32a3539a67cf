"""Thousands are grouped, as in `static/translation.js`. Django's Arabic formats group none."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
