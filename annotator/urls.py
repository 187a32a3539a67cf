"""All addresses of the app. Those under /p/SLUG/ belong to one project."""

from django.urls import URLPattern, URLResolver, include, path

from annotator.agreement.adjudication.pages import articles as adjudication
from annotator.agreement.adjudication.pages import disagreements as disputed
from annotator.agreement.adjudication.pages import tie_breakers
from annotator.agreement.meetings import views as meetings
from annotator.agreement.report import file_views as agreement_files
from annotator.agreement.report import views as agreement
from annotator.agreement.report.planning.views import plan
from annotator.api.schema import DocsView, SchemaView
from annotator.corpus import views as corpus
from annotator.export.datasets import views as export
from annotator.export.datasheet import views as datasheet
from annotator.export.releases import views as releases
from annotator.export.releases.pages import preview as previews
from annotator.export.releases.pages import write_up
from annotator.export.releases.pages.methods import methods_page
from annotator.importing import views as imports
from annotator.jobs import views as jobs
from annotator.jobs.admin import site as admin_site
from annotator.jobs.metrics import metrics
from annotator.labelling import views as labelling
from annotator.labelling.article_changes import views as article_changes
from annotator.labelling.assignments import views as article_people
from annotator.lib.web.middleware import takes_files
from annotator.lib.web.probes import healthz, readyz
from annotator.lib.web.translations import script_texts
from annotator.people import chosen_views as chosen_people
from annotator.people import joining_views as joining
from annotator.people import views as people
from annotator.people.reminding import views as reminding
from annotator.projects import views as projects
from annotator.projects.codebooks import views as codebooks
from annotator.projects.labels import distances
from annotator.projects.labels import views as labels
from annotator.projects.practice import views as practice

handler400 = "annotator.lib.web.error_pages.bad_request"
handler403 = "annotator.lib.web.error_pages.forbidden"
handler404 = "annotator.lib.web.error_pages.not_found"
# allauth uses this handler.
handler429 = "annotator.lib.web.error_pages.too_many"
handler500 = "annotator.lib.web.error_pages.server_error"

sentence_urls: list[URLPattern] = [
    path("merge/", corpus.merge_sentences, name="merge_sentences"),
    path("split/", corpus.divide_sentence, name="divide_sentence"),
    path("exclude/", corpus.exclude_sentence, name="exclude_sentence"),
]

