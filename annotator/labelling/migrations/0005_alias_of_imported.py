from django.db import migrations

# Until now an imported name was the pseudonym. Releases may have it, so it stays; as the alias too,
# it finds the same person when the file is imported again.
NAME_IMPORTED = """
UPDATE projects_membership member SET alias = pseudonym
WHERE user_id IS NULL AND role = 'annotator' AND alias = ''
  AND EXISTS (SELECT FROM labelling_assignment WHERE annotator_id = member.id AND origin = 'import')
  AND NOT EXISTS (SELECT FROM labelling_assignment WHERE annotator_id = member.id AND origin <> 'import')
"""


class Migration(migrations.Migration):
    dependencies = [("labelling", "0004_time_and_writing"), ("projects", "0008_alias")]

    operations = [migrations.RunSQL(NAME_IMPORTED, migrations.RunSQL.noop)]
