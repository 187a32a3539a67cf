"""Licences by their SPDX identifiers. A project may name one that SPDX doesn't list."""

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression


def spdx_licence(name: str) -> str:
    """Return the identifier as SPDX writes it, or "" if SPDX lists no such licence."""
    try:
        known = str(canonicalize_license_expression(name))
    except InvalidLicenseExpression:
        return ""
    # Anybody may make up a name that begins so.
    return "" if known.startswith("LicenseRef-") else known
