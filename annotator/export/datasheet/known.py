"""What the app knows about each question of the datasheet, as sentences.

A manager can take them over into the answer. They are English, as releases are.
"""

from django.db.models import Count, Max, Min

from annotator.corpus.models import Article, ArticleQuerySet, ArticleState
from annotator.export.datasheet.process import Process, process_of
from annotator.export.models import Release
from annotator.export.releases.texts.markdown import date_span, plural
from annotator.projects.models import Project

# Languages and sources that are named; the others are counted.
NAMED = 5
# Characters of a notice that is quoted.
MAX_NOTICE = 500


def known_sentences(project: Project) -> dict[str, list[str]]:
    """Return the sentences by the name of the answer that they fit."""
    process = process_of(project)
    found = {
        "annotators": _annotators(process),
        "training": _training(project, process),
        "payment": _payment(process),
        "consent": _consent(project, process),
        "collection": _collection(project, process),
        "languages": _languages(project),
        "rights": _rights(project),
        "maintenance": _maintenance(project),
    }
    return {name: sentences for name, sentences in found.items() if sentences}


def _annotators(process: Process) -> list[str]:
    reached = process["articles_by_annotators"]
    if not reached:
        return []
    shares = [
        f"{plural(count, 'article')} by {plural(int(people), 'person', 'people')}"
        for people, count in reached.items()
    ]
    return [
        f"{plural(process['annotators'], 'person', 'people')} submitted labels that count.",
        f"Labelled: {_listed(shares)}.",
        *(
            [f"{plural(process['retests'], 'article')} came back to the same person as a retest."]
            if process["retests"]
            else []
        ),
        *(
            [f"{plural(process['tie_breaks'], 'article')} got one more annotator to break a tie."]
            if process["tie_breaks"]
            else []
        ),
        *(
            [f"{plural(process['suspended'], 'person was', 'people were')} suspended."]
            if process["suspended"]
            else []
        ),
    ]


def _training(project: Project, process: Process) -> list[str]:
    later = project.codebooks.filter(version__gt=1).order_by("version")
    changed = [f"Version {book.version}: {book.reason.rstrip('.')}." for book in later]
    return [
        f"The codebook had {plural(process['codebook_versions'], 'version')}.",
        *changed,
        *(
            [
                "Before their first article, new members could practise on sentences with known "
                "labels."
            ]
            if process["offers_practice"]
            else []
        ),
        *([f"{process['practised']} of them did."] if process["practised"] else []),
    ]


def _payment(process: Process) -> list[str]:
    if not process["hours"]:
        return []
    return [
        f"The work took {plural(process['hours'], 'hour')} in total, as measured by the labelling "
        "page."
    ]


def _consent(project: Project, process: Process) -> list[str]:
    if not process["shows_notice"]:
        return []
    notice = " ".join(project.notice.split())
    return [
        "Before their first article, annotators had to accept a notice.",
        *([f"{process['accepted_notice']} of them did."] if process["accepted_notice"] else []),
        *([f"The notice said: “{notice}”"] if len(notice) <= MAX_NOTICE else []),
    ]


def _collection(project: Project, process: Process) -> list[str]:
    articles = _articles(project)
    days = articles.aggregate(first=Min("published"), last=Max("published"))
    count = articles.count()
    if not count:
        return []
    return [
        f"{plural(count, 'article')} were imported." if count > 1 else "1 article was imported.",
        *(
            [f"They were published {date_span((days['first'], days['last']))}."]
            if days["first"]
            else []
        ),
        *_tally("Sources", articles, "source"),
        *_tally("Rounds of labelling", articles, "round"),
        "Articles were split into sentences automatically, unless their file had sentences.",
        *(
            [
                "Managers corrected the sentences of "
                f"{plural(process['articles_split_by_hand'], 'article')}."
            ]
            if process["articles_split_by_hand"]
            else []
        ),
        *(
            [f"{plural(process['withdrawn_articles'], 'article was', 'articles were')} withdrawn."]
            if process["withdrawn_articles"]
            else []
        ),
    ]


def _languages(project: Project) -> list[str]:
    return _tally("Languages of the articles", _articles(project), "language")


def _rights(project: Project) -> list[str]:
    articles = _articles(project)
    without = articles.filter(rights="").count()
    terms = _tally("Terms of use", articles.exclude(rights=""), "rights")
    return terms + (
        [f"{plural(without, 'article has', 'articles have')} no terms of use filled in."]
        if without
        else []
    )


def _maintenance(project: Project) -> list[str]:
    dates = Release.objects.in_project(project).aggregate(
        count=Count("pk"), first=Min("dated"), last=Max("dated")
    )
    if not dates["count"]:
        return []
    days = date_span((dates["first"], dates["last"]))
    return [f"{plural(dates['count'], 'release was', 'releases were')} published, dated {days}."]


def _articles(project: Project) -> ArticleQuerySet:
    return Article.objects.in_project(project).filter(state=ArticleState.OPEN)


def _tally(title: str, articles: ArticleQuerySet, column: str) -> list[str]:
    counts: list[tuple[str, int]] = list(
        articles.exclude(**{column: ""})
        .values(column)
        .annotate(count=Count("pk"))
        .order_by("-count", column)
        .values_list(column, "count")
    )
    if not counts:
        return []
    named = [f"{name} ({count})" for name, count in counts[:NAMED]]
    more = [plural(len(counts) - NAMED, "other")] if len(counts) > NAMED else []
    return [f"{title}: {_listed([*named, *more])}."]


def _listed(items: list[str]) -> str:
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last
