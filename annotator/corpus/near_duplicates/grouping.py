"""Near-duplicates that are not in one group yet, and putting them into one."""

from collections.abc import Callable, Collection, Sequence

from django.db import transaction

from annotator.corpus.models import Article, ArticleState
from annotator.corpus.near_duplicates.clusters import join
from annotator.corpus.near_duplicates.project_pairs import find_article_pairs
from annotator.projects.models import Project

# The IDs of articles that are near-duplicates, the oldest article first.
Ids = Sequence[str]
MAX_GROUP_NAME = Article._meta.get_field("group").max_length


def find_ungrouped(
    project: Project,
    *,
    new: Collection[int] | None = None,
    check_cancelled: Callable[[], None] = lambda: None,
) -> list[list[str]]:
    """Return the sets of near-duplicates of which an article has no group.

    With `new`, only those with at least one of these articles. Withdrawn articles are left out.
    """
    articles = Article.objects.in_project(project).exclude(state=ArticleState.WITHDRAWN)
    pairs = find_article_pairs(project, articles, new=new, check_cancelled=check_cancelled)
    keys = list(articles.order_by("pk").values_list("pk", flat=True))
    sets = [members for members in join(keys, [], pairs).members if len(members) > 1]

    found = {key for members in sets for key in members}
    rows = articles.filter(pk__in=found).values_list("pk", "external_id", "group", named=True)
    by_key = {article.pk: article for article in rows}
    return [
        [by_key[key].external_id for key in members]
        for members in sets
        if not all(by_key[key].group for key in members)
    ]


def still_ungrouped(project: Project, sets: Sequence[Ids]) -> list[Ids]:
    """Return the sets of which an article has no group now."""
    listed = {name for ids in sets for name in ids}
    rows = Article.objects.in_project(project).filter(external_id__in=listed, group="")
    ungrouped = set(rows.values_list("external_id", flat=True))
    return [ids for ids in sets if not ungrouped.isdisjoint(ids)]


def group_near_duplicates(*, project: Project, sets: Sequence[Ids]) -> int:
    """Put the articles of each set into one group. Return how many articles got a group.

    An article that has a group keeps it, and the others join it. If several have one, they join
    the group of the oldest.
    """
    listed = {name for ids in sets for name in ids}
    with transaction.atomic():
        # Articles are always locked in this order, so that transactions don't block each
        # other.
        rows = Article.objects.in_project(project).filter(external_id__in=listed).order_by("pk")
        articles = {
            article.external_id: article
            for article in rows.select_for_update(no_key=True).only("pk", "external_id", "group")
        }

        changed: list[Article] = []
        for ids in sets:
            members = [articles[name] for name in ids if name in articles]
            groups = [article.group for article in members if article.group]
            group = groups[0] if groups else f"copies of {ids[0]}"[:MAX_GROUP_NAME]
            for article in members:
                if not article.group:
                    article.group = group
                    changed.append(article)

        Article.objects.in_project(project).bulk_update(changed, ["group"], batch_size=1000)

    return len(changed)
