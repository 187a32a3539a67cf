"""How the two import commands ask whose labels a file holds."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError

from annotator.labelling.annotations.imported_members import AnnotatorNames, as_member
from annotator.projects.models import Project


def add_name_options(parser: ArgumentParser) -> None:
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


def names_from(options: Mapping[str, Any], project: Project) -> AnnotatorNames:
    """What these options say. Raises CommandError."""
    names = AnnotatorNames(options["pseudonyms"], dict(options["as_member"]))
    unknown = names.unknown_members(project)
    if unknown:
        raise CommandError(
            f"--as-member: Nobody in {project.slug} has the pseudonym “{unknown[0]}”."
        )
    return names
