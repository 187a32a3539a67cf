from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotator.export.models import Release
from annotator.export.releases.errata import ErratumForm, add_erratum, errata_text
from annotator.lib.checksums import ERRATA
from annotator.lib.processes.command import AppCommand
from annotator.projects.audit import COMMAND
from annotator.projects.command_arguments import get_project


class Command(AppCommand):
    help = _("Add a correction of the words of a release, beside its files.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help=_("short name of the project"))
        parser.add_argument("number", type=int, help=_("number of the release"))
        parser.add_argument("text", help=_("what is wrong, and what is right"))
        parser.add_argument(
            "-o",
            "--output",
            type=Path,
            metavar="DIR",
            help=_("also write all corrections into this folder, as ERRATA.md"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = get_project(options["slug"])
        release = Release.objects.in_project(project).filter(number=options["number"]).first()
        if release is None:
            raise CommandError(_("There is no release %(number)s.") % options)
        folder: Path | None = options["output"]
        if folder is not None and not folder.is_dir():
            raise CommandError(_("%(folder)s: no such folder") % {"folder": folder})

        form = ErratumForm({"text": options["text"]})
        for errors in form.errors.values():
            raise CommandError(errors[0])
        add_erratum(release=release, text=form.cleaned_data["text"], by=COMMAND)

        text = errata_text(release)
        if folder is not None:
            (folder / ERRATA).write_text(text, encoding="utf-8")
        self.stdout.write(text)
