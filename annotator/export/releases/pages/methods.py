"""The page of the methods section: the figures of the newest release, the answers of today."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from annotator.accounts.requests import SignedInRequest
from annotator.export.models import Release, ReleasePreview
from annotator.export.releases.methods.references import references_bib
from annotator.export.releases.methods.rendering import methods_latex, methods_markdown
from annotator.export.releases.methods.sections import methods
from annotator.export.releases.previews import current_preview
from annotator.export.releases.publishing import ArchiveMissingError, open_file
from annotator.lib.checksums import MANIFEST
from annotator.lib.markdown import render_markdown
from annotator.projects.access import enter
from annotator.projects.models import Project, Role, stated_facts


@dataclass(frozen=True)
class Source:
    """The release or preview whose figures are shown, with its release.json."""

    of: Release | ReleasePreview
    release: dict[str, Any]

    @property
    def is_preview(self) -> bool:
        return isinstance(self.of, ReleasePreview)


def methods_page(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    source = _source(access.project)
    if source is None:
        return render(request, "export/methods.html", {"access": access})

    written = methods(source.release, source.of.agreement)
    context = {
        "access": access,
        "source": source,
        "text": render_markdown(methods_markdown(written).partition("\n")[2]),
        "latex": methods_latex(written),
        "bibtex": references_bib(source.release, written.citations),
    }
    return render(request, "export/methods.html", context)


def _source(project: Project) -> Source | None:
    """Return the preview or the newest release, with the answers that the project gives now."""
    made = current_preview(project) or Release.objects.in_project(project).first()
    if made is None or MANIFEST not in made.files:
        return None
    try:
        with open_file(made, MANIFEST) as file:
            release = json.load(file)
    except ArchiveMissingError:
        return None
    # Releases of before didn't have it.
    if "process" not in release:
        return None

    people = release["process"]["annotators"], release["counts"]["annotators"]
    return Source(made, release | {"facts": stated_facts(project).publishable(*people).as_json()})
