"""The URLs of the REST API, with one module per resource."""

from django.urls import URLPattern, URLResolver, include, path

from annotator.api.resources import (
    agreement,
    annotations,
    articles,
    assignments,
    exports,
    facts,
    imports,
    labels,
    practice,
    projects,
    release_previews,
    releases,
)
from annotator.api.resources.review import adjudication, tie_breaks, unanimous
from annotator.lib.web.middleware import takes_files

app_name = "api"
project_patterns: list[URLPattern | URLResolver] = [
    path("", projects.ProjectView.as_view(), name="project"),
    path("practice/", practice.PracticeView.as_view(), name="practice"),
    path("labels/", labels.LabelsView.as_view(), name="labels"),
    path("labels/<str:label_key>/", labels.LabelView.as_view(), name="label_detail"),
    path("facts/", facts.FactsView.as_view(), name="facts"),
    path("articles/", articles.ArticlesView.as_view(), name="articles"),
    path("articles/<int:article_id>/", articles.ArticleView.as_view(), name="article_detail"),
    path("imports/", takes_files(imports.ImportsView.as_view()), name="imports"),
    path(
        "imports/<int:import_id>/cancel/", imports.CancelImportView.as_view(), name="import_cancel"
    ),
    path("imports/<int:import_id>/group/", imports.GroupView.as_view(), name="import_group"),
    path("imports/<int:import_id>/", imports.ImportView.as_view(), name="import_detail"),
    path("annotations/", annotations.AnnotationsView.as_view(), name="annotations"),
    path("assignments/next/", assignments.NextAssignmentView.as_view(), name="next_assignment"),
    path(
        "assignments/<int:assignment_id>/submit/",
        assignments.SubmitAssignmentView.as_view(),
        name="submit_assignment",
    ),
    path(
        "assignments/<int:assignment_id>/return/",
        assignments.ReturnAssignmentView.as_view(),
        name="return_assignment",
    ),
    path(
        "assignments/<int:assignment_id>/reopen/",
        assignments.ReopenAssignmentView.as_view(),
        name="reopen_assignment",
    ),
    path(
        "assignments/<int:assignment_id>/report/",
        assignments.ReportProblemView.as_view(),
        name="report_problem",
    ),
    path("notice/", assignments.NoticeView.as_view(), name="notice"),
    path("agreement/", agreement.AgreementView.as_view(), name="agreement_report"),
    path(
        "agreement/comparison/",
        agreement.ComparisonView.as_view(),
        name="agreement_comparison",
    ),
    path("agreement/plan/", agreement.PlanView.as_view(), name="agreement_plan"),
    path(
        "agreement/final-labels/",
        agreement.MultiverseView.as_view(),
        name="agreement_final_labels",
    ),
    path("agreement/annotators/", agreement.AnnotatorsView.as_view(), name="agreement_annotators"),
    path(
        "agreement/error-rates/", agreement.ErrorRatesView.as_view(), name="agreement_error_rates"
    ),
    path("disagreements/", adjudication.DisagreementsView.as_view(), name="disagreement_list"),
    path(
        "articles/<int:article_id>/tie-break/",
        tie_breaks.TieBreakView.as_view(),
        name="tie_break",
    ),
    path("adjudications/", adjudication.AdjudicationsView.as_view(), name="adjudications"),
    path("adjudications/unanimous/", unanimous.UnanimousView.as_view(), name="unanimous"),
    path(
        "adjudications/unanimous/<uuid:act>/",
        unanimous.UnanimousActView.as_view(),
        name="unanimous_act",
    ),
    path("export/<slug:name>.<slug:suffix>", exports.ExportView.as_view(), name="export_file"),
    path("releases/", releases.ReleasesView.as_view(), name="release_list"),
    path(
        "releases/preview/",
        release_previews.ReleasePreviewView.as_view(),
        name="release_preview",
    ),
    path(
        "releases/preview/<path:name>",
        release_previews.PreviewFileView.as_view(),
        name="preview_content",
    ),
    path(
        "releases/<int:number>/errata/",
        releases.ReleaseErrataView.as_view(),
        name="release_errata",
    ),
    path(
        "releases/<int:number>/<path:name>",
        releases.ReleaseFileView.as_view(),
        name="release_content",
    ),
]
urlpatterns = [
    path("projects/", projects.ProjectsView.as_view(), name="projects"),
    path("projects/<slug:slug>/", include(project_patterns)),
]
