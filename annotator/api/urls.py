from django.urls import path

from annotator.api.agreement import AgreementView
from annotator.api.annotations import AnnotationsView
from annotator.api.assignments import (
    NextAssignmentView,
    NoticeView,
    ReopenAssignmentView,
    ReturnAssignmentView,
    SubmitAssignmentView,
)
from annotator.api.exports import ExportView

app_name = "api"
ASSIGNMENT = "projects/<slug:slug>/assignments/<int:assignment_id>/"
urlpatterns = [
    path("projects/<slug:slug>/annotations/", AnnotationsView.as_view(), name="annotations"),
    path("projects/<slug:slug>/assignments/next/", NextAssignmentView.as_view(), name="next_assignment"),
    path(f"{ASSIGNMENT}submit/", SubmitAssignmentView.as_view(), name="submit_assignment"),
    path(f"{ASSIGNMENT}return/", ReturnAssignmentView.as_view(), name="return_assignment"),
    path(f"{ASSIGNMENT}reopen/", ReopenAssignmentView.as_view(), name="reopen_assignment"),
    path("projects/<slug:slug>/agreement/", AgreementView.as_view(), name="agreement_report"),
    path("projects/<slug:slug>/export/<slug:name>.<slug:suffix>", ExportView.as_view(), name="export_file"),
    path("projects/<slug:slug>/notice/", NoticeView.as_view(), name="notice"),
]
