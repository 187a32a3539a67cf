from django.db import migrations


class Migration(migrations.Migration):
    """Remove a column that nothing reads."""

    dependencies = [("corpus", "0001_squashed_0008_withdrawn_drafts")]

    operations = [migrations.RemoveField(model_name="article", name="closed_at")]
