"""The pages of the codebook: the text, its versions, and a new version."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.lib.markdown import parse_markdown, render_tokens
from annotator.projects.access import Access, enter
from annotator.projects.audit import log_event
from annotator.projects.codebooks.changes import codebook_html, list_changes
from annotator.projects.codebooks.examples import is_same, rows_of, with_examples
from annotator.projects.codebooks.forms import MAX_CODEBOOK, CodebookForm, ExampleForms
from annotator.projects.codebooks.versions import (
    known_version,
    publish_codebook,
    see_codebook,
    texts_in_one_language,
    versions_since,
    whole_text,
)
from annotator.projects.models import AuditAction, Codebook, Role
from annotator.projects.practice.articles import offered_practice


def codebook(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug)
    return render(request, "projects/codebook.html", _codebook_context(access))


def codebook_panel(request: SignedInRequest, slug: str) -> HttpResponse:
    """The text of the codebook for the panel beside an article."""
    access = enter(request.user, slug)
    return render(request, "projects/_codebook_text.html", _codebook_context(access))


def codebook_versions(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the versions with their reasons, the newest first."""
    access = enter(request.user, slug)
    versions = access.project.codebooks.order_by("-version").defer("text", "texts")
    context = {"access": access, "versions": versions}
    return render(request, "projects/codebook_versions.html", context)


def codebook_version(request: SignedInRequest, slug: str, version: int) -> HttpResponse:
    """Show one version, and what changed in it."""
    access = enter(request.user, slug)
    codebooks = access.project.codebooks
    shown = get_object_or_404(codebooks, version=version)
    before = codebooks.filter(version__lt=version).order_by("-version").first()
    texts = texts_in_one_language([before, shown]) if before else [whole_text(shown)]
    context = {
        "access": access,
        "codebook": shown,
        "before": before,
        "changes": [change for pair in pairwise(texts) for change in list_changes(*pair)],
        "text": codebook_html([shown]),
        "is_current": shown == access.project.current_codebook(),
    }
    return render(request, "projects/codebook_version.html", context)


def codebook_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Publish a new version; the old one stays as it is.

    `preview` only shows the text, and `more` adds an empty row for an example.
    """
    access = enter(request.user, slug, Role.MANAGER)
    current = access.project.current_codebook()
    is_sent = request.method == "POST"
    is_draft = "preview" in request.POST or "more" in request.POST
    data = request.POST if is_sent else None
    form = CodebookForm(data, current=current)
    examples = ExampleForms(data, current=current, has_one_more="more" in request.POST)

    if is_sent and not is_draft and form.is_valid() and examples.is_valid():
        draft = form.cleaned_data
        if is_same(current, draft["text"], examples.rows()):
            form.add_error(
                "text",
                _("This is version %(version)s, unchanged. Change something, or leave the page.")
                % {"version": current.version},
            )
        else:
            with log_event(access, request.user, AuditAction.CODEBOOK_PUBLISHED, draft["reason"]):
                published = publish_codebook(
                    project=access.project, **draft, examples=examples.rows()
                )
            messages.success(
                request,
                _("Version %(version)s published. Annotators see it before their next article.")
                % {"version": published.version},
            )
            return redirect("codebook", slug=slug)

    preview = _preview_context(current, data, examples)
    if is_draft:
        # What is only a draft has no errors yet.
        form = CodebookForm(None, current=current)
        form.initial = request.POST.dict()

    context = {"access": access, "form": form, "examples": examples, "codebook": current}
    return render(request, "projects/codebook_edit.html", context | preview)


@require_POST
def codebook_preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return what a text would look like, and what it changes, for beside the editor."""
    access = enter(request.user, slug, Role.MANAGER)
    current = access.project.current_codebook()
    examples = ExampleForms(request.POST, current=current)
    context = _preview_context(current, request.POST, examples)
    return render(request, "projects/_codebook_preview.html", context)


@require_POST
def codebook_seen(request: SignedInRequest, slug: str) -> HttpResponse:
    see_codebook(membership=enter(request.user, slug).annotator)
    return redirect("label_next", slug=slug)


def _codebook_context(access: Access) -> dict[str, Any]:
    current = access.project.current_codebook()
    known = known_version(access.membership, current)
    return {
        "access": access,
        "codebook": current,
        "text": codebook_html(versions_since(known, current)),
        "practice": offered_practice(access.project) if access.membership else None,
    }


def _preview_context(
    current: Codebook, data: Mapping[str, str] | None, examples: ExampleForms
) -> dict[str, Any]:
    before = with_examples(current.text, rows_of(current), examples.names)
    if data is None:
        after = before
    else:
        text = data.get("text", "").replace("\r\n", "\n")[:MAX_CODEBOOK]
        after = with_examples(text, examples.rows(), examples.names)
    return {
        "preview": render_tokens(parse_markdown(after)),
        "changes": list_changes(before, after),
        "is_changed": after.strip() != before.strip(),
    }
