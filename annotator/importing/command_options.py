"""What the two import commands share: options about the labels in a file, and their check."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from annotator.importing.options import ImportOptions, OptionError
from annotator.labelling.annotations.imported_members import as_member
from annotator.projects.command_arguments import name_and_value
from annotator.projects.models import Project

# The options of the commands that have another name than the field they fill.
FLAGS = {"columns": "column", "labels": "map", "as_members": "as-member"}


def add_label_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--map",
        type=name_and_value,
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help="which label or skip reason a label of theirs stands for; THEIRS= leaves it out",
    )
    parser.add_argument(
        "--pseudonyms",
        action="store_true",
        help="the annotators' names in the file are pseudonyms already: take them as they are",
    )
    parser.add_argument(
        "--as-member",
        type=as_member,
        action="append",
        default=[],
        metavar="NAME=PSEUDONYM",
        help="the labels of this name are those of a member of the project; PSEUDONYM alone if the "
        "file has it too",
    )


def check_options(options: ImportOptions, project: Project) -> None:
    """Raises CommandError, which names the option that can't be."""
    try:
        options.check(project)
    except OptionError as error:
        raise CommandError(f"--{FLAGS.get(error.option, error.option)}: {error}") from error
