"""Changes many articles at once: their state, their overlap or their round.

Each is one transaction with a few statements, however many articles there are.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from annotator.accounts.models import User
from annotator.corpus.article_list import Change
from annotator.corpus.models import Article, ArticleQuerySet, ArticleState
from annotator.corpus.split_editing import open_drafts
from annotator.labelling.article_changes.kinds import (
    ACTIONS,
    STATES,
    in_this_state,
    with_more_annotators,
    with_this_value,
)
from annotator.labelling.assignments.places import recount, reinstate_articles, withdraw_articles
from annotator.labelling.models import Assignment
from annotator.projects.access import Access
from annotator.projects.audit import write_event
from annotator.projects.models import Project

# The new overlap (None for everyone) or round. A change of the state has none.
Value = int | str | None


@dataclass(frozen=True)
class Effect:
    """What a change does: the ids of the articles that change, and the others with reasons.

    `before` counts what changes: the old overlaps or rounds.
    """

    ids: list[int]
    unchanged: list[str]
    before: Counter[str]


def effect_of(
    project: Project, articles: ArticleQuerySet, change: Change, value: Value = None
) -> Effect:
    """Return what the change would do to these articles, without doing it."""
    if change in STATES:
        return _effect_on_state(articles, change)
    if change == Change.ROUND:
        return _effect_on_round(articles, str(value))

    assert value is None or isinstance(value, int)
    return _effect_on_overlap(project, articles, value)


def change_articles(
    *,
    access: Access,
    by: User,
    articles: ArticleQuerySet,
    change: Change,
    value: Value = None,
    about: str,
) -> Effect:
    """Make the change, write one event about it, and return what it did.

    `about` says in the event which articles were chosen.
    """
    with transaction.atomic():
        # In one order, as everywhere: two managers at once must wait for each other.
        locked = articles.select_for_update(of=("self",)).order_by("pk")
        ids = list(locked.values_list("pk", flat=True))
        rows = Article.objects.in_project(access.project).filter(pk__in=ids)
        effect = effect_of(access.project, rows, change, value)
        if effect.ids:
            changed = Article.objects.in_project(access.project).filter(pk__in=effect.ids)
            _write(access.project, changed, change, value)
            details = f"{_details(effect, change, value)}; {about}"
            write_event(access, by, ACTIONS[change], details)

    return effect


def _write(project: Project, rows: ArticleQuerySet, change: Change, value: Value) -> None:
    match change:
        case Change.OPEN:
            open_drafts(articles=rows)
        case Change.WITHDRAW:
            withdraw_articles(articles=rows)
        case Change.REINSTATE:
            reinstate_articles(articles=rows)
        case Change.ROUND:
            rows.update(round=value)
        case Change.OVERLAP:
            rows.update(overlap=value, free=value)
            # The others have as many free places as their overlap.
            held = Assignment.objects.in_project(project).holding_places()
            held = held.filter(article__in=rows)
            recount(held.values_list("article", flat=True).distinct(), project=project.pk)


def _effect_on_state(articles: ArticleQuerySet, change: Change) -> Effect:
    ids, others = [], Counter[str]()
    for pk, state in articles.order_by("pk").values_list("pk", "state"):
        if state in STATES[change]:
            ids.append(pk)
        else:
            others[state] += 1

    unchanged = [in_this_state(count, ArticleState(state)) for state, count in others.items()]
    return Effect(ids, unchanged, Counter())


def _effect_on_round(articles: ArticleQuerySet, name: str) -> Effect:
    ids, before, same = [], Counter[str](), 0
    for pk, old in articles.order_by("pk").values_list("pk", "round"):
        if old == name:
            same += 1
        else:
            ids.append(pk)
            before[old] += 1

    return Effect(ids, _unless_none(with_this_value(same), same), before)


def _effect_on_overlap(project: Project, articles: ArticleQuerySet, overlap: int | None) -> Effect:
    too_many: set[int] = set()
    if overlap is not None:
        held = Assignment.objects.in_project(project).holding_places()
        held = held.filter(article__in=articles.values("pk"))
        counts = held.order_by().values("article").annotate(places=Count("pk"))
        too_many = set(counts.filter(places__gt=overlap).values_list("article", flat=True))

    ids, before, same, refused = [], Counter[str](), 0, 0
    for pk, old in articles.order_by("pk").values_list("pk", "overlap"):
        if old == overlap:
            same += 1
        elif pk in too_many:
            refused += 1
        else:
            ids.append(pk)
            before[_overlap_name(old)] += 1

    unchanged = _unless_none(with_this_value(same), same)
    return Effect(ids, [*unchanged, *_unless_none(with_more_annotators(refused), refused)], before)


def being_labelled(project: Project, ids: list[int]) -> int:
    """Return how many of these articles somebody is labelling now."""
    # Few assignments are open, while the articles may be a hundred thousand.
    at_work = Assignment.objects.in_project(project).open().filter(opened_at__isnull=False)
    return len(set(ids) & set(at_work.values_list("article", flat=True)))


def _unless_none(text: str, count: int) -> list[str]:
    return [text] if count else []


def _overlap_name(overlap: int | None) -> str:
    return "everyone" if overlap is None else str(overlap)


def _details(effect: Effect, change: Change, value: Value) -> str:
    """Return what the audit log says: how many articles, the new value, and the old ones."""
    details = f"{len(effect.ids)} articles"
    if change in STATES:
        return details

    name = (
        str(value)
        if change == Change.ROUND
        else _overlap_name(value if value is None else int(value))
    )
    before = ", ".join(f"{old}: {count}" for old, count in effect.before.most_common(5))
    return f"{details}, {change} {name} (was {before})"
