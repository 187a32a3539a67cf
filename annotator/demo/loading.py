"""Creates the demo: two projects with members, articles, labels and decisions.

They have a history of six weeks, so that every page shows something.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.corpus.models import Article, ArticleState
from annotator.corpus.readers.records import ReadArticle, check_record
from annotator.corpus.segmented_articles import segment_article
from annotator.corpus.storing import ArticleSettings, add_articles
from annotator.demo.annotators import ANNOTATORS
from annotator.demo.articles import DemoArticle, demo_articles
from annotator.demo.work import DemoWork, Labelling
from annotator.projects.codebooks.versions import publish_codebook
from annotator.projects.creating import create_project
from annotator.projects.members import add_member
from annotator.projects.models import Codebook, Membership, Project, Role
from annotator.projects.project_creators import let_create_projects

SLUG = "demo"
ARABIC_SLUG = "demo-arabic"
PEOPLE = {
    "mia": ("Mia (manager)", Role.MANAGER),
    "rita": ("Rita (adjudicator)", Role.ADJUDICATOR),
    "ana": ("Ana (annotator)", Role.ANNOTATOR),
    "ben": ("Ben (annotator)", Role.ANNOTATOR),
    "cleo": ("Cleo (annotator)", Role.ANNOTATOR),
    "dan": ("Dan (annotator)", Role.ANNOTATOR),
}
# Dan isn't in the second project.
ARABIC_PEOPLE = ("mia", "rita", "ana", "ben", "cleo")
OVERLAP = 3

# Days before today. The pilot ends before the codebook's second version, the main round
# goes on.
PROJECT_AGE = 43
PILOT_AGE = 42
VERSION_2_AGE = 30
MAIN_AGE = 28
ARABIC_AGE = 20
RETEST_DELAY = timedelta(days=15)

VERSION_2_REASON = "A forecast is an opinion, however certain it sounds"
VERSION_2_TEXT = """
## Added after the pilot

**Forecasts.** In the pilot, claim against opinion was the most frequent disagreement, mostly about
forecasts. A sentence that says what *will* happen is an opinion, whoever says it and however
certain it sounds: “The increase is likely to push lorries onto village roads.” A plan or an
appointment is a claim: “Talks begin again on Wednesday.”

**Refusals.** Declining to comment is a claim. It rejects nothing as false.
"""


@transaction.atomic
def load_demo(*, password: str) -> Project:
    """Create the demo projects and their people, all with this password; return the larger project.

    Accounts that exist already are not changed.
    """
    now = timezone.now()
    users = create_users(password)
    project = _create_news_project(users, now)
    _create_arabic_project(users, now)
    return project


def create_users(password: str) -> dict[str, User]:
    """Return the demo's people by username; those who have no account get one."""
    # One hash for all accounts, because hashing takes a tenth of a second.
    hashed = make_password(password)
    users = {}

    for username, (name, _) in PEOPLE.items():
        users[username], is_new = User.objects.get_or_create(
            username=username, defaults={"name": name, "password": hashed}
        )
        # An account with this name that existed before must not get new rights.
        if is_new and username == "mia":
            let_create_projects(users[username], may=True)

    return users


def _create_news_project(users: dict[str, User], now: datetime) -> Project:
    project = create_project(slug=SLUG, name="Demo project: news claims", overlap=OVERLAP)
    backdate(project, now - timedelta(days=PROJECT_AGE), asks_confidence=True)
    members = _add_members(project, users, seen=2)
    pilot, main = demo_articles("pilot"), demo_articles("main")
    store_articles(project, pilot, "pilot", overlap=OVERLAP)
    store_articles(project, main, "main", overlap=OVERLAP)

    first = project.current_codebook()
    second = publish_codebook(
        project=project, text=first.text + VERSION_2_TEXT, reason=VERSION_2_REASON
    )
    backdate_codebook(second, now - timedelta(days=VERSION_2_AGE))

    work = DemoWork(project, members, {"pilot": first, "main": second})
    set_states(work, [*pilot, *main])
    for labelling in _labellings(pilot, now - timedelta(days=PILOT_AGE), step=1.4):
        work.add(labelling)
    for labelling in _retests(pilot, now - timedelta(days=PILOT_AGE) + RETEST_DELAY):
        work.add(labelling)
    for labelling in _labellings(main, now - timedelta(days=MAIN_AGE), step=1.6):
        work.add(labelling)
    work.store()

    work.adjudicate(pilot, members["rita"], decided_at=now - timedelta(days=VERSION_2_AGE + 1))
    work.adjudicate(main, members["rita"], decided_at=now - timedelta(days=1))
    return project


