from django.db import migrations


class Migration(migrations.Migration):
    """Rename two columns: a member is suspended, not set aside."""

    dependencies = [("projects", "0015_jobs_moved")]

    operations = [
        migrations.RenameField(
            model_name="membership", old_name="set_aside_at", new_name="suspended_at"
        ),
        migrations.RenameField(
            model_name="membership", old_name="set_aside_reason", new_name="suspension_reason"
        ),
    ]
