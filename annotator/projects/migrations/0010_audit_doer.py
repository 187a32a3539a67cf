from django.db import migrations, models

# What an old row can still tell. These acts were done by members and superusers alone, or by
# commands alone; for the four in between, a row without a person may be a command's, or that of a
# superuser whose account is deleted. The trigger that keeps rows as they are knows nothing of the
# new column, and rests while it is filled.
FILL = """
ALTER TABLE projects_auditevent DISABLE TRIGGER audit_event_is_append_only;
UPDATE projects_auditevent SET done_by = CASE
    WHEN actor_id IS NOT NULL THEN 'member'
    WHEN user_id IS NOT NULL THEN 'superuser'
    WHEN action IN ('project_created', 'release_imported') THEN 'command'
    WHEN action IN ('exported', 'imported', 'release_started', 'member_added') THEN 'unknown'
    ELSE 'superuser'
END;
ALTER TABLE projects_auditevent ENABLE TRIGGER audit_event_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0009_notice_length")]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="done_by",
            field=models.CharField(
                choices=[
                    ("member", "a member"),
                    ("superuser", "a superuser"),
                    ("command", "a command"),
                    ("unknown", "a command or a deleted superuser"),
                ],
                default="unknown",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
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
    ]
