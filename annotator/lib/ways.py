"""Words for the options that a message names: a page has controls, a command flags, the API fields.

Whoever starts to read files says where its messages are read (`worded_for`). The readers ask for
the words (`way`), and know nothing of pages and commands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from annotator.lib.translation import gettext as _
from annotator.lib.translation import gettext_noop

PAGE, COMMAND, API = "page", "command", "api"
# Options of the commands that have another name than the field of the API.
FLAGS = {"columns": "column", "labels": "map", "as_members": "as-member"}

# The control of the page for an option, and the choice in it if there is a certain one.
CONTROLS: dict[tuple[str, str], tuple[str, str]] = {
    ("header", "no"): (gettext_noop("First row"), gettext_noop("is data: the table has no header")),
    ("header", "yes"): (gettext_noop("First row"), gettext_noop("has the names of the columns")),
    ("quoting", "none"): (
        gettext_noop("Quotation marks inside cells"),
        gettext_noop("part of the text; cells aren’t quoted"),
    ),
    ("line_breaks", "paragraph"): (
        gettext_noop("Lines of a text"),
        gettext_noop("are paragraphs"),
    ),
    ("rows", "sentences"): (gettext_noop("Each row is"), gettext_noop("a sentence of an article")),
    ("columns", "label="): (gettext_noop("Label"), gettext_noop("no column has labels")),
    ("columns", "text="): (gettext_noop("Article text"), ""),
    ("columns", "position="): (gettext_noop("Sentence number"), "–"),
    ("columns", "sentence_id="): (gettext_noop("Sentence ID"), "–"),
    ("annotator_columns", ""): (gettext_noop("Columns with one annotator’s labels each"), ""),
    ("labels", ""): (gettext_noop("Label mapping"), ""),
    ("as_members", ""): (gettext_noop("Annotators who are members"), ""),
    ("pseudonyms", ""): (
        gettext_noop("The annotators’ names in the file are already pseudonyms"),
        "",
    ),
}

_surface = ContextVar("surface", default=PAGE)


@contextmanager
def worded_for(surface: str) -> Iterator[None]:
    """Word all messages for the page, the command or the API."""
    token = _surface.set(surface)
    try:
        yield
    finally:
        _surface.reset(token)


def chosen_surface() -> str:
    """Return where messages are read now, for another process."""
    return _surface.get()


def way(option: str, choice: str = "", value: str = "", example: str = "") -> str:
    """Return how to choose this for the option; a `value` comes after the choice.

    The choice of a column is `FIELD=`. An `example` stands for a value that isn't known, where a
    person has to write it. An account counts reasons without what is in double
    quotation marks, so these words have single ones.
    """
    if _surface.get() == PAGE:
        control, chosen = CONTROLS[option, choice]
        chosen = value or (_(chosen) if chosen else "")
        if not chosen:
            return f"‘{_(control)}’"
        return _("‘%(choice)s’ at ‘%(control)s’") % {"choice": chosen, "control": _(control)}

    given = f"{choice}{value or example}"
    if _surface.get() == COMMAND:
        return f"--{flag(option)} {given}".rstrip()
    return f"{option}={given or 'true'}" if given or option == "pseudonyms" else option


def both_ways(first: str, second: str) -> str:
    """Return two ways that must be chosen together. Flags can be copied as they are."""
    if _surface.get() == COMMAND:
        return f"{first} {second}"
    return _("%(first)s and %(second)s") % {"first": first, "second": second}


def flag(option: str) -> str:
    """Return the option of the commands, without its dashes."""
    return FLAGS.get(option, option.replace("_", "-"))
