from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What reviewers do, in the audit log: tie-breaks taken back, unanimous labels accepted."""

    dependencies = [
        ('projects', '0023_retired_labels'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='auditevent',
            name='audit_event_action_known',
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='action',
            field=models.CharField(choices=[('project_created', 'created the project'), ('settings_changed', 'changed the settings'), ('labels_changed', 'changed the labels'), ('codebook_published', 'published a codebook version'), ('member_added', 'added a member'), ('names_shown', 'displayed names'), ('role_changed', 'changed a role'), ('member_set_aside', 'suspended a member'), ('member_taken_back', 'reinstated a member'), ('member_left', 'left the project'), ('account_deleted', 'deleted their account'), ('password_link_made', 'created a password reset link'), ('invitation_made', 'created an invitation'), ('invitation_revoked', 'revoked an invitation'), ('invitation_used', 'joined by invitation'), ('import_uploaded', 'uploaded files'), ('import_discarded', 'discarded an import'), ('job_cancelled', 'cancelled a background job'), ('imported', 'started an import'), ('import_restarted', 'resumed a failed import'), ('article_edited', 'edited the details of an article'), ('sentences_changed', 'changed the sentences of an article'), ('articles_opened', 'opened articles for labelling'), ('overlap_changed', 'changed the overlap of an article'), ('article_assigned', 'assigned an article'), ('tie_break_asked', 'asked for one more annotator'), ('tie_break_withdrawn', 'took back a tie-break'), ('unanimous_accepted', 'accepted unanimous labels'), ('unanimous_undone', 'undid the acceptance of unanimous labels'), ('article_withdrawn', 'withdrew an article'), ('article_reinstated', 'reinstated an article'), ('problem_reported', 'reported a problem with an article'), ('exported', 'exported data'), ('release_previewed', 'previewed a release'), ('preview_discarded', 'discarded a preview'), ('release_started', 'started a release'), ('release_fetched', 'downloaded a release'), ('release_corrected', 'added a correction to a release'), ('release_imported', 'imported a release'), ('restored', 'restored a backup')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='auditevent',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['project_created', 'settings_changed', 'labels_changed', 'codebook_published', 'member_added', 'names_shown', 'role_changed', 'member_set_aside', 'member_taken_back', 'member_left', 'account_deleted', 'password_link_made', 'invitation_made', 'invitation_revoked', 'invitation_used', 'import_uploaded', 'import_discarded', 'job_cancelled', 'imported', 'import_restarted', 'article_edited', 'sentences_changed', 'articles_opened', 'overlap_changed', 'article_assigned', 'tie_break_asked', 'tie_break_withdrawn', 'unanimous_accepted', 'unanimous_undone', 'article_withdrawn', 'article_reinstated', 'problem_reported', 'exported', 'release_previewed', 'preview_discarded', 'release_started', 'release_fetched', 'release_corrected', 'release_imported', 'restored'])), name='audit_event_action_known'),
        ),
    ]
