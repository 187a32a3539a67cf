import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import ReadWarning, Refused
from annotator.importing.account.account_text import print_account
from annotator.importing.account.result import ImportResult
from annotator.importing.account.summary import summary
from annotator.importing.article_import import import_articles
from annotator.importing.command_options import (
    add_label_options,
    add_reading_options,
    check_options,
    reading_options,
    with_progress,
)
from annotator.importing.local_files import files_at
from annotator.importing.near_duplicates import find_new_near_duplicates
from annotator.importing.options import ANNOTATOR, ImportOptions
from annotator.labelling.annotations.imported_members import list_aliases
from annotator.lib.processes.command import AppCommand
from annotator.lib.ways import COMMAND as COMMAND_LINE
from annotator.lib.ways import worded_for
from annotator.projects.audit import COMMAND, record
from annotator.projects.command_arguments import get_project, overlap_argument
from annotator.projects.models import AuditAction, Project


class Command(AppCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.description = _(
            "Import articles from files or folders: .txt, .docx, .odt, .pdf and .html (one article "
            "each), .csv, .tsv, .xlsx, .ods, .jsonl and .json (one article or sentence per row; "
            "Label Studio and doccano exports work too), these with .gz, .bz2 or .xz, or a .zip "
            "of them."
        )
        parser.add_argument("slug", help=_("the project’s short name"))
        parser.add_argument("path", nargs="+", type=Path)
        parser.add_argument(
            "--review",
            action="store_true",
            help=_("import as drafts, to check the sentences first"),
        )
        parser.add_argument(
            "--round", default="main", help=_("stage of the project (default: %(default)s)")
        )
        parser.add_argument(
            "--overlap",
            type=overlap_argument,
            default=0,
            help=_("annotators per article: a number, or everyone (default: the project’s)"),
        )

        add_reading_options(parser)
        parser.add_argument(
            "--annotator-columns",
            default="",
            metavar="COLUMN,COLUMN",
            help=_("columns that each hold the labels of one annotator, separated by commas"),
        )
        parser.add_argument(
            "--annotator", default=ANNOTATOR, help=_("annotator for unattributed labels")
        )
        add_label_options(parser)
        parser.add_argument(
            "--all-or-nothing", action="store_true", help=_("import nothing if any row is rejected")
        )

    @worded_for(COMMAND_LINE)
    def handle(self, *args: Any, **options: Any) -> None:
        project = get_project(options["slug"])
        chosen = self._options(project, options)
        names = ", ".join(path.name for path in options["path"]) + chosen.names.summary
        # Before the import, which is many transactions and may stop in the middle.
        record(project=project, action=AuditAction.IMPORTED, by=COMMAND, about=names)

        began = timezone.now()
        files = (file for path in options["path"] for file in files_at(path))
        intake = Intake(files, chosen.read_options)
        result = import_articles(
            project=project,
            items=with_progress(intake),
            options=chosen,
            on_batch=self._print_problems,
        )
        result.take_account(intake.account)
        if result.articles:
            result.near_duplicates = find_new_near_duplicates(project, began)

        for line in print_account(result, list_aliases(project, result.people)):
            self.stdout.write(line)
        if result.near_duplicates:
            self.stdout.write(
                _("To put near-duplicates into one group: %(command)s")
                % {"command": f"python manage.py group_near_duplicates {project.slug} --apply"}
            )
        self.stdout.write(summary(result))
        # A script must notice that nothing was imported.
        if not result.articles and not result.extended:
            sys.exit(1)

    def _options(self, project: Project, options: Mapping[str, Any]) -> ImportOptions:
        """Return the options of the command line. Raises CommandError."""
        chosen = ImportOptions(
            **reading_options(options),
            annotator_columns=tuple(filter(None, options["annotator_columns"].split(","))),
            labels=dict(options["map"]),
            annotator=options["annotator"],
            pseudonyms=options["pseudonyms"],
            as_members=dict(options["as_member"]),
            review=options["review"],
            round=options["round"],
            # None means everyone, so the default is 0.
            overlap=project.overlap if options["overlap"] == 0 else options["overlap"],
            all_or_nothing=options["all_or_nothing"],
        )
        check_options(chosen, project)

        return chosen

    def _print_problems(
        self, _result: ImportResult, refused: Sequence[Refused], warnings: Sequence[ReadWarning]
    ) -> None:
        for item in refused:
            self.stderr.write(f"{item.source}: {item.reason}")
        for warning in warnings:
            self.stderr.write(
                _("%(source)s: warning: %(reason)s")
                % {"source": warning.source, "reason": warning.reason}
            )
