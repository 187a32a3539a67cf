"""The table of `docs/roles.md` and the addresses of the URL configuration, side by side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

DOCUMENT = Path(__file__).parents[2] / "docs" / "roles.md"
PEOPLE = ("stranger", "outsider", "annotator", "adjudicator", "manager", "superuser")


@dataclass(frozen=True)
class Row:
    """An address with a method, or a command, and its answer to each of PEOPLE."""

    address: str
    method: str
    answers: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.address}"


def table(heading: str) -> list[Row]:
    """The rows under this heading."""
    section = DOCUMENT.read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line[:1] == "|"
    ]
    return [
        Row(row[0].strip("`"), row[1], dict(zip(PEOPLE, row[2:], strict=True))) for row in cells[2:]
    ]


def routes(
    resolver: URLResolver | None = None, prefix: str = "/"
) -> Iterator[tuple[str, URLPattern]]:
    """(address, route) of everything that the app serves; the admin site counts as one address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if address == "/admin/":
            continue
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield shown(address), pattern


def shown(route: str) -> str:
    """`/p/<slug:slug>/` as people write it, `/p/SLUG/`; a regular expression by the names of its
    groups.
    """
    route = (
        re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda group: group[1].upper(), route)
        .replace("^", "")
        .replace("$", "")
    )
    return re.sub(r"<\w+:(\w+)>", lambda part: part[1].upper(), route)


# Parts of addresses that are no pages.
FILES = ("csv", "svg", "zip", "json", ".js", "healthz", "readyz", "download", "webauthn/login")
# Parts of addresses that a test can't fill in.
UNFILLED = ("NAME", "TOKEN", "JOB_ID", "PK", "UIDB36-KEY", "PROVIDER_ID", "…")
NO_PAGES = (*FILES, *UNFILLED, "/label/")


def manager_pages(**values: object) -> Iterator[str]:
    """Yield the address of each page that a manager may see, with these values in it."""
    for row in table("Pages"):
        address = row.address
        for name, value in values.items():
            address = address.replace(name, str(value))

        is_page = not any(word in address for word in NO_PAGES)
        if row.method == "GET" and is_page and row.answers["manager"] == "yes":
            yield address


def open_pages(person: str, **values: object) -> Iterator[str]:
    """Yield the address of each page that an annotator or a stranger may see."""
    for row in [*table("Pages"), *table("Accounts")]:
        address = row.address
        for name, value in values.items():
            address = address.replace(name, str(value))

        is_page = not any(word in address for word in (*FILES, *UNFILLED))
        if row.method == "GET" and is_page and row.answers[person] in {"yes", "own"}:
            yield address
