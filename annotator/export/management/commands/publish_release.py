from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from annotator.export.datasets.selection import Seconds
from annotator.export.models import Release, ReleasePreview
from annotator.export.releases.checks.splits import check_splits
from annotator.export.releases.counts_in_words import counts_in_words
from annotator.export.releases.forms import ReleaseForm
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.progress import Progress
from annotator.export.releases.publishing import (
    ArchiveMissingError,
    NothingToReleaseError,
    OvertakenError,
    copy_release,
    preview_release,
    publish_release,
)
from annotator.lib.processes.command import AppCommand
from annotator.projects.audit import COMMAND, record
from annotator.projects.command_arguments import get_project
from annotator.projects.models import AuditAction, Project

# Options whose names differ from those of the fields.
OPTIONS = {"dated": "--date", "rounds": "--round", "languages": "--language"}


class Bar(Progress):
    """Progress as a bar on the screen."""

    def __init__(self) -> None:
        self.bar = tqdm(unit=" rows", disable=None, leave=False)
        super().__init__(self.show, self.begin)

    def begin(self, total: int) -> None:
        self.bar.reset(total)

    def show(self) -> None:
        self.bar.update(self.done - self.bar.n)


class Command(AppCommand):
    help = _("Publish the next release of a project's dataset.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help=_("the project"))
        parser.add_argument(
            "-o",
            "--output",
            type=Path,
            metavar="DIR",
            help=_("also copy the files into this folder"),
        )
        parser.add_argument(
            "--preview",
            type=Path,
            metavar="DIR",
            help=_("publish nothing: write the files of the next release into this folder"),
        )
        parser.add_argument(
            "--standoff", action="store_true", help=_("without the articles' text and titles")
        )
        parser.add_argument(
            "--notes",
            action="store_true",
            help=_("include annotators' notes and adjudicators' reasons"),
        )
        parser.add_argument(
            "--seconds",
            choices=[choice.value for choice in Seconds],
            default=ReleaseParameters.seconds,
            help=_("precision of the time of each label (%(default)s)"),
        )
        parser.add_argument(
            "--annotator-details",
            action="store_true",
            help=_(
                "include annotators' days of work and median times, and the work of suspended "
                "annotators"
            ),
        )
        for name, plural in (("--round", "rounds"), ("--language", "languages")):
            parser.add_argument(
                name, dest=plural, action="append", default=[], help=_("only this one; repeatable")
            )
        parser.add_argument("--done-only", action="store_true", help=_("only completed articles"))

        parser.add_argument(
            "--split",
            default=ReleaseParameters.split,
            help=_("train/validation/test in percent, or none (%(default)s)"),
        )
        parser.add_argument(
            "--unlabelled",
            action="store_true",
            help=_("put sentences without a final label into the files of the splits, too"),
        )
        parser.add_argument(
            "--seed", type=int, default=0, help=_("random seed of the split (%(default)s)")
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help=_("publish nothing; only print the size of the splits, and warnings"),
        )
        parser.add_argument("--date", dest="dated", metavar="DAY", help=_("release date (today)"))
        parser.add_argument(
            "--licence",
            default="",
            help=_("licence of the labels, an SPDX identifier such as CC-BY-4.0"),
        )
        parser.add_argument(
            "--creator", dest="creators", action="append", default=[], help=_("repeatable")
        )
        parser.add_argument(
            "--about", default="", help=_("what the dataset is and how the articles were selected")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = get_project(options["slug"])
        folder: Path | None = options["preview"] or options["output"]
        if options["preview"] and options["output"]:
            raise CommandError(_("--output and --preview exclude each other"))
        # Checked first: a release that was published can't be taken back if it can't be
        # copied.
        if (
            folder is not None
            and folder.exists()
            and (not folder.is_dir() or any(folder.iterdir()))
        ):
            raise CommandError(_("%(folder)s: not empty") % {"folder": folder})

        split = "" if options["split"] == "none" else options["split"]
        form = ReleaseForm(
            {**options, "split": split, "creators": "\n".join(options["creators"])},
            project=project,
        )
        for name, errors in form.errors.items():
            raise CommandError(f"{OPTIONS.get(name, f'--{name}')}: {errors[0]}")

        check = check_splits(project, form.parameters())
        for warning in check.warnings:
            self.stderr.write(warning)
        if options["dry_run"]:
            for name, count in check.articles.items():
                self.stdout.write(f"{name:<10} {counts_in_words({'articles': count})}")
            self.stdout.write(_("Nothing was published."))
            return

        release = self._build(project, form.parameters(), is_preview=bool(options["preview"]))

        counts = release.counts
        title = (
            _("Preview of release %(number)s: %(counts)s")
            if options["preview"]
            else _("Release %(number)s: %(counts)s")
        )
        self.stdout.write(
            title
            % {
                "number": release.number,
                "counts": counts_in_words(
                    {name: counts[name] for name in ("articles", "sentences", "annotations")}
                    | {"files": len(release.files)}
                ),
            }
        )
        for name, split_counts in counts["splits"].items():
            self.stdout.write(f"  {name:<10} {counts_in_words(split_counts)}")

        for name, shared in counts.get("shared_sentences", {}).items():
            self.stdout.write(
                ngettext(
                    "Verbatim in train, too: %(shared)s of %(count)s sentence of %(split)s",
                    "Verbatim in train, too: %(shared)s of %(count)s sentences of %(split)s",
                    shared["sentences"],
                )
                % {
                    "shared": f"{shared['in_train']:,}",
                    "count": f"{shared['sentences']:,}",
                    "split": name,
                }
            )

        left_out = counts["left_out"]
        if left_out["annotations"]:
            self.stdout.write(
                ngettext(
                    "Left out: %(annotations)s by %(count)s suspended annotator "
                    "(--annotator-details adds them)",
                    "Left out: %(annotations)s by %(count)s suspended annotators "
                    "(--annotator-details adds them)",
                    left_out["annotators"],
                )
                % {
                    "annotations": counts_in_words({"annotations": left_out["annotations"]}),
                    "count": left_out["annotators"],
                }
            )

        # Imported names may be real names, and a release is public.
        named = project.memberships.under_their_imported_name().count()
        if named:
            self.stdout.write(
                ngettext(
                    "%(count)s annotator appears under the name in the imported file.",
                    "%(count)s annotators appear under the names in the imported files.",
                    named,
                )
                % {"count": named}
            )
        if counts["without_rights"]:
            self.stdout.write(
                ngettext(
                    "%(count)s article has no rights filled in.",
                    "%(count)s articles have no rights filled in.",
                    counts["without_rights"],
                )
                % {"count": f"{counts['without_rights']:,}"}
            )

        if folder is not None:
            try:
                copy_release(release, folder)
            except OSError as error:
                if options["preview"]:
                    raise CommandError(
                        _("The preview is not copied: %(error)s") % {"error": error}
                    ) from error
                raise CommandError(
                    _("Release %(number)s is published, but not copied: %(error)s")
                    % {"number": release.number, "error": error}
                ) from error

    def _build(
        self, project: Project, parameters: ReleaseParameters, *, is_preview: bool
    ) -> Release | ReleasePreview:
        action = AuditAction.RELEASE_PREVIEWED if is_preview else AuditAction.RELEASE_STARTED
        record(project=project, action=action, by=COMMAND)
        progress = Bar()
        try:
            if is_preview:
                return preview_release(
                    project=project, made_by=None, parameters=parameters, progress=progress
                )
            return publish_release(
                project=project,
                made_by=None,
                parameters=parameters,
                progress=progress,
                on_published=self._compare,
            )
        except (NothingToReleaseError, OvertakenError, ArchiveMissingError) as error:
            raise CommandError(str(error)) from error
        finally:
            progress.bar.close()

    def _compare(self, release: Release, differing: list[str] | None) -> None:
        if differing is None:
            return
        self.stdout.write(
            _("Not as previewed, these files differ: %(files)s") % {"files": ", ".join(differing)}
            if differing
            else _("The same as its preview, byte for byte.")
        )
