"""The functions of the app whose statements a sharded database can't send to one shard, and why.

Citus runs most of them, over all shards. It refuses those that lock rows, and joins by anything but
the project.
"""

ALL_PROJECTS = "over all projects of a person"
OF_THE_SITE = "over all projects of the site"
BY_LINK = "a link names the invitation, not its project"
BY_TASK = "a task names the job, not its project"
DELETES = "Django deletes rows by id, after looking for rows that refer to them"
NO_COLUMN = "its table has no project yet"

EXCEPTIONS = {
    # By nature over all projects.
    "labelling.progress.figures.own_progress_of": ALL_PROJECTS,
    "labelling.progress.working_time.own_days": ALL_PROJECTS,
    "labelling.assignments.upcoming.upcoming_for": ALL_PROJECTS,
    "labelling.views.my_work": ALL_PROJECTS,
    "people.joining_views.account_delete": ALL_PROJECTS,
    "people.joining_views.invitation_accept": BY_LINK,
    "people.joining_views.invitation_decline": BY_LINK,
    "people.views._people_page": ALL_PROJECTS,
    "people.views.member_password_link": ALL_PROJECTS,
    "projects.account_deletion.delete_account": ALL_PROJECTS,
    "projects.invitations.member_by": BY_LINK,
    "projects.invitations.read_invitation": BY_LINK,
    "jobs.metrics.Jobs.collect": OF_THE_SITE,
    "jobs.running.take_up_stale_jobs": OF_THE_SITE,
    "jobs.running._take": BY_TASK,
    "people.reminding.job._let_remind_again": BY_TASK,
    "export.releases.previews.delete_old_previews": OF_THE_SITE,
    "importing.job.delete_ended_imports_files": OF_THE_SITE,
    "importing.job.delete_old_drafts": OF_THE_SITE,
    "accounts.admin.GuardedAdminSite.admin_view": OF_THE_SITE,
    # What Django sends by itself.
    "corpus.split_editing._rewrite": DELETES,
    "export.releases.metadata.reading_manifest.take_settings": DELETES,
    "importing.job.discard_draft": DELETES,
    "projects.labels.changing._is_used": DELETES,
    "projects.labels.changing.delete_label": DELETES,
    "labelling.assignments.tie_breaks.take_back": DELETES,
    # Problems of jobs, and corrections of releases.
    "api.resources.imports._problems": NO_COLUMN,
    "export.releases.errata.add_erratum": NO_COLUMN,
    "export.releases.errata.errata_text": NO_COLUMN,
    "export.releases.views._release_page": NO_COLUMN,
    "export.releases.views.releases": NO_COLUMN,
    "importing.views.import_job": NO_COLUMN,
    "importing.views.import_problems": NO_COLUMN,
    "jobs.running.RunningJob.save_result": NO_COLUMN,
    "jobs.views.jobs": NO_COLUMN,
    # A page is written after its view has returned.
    "accounts.personal_settings.middleware.personal_settings": NO_COLUMN,
    "lib.web.middleware.security_headers": NO_COLUMN,
}
