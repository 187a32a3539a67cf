from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A member can leave: their row stays, with its labels."""

    dependencies = [
        ("projects", "0013_invited_by_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="auditevent",
            name="audit_event_action_known",
        ),
        migrations.AddField(
            model_name="membership",
            name="left_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="action",
            field=models.CharField(
                choices=[
                    ("project_created", "made the project"),
                    ("settings_changed", "changed the settings"),
                    ("codebook_published", "published a codebook"),
                    ("member_added", "added a person"),
                    ("names_shown", "looked at people’s names"),
                    ("role_changed", "changed a role"),
                    ("member_set_aside", "set a person aside"),
                    ("member_taken_back", "took a person back"),
                    ("member_left", "left the project"),
                    ("account_deleted", "deleted their account"),
                    ("password_link_made", "made a link to set a password"),
                    ("invitation_made", "made an invitation"),
                    ("invitation_revoked", "revoked an invitation"),
                    ("invitation_used", "joined by an invitation"),
                    ("import_uploaded", "uploaded files"),
                    ("import_discarded", "discarded an import"),
                    ("job_cancelled", "cancelled background work"),
                    ("imported", "started an import"),
                    ("import_restarted", "started a failed import again"),
                    ("article_edited", "changed what is known about an article"),
                    ("sentences_changed", "changed the sentences of an article"),
                    ("articles_opened", "opened articles for labelling"),
                    ("overlap_changed", "changed an overlap"),
                    ("article_assigned", "assigned an article"),
                    ("tie_break_asked", "asked one more annotator"),
                    ("article_withdrawn", "withdrew an article"),
                    ("article_reinstated", "brought an article back"),
                    ("exported", "exported"),
                    ("release_started", "started a release"),
                    ("release_fetched", "fetched a release"),
                    ("release_imported", "read a release in"),
                    ("restored", "restored a backup"),
                ],
                max_length=30,
            ),
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
    ]
