"""The pages on which managers change the labels of a project."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.accounts.requests import SignedInRequest
from annotator.lib.web.form_errors import add_errors
from annotator.projects.access import Access, enter
from annotator.projects.labels.changing import (
    MOST_ACTIVE,
    add_label,
    change_label,
    delete_label,
    order_labels,
    reinstate_label,
    retire_label,
    why_keys_stay,
)
from annotator.projects.labels.forms import LabelForm
from annotator.projects.models import Label, Role
from annotator.projects.practice.articles import offered_practice

# What is wrong with the labels of a new project is here about the key.
OF_LABELS = {"labels": "key"}


def labels(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the labels in their order, the retired ones apart."""
    access = enter(request.user, slug, Role.MANAGER)
    found = list(access.project.labels.all())
    active = [label for label in found if not label.retired_at]
    context = {
        "access": access,
        "labels": active,
        "retired": [label for label in found if label.retired_at],
        "may_add": len(active) < MOST_ACTIVE,
        "undefined": [label for label in active if not label.shown_definition],
        "most": MOST_ACTIVE,
    }
    return render(request, "projects/labels.html", context)


def label_new(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    form = LabelForm(request.POST or None, project=access.project)
    if request.method == "POST" and form.is_valid():
        try:
            label = add_label(form.instance, by=access.membership or request.user)
        except ValidationError as error:
            add_errors(form, error, OF_LABELS)
        else:
            messages.success(request, _("Label “%(label)s” added.") % {"label": label.name})
            return redirect("labels", slug=slug)

    return render(request, "projects/label_edit.html", {"access": access, "form": form})


def label_edit(request: SignedInRequest, slug: str, label_key: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    label = _label(access, label_key)
    form = LabelForm(request.POST or None, project=access.project, instance=label)
    if request.method == "POST" and form.is_valid():
        try:
            change_label(form.instance, by=access.membership or request.user)
        except ValidationError as error:
            add_errors(form, error, OF_LABELS)
        else:
            messages.success(request, _("Saved."))
            return redirect("labels", slug=slug)

    context = {
        "access": access,
        "form": form,
        "label": label,
        "why_keys_stay": why_keys_stay(),
    }
    return render(request, "projects/label_edit.html", context)


@require_POST
def label_retire(request: SignedInRequest, slug: str, label_key: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    had_practice = offered_practice(access.project) is not None
    response = _change(request, slug, label_key, retire_label, _("Label “%(label)s” retired."))
    if had_practice and offered_practice(access.project) is None:
        messages.warning(
            request,
            _("The practice article has this label, so new members no longer get it. Edit it."),
        )
    return response


@require_POST
def label_reinstate(request: SignedInRequest, slug: str, label_key: str) -> HttpResponse:
    return _change(request, slug, label_key, reinstate_label, _("Label “%(label)s” reinstated."))


@require_POST
def label_delete(request: SignedInRequest, slug: str, label_key: str) -> HttpResponse:
    return _change(request, slug, label_key, delete_label, _("Label “%(label)s” deleted."))


@require_POST
def label_move(request: SignedInRequest, slug: str, label_key: str) -> HttpResponse:
    """Move a label one place up or down among those that aren't retired."""
    access = enter(request.user, slug, Role.MANAGER)
    step = {"up": -1, "down": 1}.get(request.POST.get("direction", ""))
    if step is None:
        raise BadRequest("direction: up or down")

    label = _label(access, label_key)
    active = [one.key for one in access.project.labels.active()]
    retired = [one.key for one in access.project.labels.exclude(key__in=active)]
    if label.key in active:
        at = active.index(label.key)
        to = min(max(at + step, 0), len(active) - 1)
        active.insert(to, active.pop(at))
        order_labels(access.project, [*active, *retired], by=access.membership or request.user)
    return redirect("labels", slug=slug)


def _change(
    request: SignedInRequest,
    slug: str,
    label_key: str,
    change: Callable[..., None],
    done: str,
) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    label = _label(access, label_key)
    try:
        change(label, by=access.membership or request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done % {"label": label.shown_name})
    return redirect("labels", slug=slug)


def _label(access: Access, key: str) -> Label:
    return get_object_or_404(access.project.labels, key=key)
