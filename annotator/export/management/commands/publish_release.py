from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from annotator.agreement.report.data import FEW, MANY
from annotator.export.datasets.selection import Seconds
from annotator.export.releases.building import Progress
from annotator.export.releases.forms import ReleaseForm
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import (
    ArchiveMissingError,
    NothingToReleaseError,
    OvertakenError,
    copy_release,
    publish_release,
)
from annotator.projects.audit import COMMAND, record
from annotator.projects.command_arguments import get_project
from annotator.projects.models import AuditAction

OPTIONS = {"dated": "--date"}


class Bar(Progress):
    """Progress on the screen."""

    def __init__(self) -> None:
        self.bar = tqdm(unit=" rows", disable=None, leave=False)
        super().__init__(self.show, self.begin)

    def begin(self, total: int) -> None:
        self.bar.reset(total)

    def show(self) -> None:
        self.bar.update(self.done - self.bar.n)


class Command(BaseCommand):
    help = "Publish the next release of a project's dataset."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument(
            "-o", "--output", type=Path, metavar="DIR", help="copy its files into this folder too"
        )
        parser.add_argument(
            "--standoff", action="store_true", help="without the articles' text and titles"
        )
        parser.add_argument(
            "--notes", action="store_true", help="with annotators' notes and adjudicators' reasons"
        )
        parser.add_argument(
            "--seconds",
            choices=[choice.value for choice in Seconds],
            default=ReleaseParameters.seconds,
            help="how exactly the time of each label is told (%(default)s)",
        )
        parser.add_argument(
            "--annotator-details",
            action="store_true",
            help="with the days of each annotator's work, their median time, and the work of "
            "people set aside",
        )
        parser.add_argument("--done-only", action="store_true", help="only articles that are done")
        parser.add_argument(
            "--split",
            default=ReleaseParameters.split,
            help="train/validation/test; none for none (%(default)s)",
        )
        parser.add_argument("--seed", type=int, default=0, help="of the split (%(default)s)")
        parser.add_argument(
            "--replicates",
            type=int,
            help=f"resamples for the intervals ({MANY}, in large projects {FEW})",
        )
        parser.add_argument("--date", dest="dated", metavar="DAY", help="that stands on it (today)")
        parser.add_argument(
            "--licence", default="", help="of the labels, as an SPDX identifier like CC-BY-4.0"
        )
        parser.add_argument(
            "--creator", dest="creators", action="append", default=[], help="may be said again"
        )
        parser.add_argument(
            "--about", default="", help="what the dataset is and how its articles were chosen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = get_project(options["slug"])
        folder: Path | None = options["output"]
        if (
            folder is not None
            and folder.exists()
            and (not folder.is_dir() or any(folder.iterdir()))
        ):
            raise CommandError(f"{folder}: it holds something already")
        split = "" if options["split"] == "none" else options["split"]
        form = ReleaseForm({**options, "split": split, "creators": "\n".join(options["creators"])})
        for name, errors in form.errors.items():
            raise CommandError(f"{OPTIONS.get(name, f'--{name}')}: {errors[0]}")
        record(project=project, action=AuditAction.RELEASE_STARTED, by=COMMAND)
        progress = Bar()
        try:
            release = publish_release(
                project=project, made_by=None, parameters=form.parameters(), progress=progress
            )
        except (NothingToReleaseError, OvertakenError, ArchiveMissingError) as error:
            raise CommandError(str(error)) from error
        finally:
            progress.bar.close()
        counts = release.counts
        self.stdout.write(
            f"release {release.number}: {counts['articles']} articles, {counts['sentences']} "
            f"sentences, {counts['annotations']} annotations, {len(release.files)} files"
        )
        for name, split_counts in counts["splits"].items():
            self.stdout.write(
                f"  {name:<10} "
                + ", ".join(f"{count} {what}" for what, count in split_counts.items())
            )
        left_out = counts["left_out"]
        if left_out["annotations"]:
            self.stdout.write(
                f"Left out: {left_out['annotations']} annotations of {left_out['annotators']} "
                "people who are set aside (--annotator-details adds them)"
            )
        named = project.memberships.under_their_imported_name().count()
        if named:
            self.stdout.write(
                f"{named} people appear under the names in the files that brought their labels."
            )
        if counts["without_rights"]:
            self.stdout.write(
                f"{counts['without_rights']} of the articles have no rights filled in."
            )
        if folder is not None:
            try:
                copy_release(release, folder)
            except OSError as error:
                raise CommandError(
                    f"release {release.number} is published, but not copied: {error}"
                ) from error
