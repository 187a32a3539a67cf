from argparse import ArgumentParser
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.corpus.near_duplicates.grouping import find_ungrouped, group_near_duplicates
from annotator.importing.account.account_text import describe_near_duplicates
from annotator.lib.processes.command import AppCommand
from annotator.projects.audit import COMMAND, record
from annotator.projects.command_arguments import get_project
from annotator.projects.models import AuditAction


class Command(AppCommand):
    help = _("List articles that are copies of each other with small changes, and group them.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help=_("the project’s short name"))
        parser.add_argument(
            "--apply",
            action="store_true",
            help=_("put the articles of each line into one group"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = get_project(options["slug"])
        found = find_ungrouped(project)
        for line in describe_near_duplicates(found):
            self.stdout.write(f"{line.about}: {line.text}")

        if not found:
            self.stdout.write(_("No near-duplicates without a group."))
        elif options["apply"]:
            with transaction.atomic():
                count = group_near_duplicates(project=project, sets=found)
                about = f"group of {count} near-duplicates"
                record(project=project, action=AuditAction.ARTICLE_EDITED, by=COMMAND, about=about)
            self.stdout.write(
                ngettext("%(count)s article got a group.", "%(count)s articles got a group.", count)
                % {"count": f"{count:,}"}
            )
        else:
            self.stdout.write(_("Nothing was changed. Use --apply to put them into groups."))
