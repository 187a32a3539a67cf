"""The page on which managers answer the questions of the datasheet."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from annotator.accounts.requests import SignedInRequest
from annotator.export.datasheet.changing import change_facts
from annotator.export.datasheet.checklist import checklist
from annotator.export.datasheet.forms import OPTIONAL, FactsForm
from annotator.export.datasheet.known import known_sentences
from annotator.export.datasheet.people import people_who_labelled
from annotator.export.datasheet.questions import QUESTIONS
from annotator.projects.access import enter
from annotator.projects.models import Role, stated_facts


@dataclass(frozen=True)
class Answer:
    """A field of the form with what the app knows, and whether it can be marked as not applying."""

    field: BoundField
    known: list[str]
    can_be_left_out: bool
    is_left_out: bool


@dataclass(frozen=True)
class AskedQuestion:
    key: str
    title: Promise
    answers: list[Answer]


def facts(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    project = access.project
    form = FactsForm(
        request.POST or None, facts=stated_facts(project), people=people_who_labelled(project)
    )

    if request.method == "POST" and form.is_valid():
        change_facts(project=project, facts=form.facts(), by=access.membership or request.user)
        messages.success(request, _("Saved."))
        return redirect("facts", slug=slug)

    context = {
        "access": access,
        "form": form,
        "questions": _asked(form, known_sentences(project)),
        "checklist": checklist(project),
    }
    return render(request, "export/facts.html", context)


def _asked(form: FactsForm, known: Mapping[str, list[str]]) -> list[AskedQuestion]:
    left_out = form["not_applicable"].value() or []
    return [
        AskedQuestion(
            question.key,
            question.title,
            [
                Answer(form[name], known.get(name, []), name in OPTIONAL, name in left_out)
                for name in question.answers
            ],
        )
        for question in QUESTIONS
    ]
