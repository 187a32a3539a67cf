"""One more annotator for an article on which the others differ: counted for the final label, never in agreement."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from annotator.corpus.models import Article, ArticleState
from annotator.labelling.models import Assignment, AssignmentState, Origin, Sighting
from annotator.labelling.places import AssignError
from annotator.labelling.queue import MOST_OPEN
from annotator.projects.models import Membership, Role


def ask_one_more(*, article: Article) -> Assignment:
    """Give the article to the annotator with the least to do who has neither had it nor seen its labels.

    While such an assignment is open, asking again gives that one. It takes no place of the overlap. Raises AssignError
    when nobody is free.
    """
    now = timezone.now()
    with transaction.atomic():
        # The article's row is the lock: two reviewers who ask at once ask for one.
        article = Article.objects.select_for_update(no_key=True).select_related("project").get(pk=article.pk)
        asked = Assignment.objects.open().filter(article=article, origin=Origin.TIE_BREAK).first()
        if asked is not None:
            return asked
        if article.state != ArticleState.OPEN:
            raise AssignError(f"This article is {article.get_state_display().lower()}.")
        chosen = _least_busy(article)
        if chosen is None:
            raise AssignError("Nobody is free: all active annotators have had this article, or two others open.")
        return Assignment.objects.create(
            project_id=article.project_id,
            article=article,
            annotator=chosen,
            state=AssignmentState.OPEN,
            origin=Origin.TIE_BREAK,
            began_at=now,
            expires_at=now + article.project.lease,
        )


def _least_busy(article: Article) -> Membership | None:
    had_it = Assignment.objects.filter(article=article).values("annotator")
    seen_it = Sighting.objects.filter(article=article).values("reviewer")
    free = Membership.objects.active().filter(project=article.project_id, role=Role.ANNOTATOR, user__isnull=False)
    is_open = Q(assignments__state=AssignmentState.OPEN)
    return (
        free.exclude(pk__in=had_it)
        .exclude(pk__in=seen_it)
        .annotate(open_now=Count("assignments", filter=is_open), given=Count("assignments"))
        .filter(open_now__lt=MOST_OPEN)
        .order_by("open_now", "given", "pk")
        .first()
    )
