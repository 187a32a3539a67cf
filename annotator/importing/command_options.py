"""What the commands that read files of articles share: options, their check, and the progress."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from annotator.corpus.readers.fields.columns import FIELDS
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import ReadArticle, Refused
from annotator.importing.options import CHOICES, ImportOptions, OptionError
from annotator.labelling.annotations.imported_members import as_member
from annotator.lib.ways import flag
from annotator.projects.command_arguments import name_and_value
from annotator.projects.models import Project


def add_reading_options(parser: ArgumentParser) -> None:
    """Add the options about how files of articles are read."""
    parser.add_argument(
        "--language",
        default="",
        help=_("language of texts whose files don’t state it (default: detected)"),
    )
    parser.add_argument("--encoding", default="", help=_("override the detected encoding"))
    parser.add_argument(
        "--column",
        type=name_and_value,
        action="append",
        default=[],
        metavar="FIELD=THEIRS",
        help=_("which column has a field; FIELD= to ignore it; fields: %(fields)s")
        % {"fields": ", ".join(FIELDS)},
    )
    # The texts are made here, because argparse can't take lazy ones.
    helps = {
        "rows": _("what a row is (default: detected)"),
        "delimiter": _("what separates the cells of a table (default: detected)"),
        "quoting": _(
            "how a table writes a quotation mark inside a quoted cell: doubled, or after a "
            "backslash; none if marks are part of the text (default: detected)"
        ),
        "header": _(
            "whether a table begins with the names of its columns; with no, they are named "
            "1, 2, … (default: detected)"
        ),
        "dates": _("what dates such as 03/04/2025 begin with (default: detected)"),
        "first_line": _("what becomes of a first line that looks like a headline (default: text)"),
        "line_breaks": _(
            "whether a line is a paragraph, or was broken at a width and goes on in the next "
            "line (default: detected)"
        ),
    }
    for name, choices in CHOICES.items():
        flag = f"--{name.replace('_', '-')}"
        parser.add_argument(flag, choices=choices, default="", help=helps[name])


def reading_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return those options as fields of `ImportOptions`."""
    return {
        "columns": dict(options["column"]),
        **{name: options[name] for name in CHOICES},
        "language": options["language"],
        "encoding": options["encoding"],
    }


def add_label_options(parser: ArgumentParser) -> None:
    """Add the options about labels and annotators."""
    parser.add_argument(
        "--map",
        type=name_and_value,
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help=_("map a label in the file to a label or skip reason; THEIRS= to ignore it"),
    )
    parser.add_argument(
        "--pseudonyms",
        action="store_true",
        help=_("the annotators’ names in the file are already pseudonyms"),
    )
    parser.add_argument(
        "--as-member",
        type=as_member,
        action="append",
        default=[],
        metavar="NAME=PSEUDONYM",
        help=_(
            "attribute the labels of this name to a member of the project; PSEUDONYM alone if the "
            "file has it too"
        ),
    )


def check_options(options: ImportOptions, project: Project | None = None) -> None:
    """Raise CommandError, with the name of the option, if an option is invalid.

    Without a project, only the options about how files are read are checked.
    """
    try:
        if project is None:
            options.check_reading()
        else:
            options.check(project)
    except OptionError as error:
        raise CommandError(f"--{flag(error.option)}: {error}") from error


def with_progress(intake: Intake) -> Iterator[ReadArticle | Refused]:
    """Yield the items, with the bytes that were read as a bar on the screen."""
    with tqdm(
        total=intake.total, unit="B", unit_scale=True, disable=not sys.stderr.isatty()
    ) as bar:
        for item in intake:
            bar.update(intake.done - bar.n)
            yield item
