"""release.json: what is needed beside the tables to read a release back."""

from datetime import date
from typing import Any

from annotator.corpus.models import Article
from annotator.export.datasheet.process import process_of
from annotator.export.releases.parameters import ReleaseParameters
from annotator.projects.codebooks.examples import rows_of
from annotator.projects.models import Codebook, Label, Project, label_distances

# The format of release.json and of the files together. In format 2 an annotation may
# have no day.
FORMAT = 2
SETTINGS = ("slug", "name", "overlap", "asks_target", "asks_confidence", "asks_note")
OF_LABELS = (
    "key", "name", "definition", "mark", "colour", "shortcut", "position", "takes_target",
    "question",
)  # fmt: skip

Days = tuple[date | None, date | None]


def release_manifest(
    project: Project, number: int, parameters: ReleaseParameters, labelled: Days
) -> dict[str, Any]:
    """Return the content of release.json."""
    rows = parameters.selection.filter_articles(Article.objects.in_project(project), "")
    # Only the exceptions, because there are few: the project's overlap is in the
    # manifest, too.
    others = (
        rows.exclude(overlap=project.overlap)
        .order_by("external_id")
        .values_list("external_id", "overlap")
    )
    codebooks = project.codebooks.order_by("version").prefetch_related("examples")

    return {
        "format": FORMAT,
        "number": number,
        "dated": parameters.dated,
        "parameters": parameters.as_json(),
        "labelled": [day.isoformat() if day else None for day in labelled],
        "project": {name: getattr(project, name) for name in SETTINGS},
        "labels": [_label(label) for label in project.labels.all()],
        "label_distances": [
            [*pair, percent] for pair, percent in sorted(label_distances(project).items())
        ],
        "codebooks": [_codebook(book) for book in codebooks],
        "overlaps": dict(sorted(others)),
        "process": process_of(project),
    }


def _label(label: Label) -> dict[str, Any]:
    values = {name: getattr(label, name) for name in OF_LABELS}
    # Most labels never are.
    if label.retired_at is not None:
        values["retired_on"] = label.retired_at.date().isoformat()
    return values


def _codebook(book: Codebook) -> dict[str, Any]:
    values: dict[str, Any] = {"version": book.version, "reason": book.reason, "text": book.text}
    examples = [
        {"label": row.label, "sentence": row.sentence, "why": row.why} for row in rows_of(book)
    ]
    return values | ({"examples": examples} if examples else {})