def _create_arabic_project(users: dict[str, User], now: datetime) -> Project:
    project = create_project(
        slug=ARABIC_SLUG, name="Demo project: news claims in Arabic", overlap=OVERLAP
    )
    backdate(project, now - timedelta(days=ARABIC_AGE + 1))
    chosen = {username: users[username] for username in ARABIC_PEOPLE}
    members = _add_members(project, chosen, seen=1)
    articles = demo_articles("arabic")
    store_articles(project, articles, "main", overlap=OVERLAP)

    work = DemoWork(project, members, {"main": project.current_codebook()})
    set_states(work, articles)
    annotators = ("ana", "ben", "cleo")
    start = now - timedelta(days=ARABIC_AGE)
    for labelling in _labellings(articles, start, step=4, annotators=annotators):
        work.add(labelling)
    work.store()
    return project


def backdate(project: Project, created_at: datetime, *, asks_confidence: bool = False) -> None:
    """Set when the project and its first codebook were made."""
    project.created_at = created_at
    project.asks_confidence = asks_confidence
    project.save(update_fields=["created_at", "asks_confidence"])
    backdate_codebook(project.current_codebook(), created_at)


def backdate_codebook(codebook: Codebook, published_at: datetime) -> None:
    codebook.published_at = published_at
    codebook.save(update_fields=["published_at"])


def _add_members(project: Project, users: dict[str, User], *, seen: int) -> dict[str, Membership]:
    """Add the users to the project. All have read the codebook, up to the version `seen`."""
    members = {}
    for username, user in users.items():
        members[username] = add_member(project=project, user=user, role=PEOPLE[username][1])
    project.memberships.update(
        joined_at=project.created_at, codebook_seen=seen, codebook_seen_before=seen - 1
    )
    return members


def store_articles(
    project: Project, articles: list[DemoArticle], round: str, *, overlap: int
) -> None:
    """Store the articles, with one round and one overlap."""
    segmented = [
        segment_article(ReadArticle(article.record.external_id, check_record(article.record)))
        for article in articles
    ]
    add_articles(
        project=project,
        articles=segmented,
        settings=ArticleSettings(round=round, overlap=overlap),
    )


def set_states(work: DemoWork, articles: list[DemoArticle]) -> None:
    """Give the stored articles their states, and the project's age."""
    for demo_article in articles:
        article: Article = work.articles[demo_article.record.external_id]
        article.state = demo_article.state
        article.created_at = work.project.created_at


def _labellings(
    articles: list[DemoArticle],
    start: datetime,
    *,
    step: float,
    annotators: tuple[str, ...] = ANNOTATORS,
) -> Iterator[Labelling]:
    """Yield the work on these articles, with a new article every `step` days."""
    for number, article in enumerate(articles):
        if article.state != ArticleState.OPEN:
            continue

        people = article.done_by
        if people is None:
            people = [annotators[(number + turn) % len(annotators)] for turn in range(OVERLAP)]

        began_at = start + timedelta(days=step * number)
        # Articles that name their annotators are incomplete, so their work is recent.
        if article.done_by is not None:
            began_at = start + timedelta(days=step * len(articles) * 0.75)

        for turn, annotator in enumerate(people):
            yield Labelling(article, annotator, turn, began_at + timedelta(hours=5 * turn))

        if article.started_by:
            # Begun today, so that the lease hasn't expired.
            yield Labelling(
                article,
                article.started_by,
                len(people),
                timezone.now() - timedelta(hours=3),
                sentences=article.started,
            )


def _retests(articles: list[DemoArticle], start: datetime) -> Iterator[Labelling]:
    """Yield the retests of the pilot's articles, two for each article."""
    for number, article in enumerate(articles):
        for turn in range(2):
            annotator = ANNOTATORS[(number + turn) % len(ANNOTATORS)]
            began_at = start + timedelta(days=number, hours=3 * turn)
            yield Labelling(article, annotator, turn, began_at, is_retest=True)
