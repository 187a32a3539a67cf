"""Takes over what release.json says about a project."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from annotator.projects.audit import COMMAND
from annotator.projects.codebooks.examples import ExampleRow
from annotator.projects.codebooks.versions import store_examples
from annotator.projects.facts.stated import StatedFacts
from annotator.projects.labels.distances import declare_distances
from annotator.projects.models import Codebook, Label, Project, ProjectFacts


def take_settings(project: Project, manifest: Mapping[str, Any]) -> None:
    """Replace the settings, labels, codebooks and stated facts of an empty project.

    Raises ValidationError, KeyError and TypeError for a manifest that isn't right.
    """
    for name in ("overlap", "asks_target", "asks_confidence", "asks_note"):
        setattr(project, name, manifest["project"][name])

    project.full_clean()
    project.save(update_fields=["overlap", "asks_target", "asks_confidence", "asks_note"])
    # Examples in a codebook protect their labels.
    project.codebooks.all().delete()
    project.labels.all().delete()

    for item in manifest["labels"]:
        values = dict(item)
        retired_on = values.pop("retired_on", None)
        label = Label(project=project, **values)
        if retired_on is not None:
            day = date.fromisoformat(retired_on)
            label.retired_at = datetime.combine(day, time(), tzinfo=UTC)
        label.full_clean()
        label.save()

    # Releases of before have no distances.
    declare_distances(
        project=project,
        distances={
            (first, second): percent
            for first, second, percent in manifest.get("label_distances", [])
        },
        by=COMMAND,
    )
    for item in manifest["codebooks"]:
        values = dict(item)
        examples = [ExampleRow(**example) for example in values.pop("examples", [])]
        store_examples(Codebook.objects.create(project=project, **values), examples)

    # Releases of before have no answers.
    answers = StatedFacts.from_json(manifest.get("facts", {})).as_json()
    if answers:
        ProjectFacts.objects.update_or_create(project=project, defaults={"answers": answers})

    project.memberships.update(codebook_seen=0)
