"""Stores a simulated campaign as a project, with dates over the last six weeks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotator.accounts.models import User
from annotator.agreement.adjudication.lists.finding import find_disputed_sentences
from annotator.agreement.adjudication.lists.listed import load_sentences
from annotator.demo.annotators import Choice, Situation
from annotator.demo.articles import DemoArticle, DemoSentence
from annotator.demo.loading import (
    PEOPLE,
    backdate,
    backdate_codebook,
    create_users,
    set_states,
    store_articles,
)
from annotator.demo.work import DemoWork, Labelling
from annotator.lib.secret_key import load_secret
from annotator.projects.codebooks.versions import publish_codebook
from annotator.projects.creating import create_project
from annotator.projects.members import DIGITS, LETTERS
from annotator.projects.models import Membership, Project, Role
from tools.campaign.simulated import (
    ANNOTATORS,
    DENIAL,
    DOUBT,
    LABELS,
    MAIN,
    MAIN_OVERLAP,
    PILOT,
    PILOT_ARTICLES,
    PILOT_OVERLAP,
    Campaign,
    simulate,
)
from tools.campaign.texts import write_articles

# Days before today.
PROJECT_AGE, PILOT_AGE, VERSION_2_AGE, MAIN_AGE = 43, 42, 31, 29
PILOT_DAYS, MAIN_DAYS = 10, 27
RETEST_DAYS = 12
DECISIONS = 12
# People label in the day, each at an hour of their own.
FIRST_HOUR, HOURS = 7, 12
TARGET_SHARE = 0.9


@dataclass(frozen=True)
class Simulated:
    """Choices of the simulated annotators, by article, position, name, and whether to retest."""

    choices: dict[tuple[str, int, str, bool], Choice]

    def choose(self, sentence: DemoSentence, situation: Situation) -> Choice:
        return self.choices[
            situation.article, situation.position, situation.annotator, situation.is_retest
        ]


@transaction.atomic
def load_campaign(slug: str, *, seed: int = 0) -> Project:
    """Create the project with its people, articles, labels and decisions; the same for a seed.

    The demo's mia manages it and rita adjudicates. Raises ValidationError if the slug is taken.
    """
    chance = np.random.default_rng(seed)
    campaign = simulate(chance)
    articles = write_articles(campaign.sentences, chance)
    pilot, main = articles[:PILOT_ARTICLES], articles[PILOT_ARTICLES:]

    now = timezone.now()
    project = create_project(slug=slug, name=f"Campaign: {slug}", overlap=MAIN_OVERLAP)
    backdate(project, now - timedelta(days=PROJECT_AGE))
    members = _add_members(project)
    store_articles(project, pilot, PILOT, overlap=PILOT_OVERLAP)
    store_articles(project, main, MAIN, overlap=MAIN_OVERLAP)

    first = project.current_codebook()
    second = publish_codebook(
        project=project,
        text=first.text + "\n## Added after the pilot\n\nA forecast is an opinion.\n",
        reason="A forecast is an opinion",
    )
    backdate_codebook(second, now - timedelta(days=VERSION_2_AGE))

    simulated = Simulated(_choices(campaign, articles, chance))
    work = DemoWork(project, members, {PILOT: first, MAIN: second}, choose=simulated.choose)
    set_states(work, articles)
    for labelling in _labellings(campaign, articles, now):
        work.add(labelling)
    work.store()

    _give_reasons(project, articles)
    work.adjudicate(articles, members["rita"], decided_at=now - timedelta(days=1))
    return project


def name_of(annotator: int) -> str:
    """Return the username of a simulated annotator."""
    return f"campaign-{annotator + 1:02}"


def _add_members(project: Project) -> dict[str, Membership]:
    """Add the demo's manager and adjudicator, and the annotators, who can't sign in."""
    password = load_secret(settings.VAR / "demo_password", length=12)
    demo_users = create_users(password)
    people = {demo_users[name]: PEOPLE[name][1] for name in ("mia", "rita")}

    for annotator in range(ANNOTATORS):
        user, _ = User.objects.get_or_create(
            username=name_of(annotator),
            defaults={"name": f"Annotator {annotator + 1}", "password": "!"},
        )
        people[user] = Role.ANNOTATOR

    members = [
        Membership(
            project=project,
            user=user,
            role=role,
            # Drawn pseudonyms would differ each time.
            pseudonym=LETTERS[number] + DIGITS[number % len(DIGITS)],
            joined_at=project.created_at,
            codebook_seen=2,
            codebook_seen_before=1,
        )
        for number, (user, role) in enumerate(people.items())
    ]
    Membership.objects.bulk_create(members)
    return {member.user.username: member for member in members if member.user}


def _choices(
    campaign: Campaign, articles: list[DemoArticle], chance: np.random.Generator
) -> dict[tuple[str, int, str, bool], Choice]:
    labels, sentences = campaign.labels, campaign.sentences
    has_target = chance.random(len(labels.label)) < TARGET_SHARE
    choices = {}

    for sentence, annotator, is_retest, label, seconds, right_target in zip(
        labels.sentence.tolist(),
        labels.annotator.tolist(),
        labels.is_retest.tolist(),
        labels.label.tolist(),
        labels.seconds.tolist(),
        has_target.tolist(),
        strict=True,
    ):
        position = int(sentences.position[sentence])
        article = articles[int(sentences.article[sentence])].record.external_id
        # 0: the target is not in the article.
        target = position - 1 if right_target else 0
        choices[article, position, name_of(annotator), is_retest] = Choice(
            LABELS[label],
            target=target if label in (DENIAL, DOUBT) else None,
            seconds=seconds,
        )
    return choices


def _labellings(
    campaign: Campaign, articles: list[DemoArticle], now: datetime
) -> Iterator[Labelling]:
    """Yield the work, a few articles a day."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    turns: dict[int, int] = {}

    for article, annotator, is_retest in campaign.assignments.tolist():
        in_pilot = article < PILOT_ARTICLES
        if in_pilot:
            age = PILOT_AGE - article * PILOT_DAYS / PILOT_ARTICLES
        else:
            done = (article - PILOT_ARTICLES) / (len(articles) - PILOT_ARTICLES)
            age = MAIN_AGE - done * MAIN_DAYS
        # Each annotator takes the article on the same day or within the next two days.
        turn = turns.get(article, 0)
        age -= turn * 0.5 + (RETEST_DAYS if is_retest else 0)
        turns[article] = turn + 1

        hour = FIRST_HOUR + (annotator * 7 + article) % HOURS
        yield Labelling(
            articles[article],
            name_of(annotator),
            turn,
            midnight - timedelta(days=max(int(age), 1)) + timedelta(hours=hour),
            is_retest=bool(is_retest),
        )


def _give_reasons(project: Project, articles: list[DemoArticle]) -> None:
    """Give the most divided sentences a reason, so that they are decided."""
    by_id = {article.record.external_id: article for article in articles}
    labels = list(project.labels.all())
    disputed = find_disputed_sentences(project, labels)
    for found in load_sentences(project, disputed.sentences[:DECISIONS]):
        sentence = by_id[found.article.external_id].sentences[found.position - 1]
        sentence.reason = "The first reading follows the codebook."
