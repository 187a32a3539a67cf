"""Runs the import commands on files that a test writes, and reads back what came in."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command

from annotator.corpus.models import Sentence
from annotator.labelling.models import Annotation


@dataclass(frozen=True)
class Output:
    """What a command printed, and how it ended."""

    out: str
    err: str
    code: int


class Importer:
    """Imports files into the project `dam`."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def articles(self, name: str, content: str | bytes, *options: str) -> Output:
        return self.run("import_articles", self.write(name, content), *options)

    def annotations(self, name: str, content: str) -> Output:
        return self.run("import_annotations", self.write(name, content))

    def run(self, command: str, path: Path, *options: str) -> Output:
        code = 0
        try:
            call_command(command, "dam", str(path), *options)
        except SystemExit as end:
            code = int(end.code or 0)
        printed = self._capsys.readouterr()
        return Output(printed.out, printed.err, code)


def stored_sentences() -> list[tuple[str, int, str]]:
    """Return the article, the position and the text of each sentence."""
    rows = Sentence.objects.order_by("article__external_id", "position")
    return list(rows.values_list("article__external_id", "position", "text"))


def stored_labels() -> list[tuple[str, str, str]]:
    """Return the sentence, the annotator's name and the label of each current annotation."""
    rows = Annotation.objects.current().select_related("sentence", "assignment__annotator", "label")
    return sorted((row.sentence.text, row.assignment.annotator.alias, row.decision) for row in rows)
