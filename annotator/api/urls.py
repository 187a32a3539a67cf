from django.urls import path

from annotator.api.annotations import AnnotationsView
from annotator.api.assignments import NextAssignmentView, SubmitAssignmentView

app_name = "api"
urlpatterns = [
    path("projects/<slug:slug>/annotations/", AnnotationsView.as_view(), name="annotations"),
    path("projects/<slug:slug>/assignments/next/", NextAssignmentView.as_view(), name="next_assignment"),
    path(
        "projects/<slug:slug>/assignments/<int:assignment_id>/submit/",
        SubmitAssignmentView.as_view(),
        name="submit_assignment",
    ),
]
