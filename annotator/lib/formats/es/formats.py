"""Thousands are grouped as in `static/translation.js`. Django puts spaces between them."""

THOUSAND_SEPARATOR = "."
