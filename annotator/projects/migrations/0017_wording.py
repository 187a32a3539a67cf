from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0016_suspended"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditevent",
            name="action",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="auditevent",
            name="done_by",
            field=models.CharField(
                choices=[
                    ("member", "a member"),
                    ("superuser", "a superuser"),
                    ("command", "command line"),
                    ("unknown", "command line or a deleted superuser"),
                ],
                max_length=20,
            ),
        ),
    ]
