import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.corpus.readers.records import UnreadableError
from annotator.importing.account.account_text import print_account
from annotator.importing.annotation_import import OPTIONAL, REQUIRED, import_annotations
from annotator.importing.command_options import add_label_options, check_options
from annotator.importing.options import ImportOptions
from annotator.labelling.annotations.bulk_insert import BulkInsertResult, RefusedAnnotationsError
from annotator.labelling.annotations.imported_members import list_aliases
from annotator.lib.processes.command import AppCommand
from annotator.lib.ways import COMMAND as COMMAND_LINE
from annotator.lib.ways import worded_for
from annotator.projects.audit import COMMAND, record
from annotator.projects.command_arguments import get_project
from annotator.projects.models import AuditAction


class Command(AppCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.description = _(
            "Import labels from a CSV file, all of them or none. Required columns: %(required)s. "
            "Optional columns: %(optional)s. Instead of the position, a row may have a "
            "sentence_id or original_sentence_id. Unknown annotators become members who can’t "
            "sign in; their names stay private."
        ) % {"required": ", ".join(REQUIRED), "optional": ", ".join(OPTIONAL)}
        parser.add_argument("slug", help=_("the project’s short name"))
        parser.add_argument("file", type=Path)
        add_label_options(parser)

    @worded_for(COMMAND_LINE)
    def handle(self, *args: Any, **options: Any) -> None:
        project, file = get_project(options["slug"]), options["file"]
        chosen = ImportOptions(
            labels=dict(options["map"]),
            pseudonyms=options["pseudonyms"],
            as_members=dict(options["as_member"]),
        )
        check_options(chosen, project)

        try:
            # The event and the labels are stored together, or neither.
            with file.open("rb") as stream, transaction.atomic():
                about = f"labels: {file.name}{chosen.names.summary}"
                record(project=project, action=AuditAction.IMPORTED, by=COMMAND, about=about)
                stored, account = import_annotations(
                    project=project,
                    stream=stream,
                    name=str(file),
                    mapping=chosen.mapping(project),
                    names=chosen.names,
                )
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except UnreadableError as error:
            raise CommandError(f"{file}: {error}") from None
        except RefusedAnnotationsError as error:
            for line, reason in error.reasons:
                self.stderr.write(
                    _("%(file)s, line %(line)s: %(reason)s")
                    % {"file": file, "line": line, "reason": reason}
                )
            count = len(error.reasons)
            self.stderr.write(
                ngettext(
                    "Nothing imported; %(count)s row has errors.",
                    "Nothing imported; %(count)s rows have errors.",
                    count,
                )
                % {"count": f"{count:,}"}
            )
            sys.exit(1)
        for text in print_account(account, list_aliases(project, account.people)):
            self.stdout.write(text)
        self.stdout.write(_summary(stored))


def _summary(stored: BulkInsertResult) -> str:
    if not stored.annotations:
        return _("Imported: nothing.")

    labels, annotators, articles = stored.annotations, len(stored.people), stored.articles
    return _("Imported: %(labels)s of %(annotators)s on %(articles)s.") % {
        "labels": ngettext("%(count)s label", "%(count)s labels", labels)
        % {"count": f"{labels:,}"},
        "annotators": ngettext("%(count)s annotator", "%(count)s annotators", annotators)
        % {"count": f"{annotators:,}"},
        "articles": ngettext("%(count)s article", "%(count)s articles", articles)
        % {"count": f"{articles:,}"},
    }
