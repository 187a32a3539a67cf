import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from annotator.corpus.readers.columns import FIELDS
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import LANGUAGE_TAG, ReadArticle, ReadOptions, Refused
from annotator.corpus.storing import ImportOptions
from annotator.importing.article_import import ANNOTATOR, ImportResult, import_articles
from annotator.importing.label_mapping import LabelMapping
from annotator.importing.local_files import files_at
from annotator.importing.name_options import add_name_options, names_from
from annotator.labelling.annotations.imported_members import list_aliases
from annotator.projects.audit import COMMAND, record
from annotator.projects.command_arguments import get_project, name_and_value
from annotator.projects.models import AuditAction


def overlap(text: str) -> int | None:
    if text == "everyone":
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise ArgumentTypeError("a number from 1 to 1000, or everyone")
    return int(text)


def round_name(text: str) -> str:
    if not 1 <= len(text) <= 40:
        raise ArgumentTypeError("a word of at most 40 characters")
    return text


def language(text: str) -> str:
    if not LANGUAGE_TAG.fullmatch(text):
        raise ArgumentTypeError("a language tag such as en, de or pt-BR")
    return text


class Command(BaseCommand):
    help = (
        "Bring articles in, from files or folders: .txt and .html (one article each), .csv, .tsv, "
        ".jsonl and .json "
        "(one a row, exports of Label Studio and doccano among them), or a .zip of these."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("path", nargs="+", type=Path)
        parser.add_argument(
            "--review", action="store_true", help="as drafts, for a check of the sentences first"
        )
        parser.add_argument(
            "--round", type=round_name, default="main", help="stage of the campaign (%(default)s)"
        )
        parser.add_argument(
            "--overlap",
            type=overlap,
            default=0,
            help="annotators per article: a number, or everyone (the project's)",
        )
        parser.add_argument(
            "--language", type=language, default="en", help="of texts that don't say (%(default)s)"
        )
        parser.add_argument(
            "--encoding", default="", help="of files where it is not found out rightly"
        )
        parser.add_argument(
            "--column",
            type=name_and_value,
            action="append",
            default=[],
            metavar="FIELD=THEIRS",
            help=f"which column holds a field; the fields: {', '.join(FIELDS)}; FIELD= for none",
        )
        parser.add_argument(
            "--rows",
            choices=("articles", "sentences"),
            default="",
            help="what a row is (found out)",
        )
        parser.add_argument(
            "--map",
            type=name_and_value,
            action="append",
            default=[],
            metavar="THEIRS=OURS",
            help="which label or skip reason a label of theirs stands for; THEIRS= leaves it out",
        )
        parser.add_argument(
            "--annotator", default=ANNOTATOR, help="whose labels they are if nobody is named"
        )
        add_name_options(parser)
        parser.add_argument(
            "--all-or-nothing", action="store_true", help="bring nothing in if anything is refused"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = get_project(options["slug"])
        columns = dict(options["column"])
        strange = [field for field in columns if field not in FIELDS]
        if strange:
            raise CommandError(f"“{strange[0]}” is no field. The fields: {', '.join(FIELDS)}.")
        mapping = LabelMapping.of(project, dict(options["map"]))
        if mapping.unknown_targets():
            raise CommandError(
                f"“{mapping.unknown_targets()[0]}” is neither a label of this project nor a skip "
                "reason."
            )
        names = names_from(options, project)
        reading = ReadOptions(columns, options["rows"], options["language"], options["encoding"])
        chosen = project.overlap if options["overlap"] == 0 else options["overlap"]
        about = ", ".join(path.name for path in options["path"]) + names.said
        record(project=project, action=AuditAction.IMPORTED, by=COMMAND, about=about)
        result = import_articles(
            project=project,
            items=_with_progress(
                Intake((file for path in options["path"] for file in files_at(path)), reading)
            ),
            options=ImportOptions(review=options["review"], round=options["round"], overlap=chosen),
            mapping=mapping,
            keep=self._keep,
            annotator=options["annotator"],
            names=names,
            all_or_nothing=options["all_or_nothing"],
        )
        for alias, pseudonym in list_aliases(project, result.people):
            self.stdout.write(f"“{alias}” is {pseudonym}")
        self.stdout.write(result.summary)
        if not result.articles:
            sys.exit(1)

    def _keep(self, brought: ImportResult, refused: Sequence[Refused]) -> None:
        for item in refused:
            self.stderr.write(f"{item.place}: {item.reason}")


def _with_progress(intake: Intake) -> Iterator[ReadArticle | Refused]:
    with tqdm(
        total=intake.total, unit="B", unit_scale=True, disable=not sys.stderr.isatty()
    ) as bar:
        for item in intake:
            bar.update(intake.done - bar.n)
            yield item
