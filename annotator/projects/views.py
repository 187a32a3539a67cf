from django.http import HttpResponse
from django.shortcuts import render

from annotator.accounts.requests import SignedInRequest
from annotator.projects.access import enter
from annotator.projects.markdown import rendered


def codebook(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug)
    current = access.project.current_codebook()
    return render(
        request,
        "projects/codebook.html",
        {"access": access, "codebook": current, "text": rendered(current.text)},
    )
