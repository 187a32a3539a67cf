import datetime

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import annotator.projects.models

# A trail that can be rewritten proves nothing. Only the name of a superuser whose account is deleted leaves it.
APPEND_ONLY = """
CREATE FUNCTION projects_auditevent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.user_id IS NULL AND to_jsonb(NEW) - 'user_id' = to_jsonb(OLD) - 'user_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'event % of the audit trail of project % can not be changed', OLD.id, OLD.project_id;
END $$;
CREATE TRIGGER audit_event_is_append_only BEFORE UPDATE OR DELETE ON projects_auditevent
    FOR EACH ROW EXECUTE FUNCTION projects_auditevent_is_append_only();
"""
CHANGEABLE = """
DROP TRIGGER audit_event_is_append_only ON projects_auditevent;
DROP FUNCTION projects_auditevent_is_append_only();
"""


class Migration(migrations.Migration):
    """Projects, with their people, labels, codebooks, invitations and audit log.

    Jobs moved to an app of their own later: 0015.
    """

    replaces = [
        ("projects", "0001_initial"),
        ("projects", "0002_campaign"),
        ("projects", "0003_label_keys"),
        ("projects", "0004_jobs"),
        ("projects", "0005_retest"),
        ("projects", "0006_release_jobs"),
        ("projects", "0007_people_and_audit"),
        ("projects", "0008_alias"),
        ("projects", "0009_notice_length"),
        ("projects", "0010_audit_doer"),
        ("projects", "0011_audit_actions"),
        ("projects", "0012_job_tries"),
        ("projects", "0013_invited_by_name"),
        ("projects", "0014_leaving"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("import", "Import"), ("release", "Release")], max_length=20
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Not started"),
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(default=0)),
                ("parameters", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                ("error", models.TextField(blank=True)),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("runner", models.UUIDField(blank=True, null=True)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("files_deleted_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("working_on", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="JobProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.TextField()),
                ("reason", models.TextField()),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="projects.job",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("annotator", "Annotator"),
                            ("adjudicator", "Adjudicator"),
                            ("manager", "Manager"),
                        ],
                        default="annotator",
                        max_length=20,
                    ),
                ),
                ("pseudonym", models.CharField(max_length=100)),
                (
                    "alias",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="the name in an imported file: for managers, in no dataset",
                        max_length=100,
                    ),
                ),
                ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                ("set_aside_reason", models.CharField(blank=True, max_length=200)),
                ("left_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("notice_accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "codebook_seen",
                    models.PositiveIntegerField(
                        default=0, help_text="the latest version shown before an article"
                    ),
                ),
                (
                    "joined_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "brought_account",
                    models.BooleanField(
                        default=False, help_text="the account was made to join this project"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pseudonym"],
            },
        ),
        migrations.AddField(
            model_name="job",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="projects.membership",
            ),
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "overlap",
                    models.PositiveSmallIntegerField(
                        default=3, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                ("lease", models.DurationField(default=datetime.timedelta(days=3))),
                ("is_open", models.BooleanField(default=True)),
                (
                    "notice",
                    models.TextField(
                        blank=True,
                        help_text="accepted once, before the first article",
                        max_length=20000,
                    ),
                ),
                (
                    "retest_share",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="percent of the articles that the same person gets again, unannounced",
                        validators=[django.core.validators.MaxValueValidator(100)],
                    ),
                ),
                (
                    "retest_after",
                    models.DurationField(
                        default=datetime.timedelta(days=14),
                        help_text="how long after they submitted it",
                    ),
                ),
                (
                    "asks_target",
                    models.BooleanField(
                        default=True, help_text="offer the target of a denial or doubt"
                    ),
                ),
                (
                    "asks_confidence",
                    models.BooleanField(default=False, help_text="offer a confidence from 1 to 3"),
                ),
                (
                    "asks_note",
                    models.BooleanField(default=True, help_text="offer a note on each sentence"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("overlap__gte", 1)), name="project_overlap_at_least_1"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lease__gt", datetime.timedelta(0))),
                        name="project_lease_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("retest_share__lte", 100)),
                        name="project_retest_share_percent",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to="projects.project",
            ),
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator("^[a-z][a-z0-9_]*$"),
                            annotator.projects.models.validate_key_is_free,
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("definition", models.TextField(blank=True)),
                (
                    "mark",
                    models.CharField(
                        help_text="stands beside a labelled sentence, so that colour is never alone",
                        max_length=2,
                    ),
                ),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("blue", "Blue"),
                            ("vermilion", "Vermilion"),
                            ("purple", "Purple"),
                            ("green", "Green"),
                            ("amber", "Amber"),
                            ("grey", "Grey"),
                        ],
                        max_length=20,
                    ),
                ),
                ("shortcut", models.CharField(max_length=1)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "takes_target",
                    models.BooleanField(
                        default=False, help_text="points at the sentence that it is about"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="labels",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="job",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="jobs",
                to="projects.project",
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("annotator", "Annotator"),
                            ("adjudicator", "Adjudicator"),
                            ("manager", "Manager"),
                        ],
                        default="annotator",
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="whom it is for", max_length=100)),
                (
                    "username",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="of the account that finds it on its own page",
                        max_length=150,
                    ),
                ),
                ("declined_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "uses",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                    ),
                ),
                ("used", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="projects.membership",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Codebook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "published_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codebooks",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-version"],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("project_created", "created the project"),
                            ("settings_changed", "changed the settings"),
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
                            ("exported", "exported data"),
                            ("release_started", "started a release"),
                            ("release_fetched", "downloaded a release"),
                            ("release_imported", "imported a release"),
                            ("restored", "restored a backup"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "done_by",
                    models.CharField(
                        choices=[
                            ("member", "a member"),
                            ("superuser", "a superuser"),
                            ("command", "command line"),
                            ("unknown", "command line or a deleted superuser"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="projects.membership",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="audit_events",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("project", "user"), name="membership_once_per_user"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("project", "pseudonym"), name="membership_pseudonym_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("alias", ""), _negated=True),
                fields=("project", "alias"),
                name="membership_alias_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("project", "id"), name="membership_in_project"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("pseudonym", ""), _negated=True),
                name="membership_has_pseudonym",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["annotator", "adjudicator", "manager"])),
                name="membership_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(fields=("project", "key"), name="label_key_unique"),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(
                fields=("project", "shortcut"), name="label_shortcut_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(
                fields=("project", "position"), name="label_position_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(fields=("project", "id"), name="label_in_project"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "running"])),
                fields=["heartbeat_at"],
                name="job_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["import", "release"])), name="job_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "waiting", "running", "done", "failed", "cancelled"])
                ),
                name="job_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "running"), _negated=True),
                    models.Q(("heartbeat_at__isnull", False), ("runner__isnull", False)),
                    _connector="OR",
                ),
                name="job_running_has_runner",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                django.db.models.functions.text.Lower("username"),
                condition=models.Q(("username", ""), _negated=True),
                name="invitation_by_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["annotator", "adjudicator", "manager"])),
                name="invitation_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used__lte", models.F("uses")), ("uses__gte", 1), ("uses__lte", 1000)
                ),
                name="invitation_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="codebook",
            constraint=models.UniqueConstraint(
                fields=("project", "version"), name="codebook_version_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="codebook",
            constraint=models.UniqueConstraint(
                fields=("project", "id"), name="codebook_in_project"
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["project", "-id"], name="audit_event_newest"),
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
                            "exported",
                            "release_started",
                            "release_fetched",
                            "release_imported",
                            "restored",
                        ],
                    )
                ),
                name="audit_event_action_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("actor__isnull", False), ("done_by", "member"), ("user__isnull", True)
                    ),
                    models.Q(("actor__isnull", True), ("done_by", "superuser")),
                    models.Q(
                        ("actor__isnull", True),
                        ("done_by__in", ["command", "unknown"]),
                        ("user__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="audit_event_doer_known",
            ),
        ),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
