"""What the two import commands share: options about the labels in a file, and their check."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotator.importing.options import ImportOptions, OptionError
from annotator.labelling.annotations.imported_members import as_member
from annotator.lib.ways import flag
from annotator.projects.command_arguments import name_and_value
from annotator.projects.models import Project


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


def check_options(options: ImportOptions, project: Project) -> None:
    """Raise CommandError, with the name of the option, if an option is invalid."""
    try:
        options.check(project)
    except OptionError as error:
        raise CommandError(f"--{flag(error.option)}: {error}") from error
