"""The counts of a release in a line, for the commands."""

from collections.abc import Mapping

from django.utils.translation import ngettext


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Return, for example, "17 articles, 1 sentence, 3 claim"."""
    return ", ".join(
        text % {"count": f"{count:,}"}
        for name, count in counts.items()
        for text in [_text(name, count)]
    )


def _text(name: str, count: int) -> str:
    texts = {
        "articles": ngettext("%(count)s article", "%(count)s articles", count),
        "sentences": ngettext("%(count)s sentence", "%(count)s sentences", count),
        "annotations": ngettext("%(count)s annotation", "%(count)s annotations", count),
        "adjudications": ngettext("%(count)s adjudication", "%(count)s adjudications", count),
        "files": ngettext("%(count)s file", "%(count)s files", count),
    }
    # The others are numbers of sentences by label.
    return texts.get(name, f"%(count)s {name}")