project_urls: list[URLPattern | URLResolver] = [
    path("", labelling.progress, name="progress"),
    path("my-labels/", labelling.my_labels, name="my_labels"),
    path("leave/", joining.project_leave, name="leave"),
    path("codebook/", codebooks.codebook, name="codebook"),
    path("codebook/panel/", codebooks.codebook_panel, name="codebook_panel"),
    path("codebook/edit/", codebooks.codebook_edit, name="codebook_edit"),
    path("codebook/preview/", codebooks.codebook_preview, name="codebook_preview"),
    path("codebook/versions/", codebooks.codebook_versions, name="codebook_versions"),
    path("codebook/versions/<int:version>/", codebooks.codebook_version, name="codebook_version"),
    path("codebook/seen/", codebooks.codebook_seen, name="codebook_seen"),
    path("notice/", projects.notice_accept, name="notice_accept"),
    path("practice/", practice.practice, name="practice"),
    path("practice/result/", practice.practice_result, name="practice_result"),
    path("practice/edit/", practice.practice_edit, name="practice_edit"),
    path("settings/", projects.project_settings, name="settings"),
    path("settings/datasheet/", datasheet.facts, name="facts"),
    path("labels/", labels.labels, name="labels"),
    path("labels/new/", labels.label_new, name="label_new"),
    path("labels/<str:label_key>/edit/", labels.label_edit, name="label_edit"),
    path("labels/<str:label_key>/move/", labels.label_move, name="label_move"),
    path("labels/<str:label_key>/retire/", labels.label_retire, name="label_retire"),
    path("labels/<str:label_key>/reinstate/", labels.label_reinstate, name="label_reinstate"),
    path("labels/<str:label_key>/delete/", labels.label_delete, name="label_delete"),
    path("settings/distances/", distances.distances, name="distances"),
    path("audit/", projects.audit, name="audit"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:job_id>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("people/", people.people, name="people"),
    path("people/chosen/", chosen_people.chosen_members, name="chosen_members"),
    path("people/remind/", reminding.members_remind, name="members_remind"),
    path("people/time.csv", people.time_csv, name="time_csv"),
    path("people/<int:member_id>/role/", people.member_role, name="member_role"),
    path(
        "people/<int:member_id>/projects/",
        people.member_projects,
        name="member_projects",
    ),
    path(
        "people/<int:member_id>/password-link/",
        people.member_password_link,
        name="member_password_link",
    ),
    path("people/invite/", people.invitation_make, name="invitation_make"),
    path(
        "people/invitations/<int:invitation_id>/revoke/",
        people.invitation_revoke,
        name="invitation_revoke",
    ),
    path("people/<int:member_id>/set-aside/", people.member_suspend, name="member_suspend"),
    path("people/<int:member_id>/take-back/", people.member_reinstate, name="member_reinstate"),
    path("articles/", corpus.article_list, name="article_list"),
    path("articles/change/", article_changes.article_changes, name="article_changes"),
    path("articles/<int:article_id>/", corpus.article, name="article"),
    path("articles/<int:article_id>/edit/", corpus.article_edit, name="article_edit"),
    path("articles/<int:article_id>/open/", corpus.open_for_labelling, name="open_article"),
    path("articles/<int:article_id>/undo/", corpus.undo_edit, name="undo_edit"),
    path("articles/<int:article_id>/sentences/<int:sentence_id>/", include(sentence_urls)),
    path("articles/<int:article_id>/people/", article_people.article_people, name="article_people"),
    path(
        "articles/<int:article_id>/people/overlap/",
        article_people.article_overlap,
        name="article_overlap",
    ),
    path(
        "articles/<int:article_id>/people/assign/",
        article_people.article_assign,
        name="article_assign",
    ),
    path(
        "articles/<int:article_id>/people/withdraw/",
        article_people.article_withdraw,
        name="article_withdraw",
    ),
    path("import/", takes_files(imports.import_page), name="import"),
    path("import/paste/", imports.import_paste, name="import_paste"),
    path("import/<int:job_id>/", imports.import_job, name="import_job"),
    path("import/<int:job_id>/start/", imports.import_start, name="import_start"),
    path("import/<int:job_id>/discard/", imports.import_discard, name="import_discard"),
    path("import/<int:job_id>/group/", imports.import_group, name="import_group"),
    path("import/<int:job_id>/refused.csv", imports.import_problems, name="import_problems"),
    path("work.svg", labelling.work_picture, name="work_picture"),
    path("work.csv", labelling.work_csv, name="work_csv"),
    path("label/", labelling.label_next, name="label_next"),
    path("label/<int:assignment_id>/", labelling.label, name="label"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/annotators/", agreement.annotators, name="annotators"),
    path("agreement/articles/", agreement.agreement_articles, name="agreement_articles"),
    path("agreement/model/", agreement.model, name="model"),
    path("agreement/compare/", agreement.comparison, name="comparison"),
    path("agreement/final-labels/", agreement.final_labels, name="final_labels"),
    path("agreement/write-up/", write_up.write_up, name="write_up"),
    path("agreement/write-up/<str:name>", write_up.write_up_file, name="write_up_file"),
    path("plan/", plan, name="plan"),
    path("agreement/model.json", agreement_files.model_json, name="model_json"),
    path("agreement/report.json", agreement_files.agreement_json, name="agreement_json"),
    path("agreement/annotators.json", agreement_files.annotators_json, name="annotators_json"),
    path("agreement/annotators.csv", agreement_files.annotators_csv, name="annotators_csv"),
    path(
        "agreement/<slug:picture>.svg", agreement_files.agreement_picture, name="agreement_picture"
    ),
    path("agreement/<slug:table>.csv", agreement_files.agreement_csv, name="agreement_csv"),
    path("adjudicate/<int:article_id>/", adjudication.adjudicate_article, name="adjudicate"),
    path("adjudicate/<int:article_id>/decide/", adjudication.decide, name="decide"),
    path(
        "adjudicate/<int:article_id>/one-more/", tie_breakers.ask_for_one_more, name="ask_one_more"
    ),
    path(
        "adjudicate/<int:article_id>/one-more/take-back/",
        tie_breakers.take_back_tie_break,
        name="take_back_tie_break",
    ),
    path("adjudicate/<int:article_id>/undo/", adjudication.undo_decision, name="undo_decision"),
    path("disagreements/", disputed.disagreements, name="disagreements"),
    path("disagreements/review/", adjudication.review_next, name="review_next"),
    path("disagreements/blind/", disputed.review_blind, name="review_blind"),
    path("disagreements/unanimous/", disputed.unanimous, name="unanimous"),
    path(
        "disagreements/unanimous/<uuid:act>/undo/", disputed.undo_unanimous, name="undo_unanimous"
    ),
    path("meeting/", meetings.meeting, name="meeting"),
    path("meeting/sheet.csv", meetings.meeting_csv, name="meeting_csv"),
    path("meeting/decide/", meetings.meeting_decide, name="meeting_decide"),
    path("meeting/decisions/", meetings.meeting_decisions, name="meeting_decisions"),
    path("export/", export.export, name="export"),
    path("releases/", releases.releases, name="releases"),
    path("methods/", methods_page, name="methods"),
    path("releases/preview/", previews.preview, name="preview"),
    path("releases/preview/release.zip", previews.preview_archive, name="preview_archive"),
    path("releases/preview/files/<path:name>", previews.preview_file, name="preview_file"),
    path("releases/<int:number>/", releases.release, name="release"),
    path("releases/<int:number>/errata/", releases.release_errata, name="release_errata"),
    path("releases/<int:number>/release.zip", releases.release_archive, name="release_archive"),
    path("releases/<int:number>/files/<path:name>", releases.release_file, name="release_file"),
    path("export/<slug:name>.<slug:suffix>", export.download, name="download"),
]

urlpatterns = [
    path("", labelling.my_work, name="my_work"),
    path("new/", projects.new_project, name="new_project"),
    path("p/<slug:slug>/", include(project_urls)),
    path("join/<str:token>/", joining.join_page, name="join"),
    path(
        "invitations/<int:invitation_id>/accept/",
        joining.invitation_accept,
        name="invitation_accept",
    ),
    path(
        "invitations/<int:invitation_id>/decline/",
        joining.invitation_decline,
        name="invitation_decline",
    ),
    path("accounts/delete/", joining.account_delete, name="account_delete"),
    path("accounts/", include("annotator.accounts.urls")),
    path("admin/", admin_site.urls),
    path("api/v1/", include("annotator.api.urls")),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("api/docs/", DocsView.as_view(url_name="schema"), name="api_docs"),
    path("i18n.js", script_texts, name="script_texts"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
