from django.conf import settings
from django.db import migrations, models

# A key is in datasets, releases and scripts: a label that changed it would be another label.
KEEP_KEYS = """
CREATE FUNCTION projects_label_keeps_its_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the key of a label never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER label_keeps_its_key BEFORE UPDATE OF key, project_id ON projects_label
    FOR EACH ROW
    WHEN (OLD.key IS DISTINCT FROM NEW.key OR OLD.project_id IS DISTINCT FROM NEW.project_id)
    EXECUTE FUNCTION projects_label_keeps_its_key();
"""
CHANGEABLE_KEYS = """
DROP TRIGGER label_keeps_its_key ON projects_label;
DROP FUNCTION projects_label_keeps_its_key();
"""


class Migration(migrations.Migration):
    """Let labels be retired, and keep their keys as they are."""

    dependencies = [
        ("projects", "0022_label_distances"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="auditevent",
            name="audit_event_action_known",
        ),
        migrations.RemoveConstraint(
            model_name="label",
            name="label_shortcut_unique",
        ),
        migrations.RemoveConstraint(
            model_name="label",
            name="label_position_unique",
        ),
        migrations.AddField(
            model_name="label",
            name="retired_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="project",
            name="labels_version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="action",
            field=models.CharField(
                choices=[
                    ("project_created", "created the project"),
                    ("settings_changed", "changed the settings"),
                    ("labels_changed", "changed the labels"),
                    ("codebook_published", "published a codebook version"),
                    ("member_added", "added a member"),
                    ("names_shown", "displayed names"),
                    ("role_changed", "changed a role"),
                    ("member_set_aside", "suspended a member"),
                    ("member_taken_back", "reinstated a member"),
                    ("member_left", "left the project"),
                    ("account_deleted", "deleted their account"),
                    ("password_link_made", "created a password reset link"),
                    ("invitation_made", "created an invitation"),
                    ("invitation_revoked", "revoked an invitation"),
                    ("invitation_used", "joined by invitation"),
                    ("import_uploaded", "uploaded files"),
                    ("import_discarded", "discarded an import"),
                    ("job_cancelled", "cancelled a background job"),
                    ("imported", "started an import"),
                    ("import_restarted", "resumed a failed import"),
                    ("article_edited", "edited the details of an article"),
                    ("sentences_changed", "changed the sentences of an article"),
                    ("articles_opened", "opened articles for labelling"),
                    ("overlap_changed", "changed the overlap of an article"),
                    ("article_assigned", "assigned an article"),
                    ("tie_break_asked", "asked for one more annotator"),
                    ("article_withdrawn", "withdrew an article"),
                    ("article_reinstated", "reinstated an article"),
                    ("problem_reported", "reported a problem with an article"),
                    ("exported", "exported data"),
                    ("release_previewed", "previewed a release"),
                    ("preview_discarded", "discarded a preview"),
                    ("release_started", "started a release"),
                    ("release_fetched", "downloaded a release"),
                    ("release_corrected", "added a correction to a release"),
                    ("release_imported", "imported a release"),
                    ("restored", "restored a backup"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="label",
            name="shortcut",
            field=models.CharField(blank=True, max_length=1, null=True),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "project_created",
                            "settings_changed",
                            "labels_changed",
                            "codebook_published",
                            "member_added",
                            "names_shown",
                            "role_changed",
                            "member_set_aside",
                            "member_taken_back",
                            "member_left",
                            "account_deleted",
                            "password_link_made",
                            "invitation_made",
                            "invitation_revoked",
                            "invitation_used",
                            "import_uploaded",
                            "import_discarded",
                            "job_cancelled",
                            "imported",
                            "import_restarted",
                            "article_edited",
                            "sentences_changed",
                            "articles_opened",
                            "overlap_changed",
                            "article_assigned",
                            "tie_break_asked",
                            "article_withdrawn",
                            "article_reinstated",
                            "problem_reported",
                            "exported",
                            "release_previewed",
                            "preview_discarded",
                            "release_started",
                            "release_fetched",
                            "release_corrected",
                            "release_imported",
                            "restored",
                        ],
                    )
                ),
                name="audit_event_action_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(
                deferrable=models.Deferrable.DEFERRED,
                fields=("project", "shortcut"),
                name="label_shortcut_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(
                deferrable=models.Deferrable.DEFERRED,
                fields=("project", "position"),
                name="label_position_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("retired_at__isnull", True), ("shortcut__isnull", False)),
                    models.Q(("retired_at__isnull", False), ("shortcut__isnull", True)),
                    _connector="OR",
                ),
                name="label_retired_without_shortcut",
            ),
        ),
        migrations.RunSQL(KEEP_KEYS, CHANGEABLE_KEYS),
    ]
