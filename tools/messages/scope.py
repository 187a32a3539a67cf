"""Whose texts a file has: those of annotators, which are translated first, or only managers'.

A language is offered when everything that annotators read is translated. What only managers and
site administrators read stays English until somebody translates it. A new file belongs to the
annotators' texts, unless it is named here.
"""

from fnmatch import fnmatchcase

from babel.messages.catalog import Catalog, Message

MANAGERS = (
    "annotator/*/management/*",
    "annotator/accounts/admin.py",
    "annotator/agreement/*",
    "annotator/api/resources/review/*",
    "annotator/api/resources/articles.py",
    "annotator/api/resources/exports.py",
    "annotator/api/resources/labels.py",
    "annotator/api/overlap_field.py",
    "annotator/api/resources/projects.py",
    "annotator/corpus/*",
    "annotator/demo/*",
    "annotator/export/*",
    "annotator/importing/*",
    "annotator/jobs/*",
    "annotator/labelling/annotations/bulk_statements.py",
    "annotator/labelling/annotations/imported_members.py",
    "annotator/labelling/article_changes/*",
    "annotator/labelling/assignments/places.py",
    "annotator/labelling/assignments/tie_breaks.py",
    "annotator/labelling/assignments/views.py",
    "annotator/labelling/progress/work_by_day.py",
    "annotator/lib/checksums.py",
    "annotator/lib/database/*",
    "annotator/lib/filter_choices.py",
    "annotator/lib/processes/*",
    "annotator/lib/ways.py",
    "annotator/management/*",
    "annotator/people/chosen_views.py",
    "annotator/people/forms.py",
    "annotator/people/inviting.py",
    "annotator/people/reminding/job.py",
    "annotator/people/reminding/recipients.py",
    "annotator/people/reminding/views.py",
    "annotator/people/views.py",
    "annotator/projects/codebooks/forms.py",
    "annotator/projects/codebooks/views.py",
    "annotator/projects/command_arguments.py",
    "annotator/projects/creating.py",
    "annotator/projects/forms.py",
    "annotator/projects/labels/changing.py",
    "annotator/projects/labels/distances.py",
    "annotator/projects/labels/files.py",
    "annotator/projects/labels/forms.py",
    "annotator/projects/labels/keys.py",
    "annotator/projects/labels/skeleton.py",
    "annotator/projects/labels/views.py",
    "annotator/projects/models/audit.py",
    "annotator/projects/models/codebook.py",
    "annotator/projects/models/project.py",
    "annotator/projects/overlap_fields.py",
    "annotator/projects/practice/articles.py",
    "annotator/projects/short_names.py",
    "annotator/projects/practice/edit_form.py",
    "static/agreement/*",
    "templates/_choose_all.html",
    "templates/_copy.html",
    "templates/agreement/*",
    "templates/api/*",
    "templates/corpus/*",
    "templates/export/*",
    "templates/importing/*",
    "templates/jobs/*",
    "templates/labelling/_label_shares.html",
    "templates/labelling/_member.html",
    "templates/labelling/_project_progress.html",
    "templates/labelling/article_changes.html",
    "templates/labelling/_work_by_day.html",
    "templates/labelling/_work_by_day_drawing.html",
    "templates/labelling/article_people.html",
    "templates/people/_*.html",
    "templates/people/chosen.html",
    "templates/people/own_role.html",
    "templates/people/people.html",
    "templates/projects/_codebook_examples.html",
    "templates/projects/_codebook_preview.html",
    "templates/projects/_move_label.html",
    "templates/projects/audit.html",
    "templates/projects/codebook_edit.html",
    "templates/projects/distances.html",
    "templates/projects/label_edit.html",
    "templates/projects/labels.html",
    "templates/projects/new.html",
    "templates/projects/practice_edit.html",
    "templates/projects/settings.html",
)


def is_for_annotators(file: str) -> bool:
    return not any(fnmatchcase(file, pattern) for pattern in MANAGERS)


def annotators_messages(template: Catalog) -> list[Message]:
    """Return the texts that an annotator may read."""
    return [
        message
        for message in template
        if message.id and any(is_for_annotators(file) for file, _line in message.locations)
    ]
