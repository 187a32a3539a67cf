"""Asking one more annotator to label an article on which the others disagree.

These labels count for the final label, but never for agreement: the article was chosen because the
annotators disagree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.corpus.models import Article, ArticleState
from annotator.labelling.assignments.places import AssignError
from annotator.labelling.assignments.queue import MAX_OPEN
from annotator.labelling.choices import AssignmentState, Origin
from annotator.labelling.models import Assignment
from annotator.projects.models import Membership, Project, Role


@dataclass(frozen=True)
class Candidate:
    """An annotator of the project, and why they can't be asked now; empty if they can.

    `in_progress` are the articles that they have open, `given` all that they ever had.
    """

    member: Membership
    in_progress: int
    given: int
    obstacle: str

    @property
    def is_available(self) -> bool:
        return not self.obstacle


def list_candidates(article: Article, *, only: Membership | None = None) -> list[Candidate]:
    """Return all annotators of the project by pseudonym, or `only` this one.

    Makes three queries.
    """
    is_open = Q(
        assignments__state=AssignmentState.OPEN, assignments__article__state=ArticleState.OPEN
    )
    members = (
        Membership.objects.filter(
            project=article.project_id,
            role=Role.ANNOTATOR,
            user__isnull=False,
            left_at__isnull=True,
        )
        .annotate(in_progress=Count("assignments", filter=is_open), given=Count("assignments"))
        .order_by("pseudonym")
    )
    if only is not None:
        members = members.filter(pk=only.pk)

    had_it = set(article.assignments.values_list("annotator", flat=True))
    seen_it = set(article.sightings.values_list("reviewer", flat=True))
    return [
        Candidate(
            member,
            member.in_progress,  # type: ignore[attr-defined]  # annotated
            member.given,  # type: ignore[attr-defined]
            _obstacle(member, had_it=member.pk in had_it, seen_it=member.pk in seen_it),
        )
        for member in members
    ]


def ask_one_more(
    *, article: Article, preferred: Sequence[Membership], asked_by: Membership | None
) -> tuple[Assignment, bool]:
    """Assign the article to the first of these annotators who is still available.

    Return the assignment, and whether it is new. Only one such assignment is in progress at a time.
    It takes no place of the overlap, and it lapses if its annotator is suspended or its lease
    expires. Raises AssignError if nobody has submitted the article yet, or if none of these
    annotators is available.
    """
    for chosen in preferred:
        with transaction.atomic():
            # Members are locked before articles everywhere, so that this and the queue
            # can't block each other. The lock on the article lets only one of two
            # reviewers ask at a time.
            Membership.objects.select_for_update(of=("self",)).get(
                pk=chosen.pk, project=chosen.project_id
            )
            article = _lock(article)
            current = _find_in_progress(article)
            if current is not None:
                return current, False

            _require_askable(article)
            # This person may have got another article before the lock. Then try the
            # next one.
            candidates = list_candidates(article, only=chosen)
            if candidates and candidates[0].is_available:
                return _give(article, chosen, asked_by), True

    return _refuse(article, preferred), False


def take_back(*, article: Article) -> Assignment:
    """Delete the tie-break in progress, and return it. Its annotator can be asked again.

    Raises AssignError if there is none, or if its annotator has labelled a sentence.
    """
    with transaction.atomic():
        open_ones = article.assignments.open().filter(origin=Origin.TIE_BREAK)
        # Saving a label locks this row too.
        assignment = (
            open_ones.select_for_update(of=("self",)).select_related("annotator", "article").first()
        )
        if assignment is None:
            raise AssignError(_("Nobody is asked at the moment."))
        if assignment.annotations.exists():
            raise AssignError(
                _("%(annotator)s has begun to label this article, so it can’t be taken back.")
                % {"annotator": assignment.annotator.pseudonym}
            )

        pk = assignment.pk
        assignment.delete()
        assignment.pk = pk
        return assignment


def latest_tie_breaks(project: Project, articles: Iterable[int]) -> dict[int, Assignment]:
    """Return the newest tie-break of each article that has one, with the people. One query."""
    rows = (
        Assignment.objects.in_project(project)
        .filter(article__in=list(articles), origin=Origin.TIE_BREAK)
        .select_related("annotator", "asked_by", "article")
        .defer("article__text", "article__search")
        .order_by("began_at", "pk")
    )
    return {row.article_id: row for row in rows}


def _obstacle(member: Membership, *, had_it: bool, seen_it: bool) -> str:
    if member.suspended_at is not None:
        return _("is suspended")
    if had_it:
        return _("has had this article")
    if seen_it:
        return _("has seen the labels of this article")
    if member.in_progress >= MAX_OPEN:  # type: ignore[attr-defined]  # annotated
        return _("has two articles in progress")
    return ""


def _lock(article: Article) -> Article:
    rows = Article.objects.select_for_update(of=("self",), no_key=True).select_related("project")
    return rows.get(pk=article.pk, project=article.project_id)


def _require_askable(article: Article) -> None:
    """Raise AssignError if the article isn't labelled, or nobody has submitted it."""
    if article.state != ArticleState.OPEN:
        raise AssignError(
            _("This article isn’t open for labelling. Its state: %(state)s.")
            % {"state": article.get_state_display().lower()}
        )
    if not article.assignments.submitted().exists():
        raise AssignError(
            _("Nobody has submitted this article yet, so there is nothing to decide.")
        )


def _refuse(article: Article, preferred: Sequence[Membership]) -> Assignment:
    """Return the tie-break in progress, or raise the reason why nobody could be asked."""
    with transaction.atomic():
        current = _find_in_progress(_lock(article))
        if current is not None:
            return current

    _require_askable(article)
    if not preferred:
        raise AssignError(
            _(
                "No annotator is available: all of them have had this article, or have two "
                "others in progress."
            )
        )
    raise AssignError(_("All free annotators got another article in the meantime. Try again."))


def _find_in_progress(article: Article) -> Assignment | None:
    """Return the tie-break that somebody works on, after ending those that nobody works on."""
    open_ones = article.assignments.open().filter(origin=Origin.TIE_BREAK)
    active = Membership.objects.active().filter(project=article.project_id)
    gone = ~Q(annotator__in=active) | Q(expires_at__lt=timezone.now())
    open_ones.filter(gone).update(state=AssignmentState.LAPSED)
    return open_ones.first()


def _give(article: Article, chosen: Membership, asked_by: Membership | None) -> Assignment:
    now = timezone.now()
    # Sentences that somebody labels must not be edited any more.
    unfrozen = Article.objects.filter(pk=article.pk, project=article.project_id, frozen_at=None)
    unfrozen.update(frozen_at=now)
    return Assignment.objects.create(
        project_id=article.project_id,
        article=article,
        annotator=chosen,
        state=AssignmentState.OPEN,
        origin=Origin.TIE_BREAK,
        asked_by=asked_by,
        began_at=now,
        expires_at=now + article.project.lease,
    )
