"""Changing the practice article, with an event in the audit log."""

from django.db import transaction

from annotator.accounts.models import User
from annotator.projects.access import Access
from annotator.projects.audit import changes, write_event
from annotator.projects.models import AuditAction, PracticeArticle, Project, StoredSentence
from annotator.projects.practice.articles import current_practice, publish_practice


def change_practice(
    access: Access,
    user: User,
    *,
    title: str,
    sentences: list[StoredSentence],
    offers_practice: bool | None = None,
) -> PracticeArticle:
    """Make this the practice article, and say whether new members get it. None: as before.

    The audit log gets an event if anything changes.
    """
    project = access.project

    with transaction.atomic():
        before = current_practice(project)
        article = publish_practice(project=project, title=title, sentences=sentences)

        changed: dict[str, object] = {}
        if article != before:
            changed["practice article"] = f"version {before.version}" if before else None
        if offers_practice is not None and offers_practice != project.offers_practice:
            changed["offers_practice"] = project.offers_practice
            Project.objects.filter(pk=project.pk).update(offers_practice=offers_practice)
        if changed:
            write_event(access, user, AuditAction.SETTINGS_CHANGED, changes(changed, changed))

    return article
