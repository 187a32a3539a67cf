"""The practice article: its page, its result, and the page on which managers write it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from annotator.accounts.requests import SignedInRequest
from annotator.projects.access import enter
from annotator.projects.models import Label, PracticeArticle, Role
from annotator.projects.practice.articles import current_practice, offered_practice
from annotator.projects.practice.changing import change_practice
from annotator.projects.practice.edit_form import PracticeForm
from annotator.projects.practice.forms import AnswersForm
from annotator.projects.practice.runs import result_of, store_run


def practice(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the practice article, or store what was answered, whole or in part."""
    access = enter(request.user, slug)
    member = access.annotator
    article = offered_practice(access.project)
    if article is None:
        return render(request, "projects/practice.html", {"access": access})

    labels = [_choice(label) for label in access.project.labels.active()]
    if request.method == "POST":
        form = AnswersForm(
            request.POST, article=article, label_keys=[label["key"] for label in labels]
        )
        if form.is_valid():
            run = store_run(
                membership=member,
                article=article,
                labels=form.cleaned_data["labels"],
                submission=form.cleaned_data["submission"],
            )
            return redirect("label_next" if run.is_skipped else "practice_result", slug=slug)

        for errors in form.errors.values():
            messages.error(request, "\n".join(map(str, errors)))
        return redirect("practice", slug=slug)

    context = {
        "access": access,
        "article": article,
        "labels": labels,
        "codebook": access.project.current_codebook(),
        "has_practised": member.practice_runs.exists(),
        "submission": uuid4(),
        "state": _state(article, labels),
    }
    return render(request, "projects/practice.html", context)


def practice_result(request: SignedInRequest, slug: str) -> HttpResponse:
    """How the viewer's last practice went."""
    access = enter(request.user, slug)
    runs = access.annotator.practice_runs.select_related("project", "article")
    run = runs.filter(is_skipped=False).last()
    if run is None:
        return redirect("practice", slug=slug)

    context = {"access": access, "result": result_of(run)}
    return render(request, "projects/practice_result.html", context)


def practice_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """The practice article as managers write it, and whether new members get it."""
    access = enter(request.user, slug, Role.MANAGER)
    article = current_practice(access.project)
    form = PracticeForm(request.POST or None, project=access.project, article=article)

    if request.method == "POST" and form.is_valid():
        change_practice(access, request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("practice_edit", slug=slug)

    context = {
        "access": access,
        "form": form,
        "article": article,
        "labels": access.project.labels.active(),
    }
    return render(request, "projects/practice_edit.html", context)


def _state(article: PracticeArticle, labels: list[dict[str, str]]) -> dict[str, Any]:
    """What the page's script needs. Practice has no secrets: its labels are on the page."""
    return {
        "sentences": [
            {"label": sentence["label"], "reason": sentence["reason"]}
            for sentence in article.sentences
        ],
        "labels": labels,
    }


def _choice(label: Label) -> dict[str, str]:
    return {
        "key": label.key,
        "name": label.shown_name,
        "definition": label.shown_definition,
        "mark": label.mark,
        "colour": label.colour,
        "shortcut": label.shortcut or "",
    }
