from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.export.releases.partitions.copying import MAX_PARTITIONS, partition_release
from annotator.lib.checksums import NoReleaseError
from annotator.lib.processes.command import AppCommand


class Command(AppCommand):
    help = _(
        "Copy the tables of a release into partitions by article, for Spark, Dask or DuckDB. The "
        "release isn’t changed, and verify_release checks the copy too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", type=Path, metavar="DIR", help=_("the folder or the ZIP"))
        parser.add_argument(
            "-o",
            "--output",
            type=Path,
            required=True,
            metavar="DIR",
            help=_("the folder for the copy, new or empty"),
        )
        parser.add_argument(
            "--partitions",
            type=int,
            default=16,
            metavar="N",
            help=_("number of partitions (%(default)s)"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["output"]
        count: int = options["partitions"]
        if not 1 <= count <= MAX_PARTITIONS:
            raise CommandError(
                _("--partitions: from 1 to %(most)s") % {"most": f"{MAX_PARTITIONS:,}"}
            )
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(_("%(folder)s: not empty") % {"folder": folder})

        try:
            folder.mkdir(parents=True, exist_ok=True)
            done = partition_release(place=options["place"], folder=folder, partitions=count)
        except (NoReleaseError, OSError) as error:
            raise CommandError(str(error)) from error

        rows = sum(done.rows.get("annotations", []))
        self.stdout.write(
            ngettext(
                "%(folder)s: %(count)s annotation. Partitions: %(partitions)s",
                "%(folder)s: %(count)s annotations. Partitions: %(partitions)s",
                rows,
            )
            % {"folder": folder, "count": f"{rows:,}", "partitions": count}
        )
