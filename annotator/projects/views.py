from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotator.projects.access import enter
from annotator.projects.markdown import rendered


def codebook(request: HttpRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug)
    current = access.project.current_codebook()
    return render(
        request,
        "projects/codebook.html",
        {"access": access, "codebook": current, "text": rendered(current.text)},
    )
