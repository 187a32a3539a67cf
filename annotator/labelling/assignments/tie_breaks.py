"""Asking one more annotator to label an article on which the others disagree.

These labels count for the final label, but never for agreement: the article was chosen because the
annotators disagree.
"""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.corpus.models import Article, ArticleState
from annotator.labelling.assignments.places import AssignError
from annotator.labelling.assignments.queue import MAX_OPEN, MAX_TRIES
from annotator.labelling.choices import AssignmentState, Origin
from annotator.labelling.models import Assignment, Sighting
from annotator.projects.models import Membership, Role


def ask_one_more(*, article: Article) -> tuple[Assignment, bool]:
    """Assign the article to the least busy annotator who never had it and never saw its labels.

    Return the assignment, and whether it is new. Only one such assignment is in progress at a time.
    It takes no place of the overlap, and it lapses if its annotator is suspended or its lease
    expires. Raises AssignError if nobody has submitted the article yet, or if no annotator is
    available.
    """
    for _attempt in range(MAX_TRIES):
        chosen = _find_least_busy(article)
        with transaction.atomic():
            # Members are locked before articles everywhere, so that this and the queue
            # can't block each other. The lock on the article lets only one of two
            # reviewers ask at a time.
            if chosen is not None:
                Membership.objects.select_for_update(of=("self",)).get(pk=chosen.pk)
            article = (
                Article.objects.select_for_update(of=("self",), no_key=True)
                .select_related("project")
                .get(pk=article.pk)
            )

            current = _find_in_progress(article)
            if current is not None:
                return current, False

            if article.state != ArticleState.OPEN:
                raise AssignError(
                    _("This article isn’t open for labelling. Its state: %(state)s.")
                    % {"state": article.get_state_display().lower()}
                )
            if not Assignment.objects.submitted().filter(article=article).exists():
                raise AssignError(
                    _("Nobody has submitted this article yet, so there is nothing to decide.")
                )
            if chosen is None:
                raise AssignError(
                    _(
                        "No annotator is available: all of them have had this article, or have two "
                        "others in progress."
                    )
                )

            # This person may have got another article before the lock. Then try the
            # next one.
            if _find_least_busy(article, only=chosen) is not None:
                return _give(article, chosen), True

    raise AssignError(_("All free annotators got another article in the meantime. Try again."))


def _find_in_progress(article: Article) -> Assignment | None:
    """Return the tie-break that somebody works on, after ending those that nobody works on."""
    open_ones = Assignment.objects.open().filter(article=article, origin=Origin.TIE_BREAK)
    gone = ~Q(annotator__in=Membership.objects.active()) | Q(expires_at__lt=timezone.now())
    Assignment.objects.filter(pk__in=open_ones.filter(gone).values("pk")).update(
        state=AssignmentState.LAPSED
    )
    return open_ones.first()


def _give(article: Article, chosen: Membership) -> Assignment:
    now = timezone.now()
    # Sentences that somebody labels must not be edited any more.
    Article.objects.filter(pk=article.pk, frozen_at=None).update(frozen_at=now)
    return Assignment.objects.create(
        project_id=article.project_id,
        article=article,
        annotator=chosen,
        state=AssignmentState.OPEN,
        origin=Origin.TIE_BREAK,
        began_at=now,
        expires_at=now + article.project.lease,
    )


def _find_least_busy(article: Article, *, only: Membership | None = None) -> Membership | None:
    """Return the annotator to ask. With `only`, return this person if they are available."""
    had_it = Assignment.objects.filter(article=article).values("annotator")
    seen_it = Sighting.objects.filter(article=article).values("reviewer")
    free = Membership.objects.active().filter(
        project=article.project_id, role=Role.ANNOTATOR, user__isnull=False
    )
    if only is not None:
        free = free.filter(pk=only.pk)

    is_open = Q(
        assignments__state=AssignmentState.OPEN, assignments__article__state=ArticleState.OPEN
    )

    return (
        free.exclude(pk__in=had_it)
        .exclude(pk__in=seen_it)
        .annotate(open_now=Count("assignments", filter=is_open), given=Count("assignments"))
        .filter(open_now__lt=MAX_OPEN)
        .order_by("open_now", "given", "pk")
        .first()
    )
