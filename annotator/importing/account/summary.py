"""The numbers of an import in a line, for the command. Numbers that are 0 are left out."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.importing.account.result import ImportResult


def summary(result: ImportResult) -> str:
    """Return how much was imported, and how much was rejected."""
    return " ".join(_sentences(result))


def _sentences(result: ImportResult) -> Iterator[str]:
    parts = ", ".join(_imported(result)) or _("nothing")
    yield _("Imported: %(parts)s.") % {"parts": parts}

    if result.extended:
        yield _filled(
            ngettext(
                "%(count)s article of the project got more labels.",
                "%(count)s articles of the project got more labels.",
                result.extended,
            ),
            result.extended,
        )
    if result.failed:
        rejected = _filled(
            ngettext("%(count)s item", "%(count)s items", result.failed), result.failed
        )
        if result.known:
            known = _("%(count)s already in the project") % {"count": f"{result.known:,}"}
            rejected = _("%(rejected)s (%(known)s)") % {"rejected": rejected, "known": known}
        yield _("Rejected: %(rejected)s.") % {"rejected": rejected}


def _imported(result: ImportResult) -> Iterator[str]:
    if result.articles:
        yield _filled(
            ngettext("%(count)s article", "%(count)s articles", result.articles), result.articles
        )
    if result.sentences:
        sentences = _filled(
            ngettext("%(count)s sentence", "%(count)s sentences", result.sentences),
            result.sentences,
        )
        if result.excluded:
            excluded = _("%(count)s excluded as boilerplate") % {"count": f"{result.excluded:,}"}
            sentences = _("%(sentences)s (%(excluded)s)") % {
                "sentences": sentences,
                "excluded": excluded,
            }
        yield sentences
    if result.annotations:
        yield _filled(
            ngettext("%(count)s label", "%(count)s labels", result.annotations), result.annotations
        )


def _filled(text: str, count: int) -> str:
    return text % {"count": f"{count:,}"}
