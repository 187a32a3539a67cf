import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# A trail that can be rewritten proves nothing. Only the name of a superuser whose account is
# deleted leaves it.
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
    dependencies = [
        ("projects", "0006_release_jobs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                            ("project_created", "made the project"),
                            ("settings_changed", "changed the settings"),
                            ("codebook_published", "published a codebook"),
                            ("member_added", "added a person"),
                            ("role_changed", "changed a role"),
                            ("member_set_aside", "set a person aside"),
                            ("member_taken_back", "took a person back"),
                            ("account_deleted", "deleted their account"),
                            ("password_link_made", "made a link to set a password"),
                            ("invitation_made", "made an invitation"),
                            ("invitation_revoked", "revoked an invitation"),
                            ("invitation_used", "joined by an invitation"),
                            ("imported", "started an import"),
                            ("articles_opened", "opened articles for labelling"),
                            ("overlap_changed", "changed an overlap"),
                            ("article_assigned", "assigned an article"),
                            ("article_withdrawn", "withdrew an article"),
                            ("article_reinstated", "brought an article back"),
                            ("exported", "exported"),
                            ("release_started", "started a release"),
                            ("release_fetched", "fetched a release"),
                            ("release_imported", "read a release in"),
                        ],
                        max_length=30,
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["project", "-id"], name="audit_event_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "project_created",
                                    "settings_changed",
                                    "codebook_published",
                                    "member_added",
                                    "role_changed",
                                    "member_set_aside",
                                    "member_taken_back",
                                    "account_deleted",
                                    "password_link_made",
                                    "invitation_made",
                                    "invitation_revoked",
                                    "invitation_used",
                                    "imported",
                                    "articles_opened",
                                    "overlap_changed",
                                    "article_assigned",
                                    "article_withdrawn",
                                    "article_reinstated",
                                    "exported",
                                    "release_started",
                                    "release_fetched",
                                    "release_imported",
                                ],
                            )
                        ),
                        name="audit_event_action_known",
                    )
                ],
            },
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["annotator", "adjudicator", "manager"])),
                        name="invitation_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used__lte", models.F("uses")), ("uses__gte", 1), ("uses__lte", 1000)
                        ),
                        name="invitation_counted",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="brought_account",
            field=models.BooleanField(
                default=False, help_text="the account was made to join this project"
            ),
        ),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
