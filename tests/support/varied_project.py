"""A project with every kind of work that counts, or does not count, in some figure."""

import random

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.corpus.models import Article, ArticleState
from annotator.labelling.assignments.places import assign
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.choices import AssignmentState, Origin
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Membership, Project, Role
from tests.support.make import (
    annotate,
    make_article,
    make_entry,
    make_member,
    make_project,
    submit_assignment,
)

ANSWERS = ("claim",) * 6 + ("denial",) * 5 + ("opinion",) * 3 + ("doubt",) * 2
SKIPS = ("cannot_tell", "cannot_tell", "question", "boilerplate")
SENTENCES = 6


def varied_project(seed: int = 17) -> Project:
    """Fourteen articles in two rounds: skips, targets, changed labels, retests, a tie-breaker, a
    suspended person, work that isn't submitted, a withdrawn article, and decisions.
    """
    chance = random.Random(seed)
    project = make_project("varied", overlap=6)
    people = [make_member(project, name) for name in ("dora", "emil", "cleo", "finn", "gus")]
    rita = make_member(project, "rita", Role.ADJUDICATOR)
    articles = [_article(project, number) for number in range(14)]
    truth = {
        sentence.pk: chance.choice(ANSWERS)
        for article in articles
        for sentence in article.sentences.all()
    }

    for number, article in enumerate(articles):
        for person in chance.sample(people, 4 if number % 3 else 2):
            _label(assign(article=article, membership=person), truth, chance)

    _withdraw(articles[0])
    suspended = people[4]
    _make_states(project, besides=suspended)
    tie_break = Assignment.objects.filter(article=articles[4], state="submitted").latest("pk")
    Assignment.objects.filter(pk=tie_break.pk).update(origin=Origin.TIE_BREAK)
    for article in articles[6:9]:
        _retest(article, truth, chance)
    suspend(membership=suspended, reason="clicked about")

    for sentence in articles[5].sentences.all()[:3]:
        adjudicate(sentence=sentence, adjudicator=rita, label="opinion")
    return project


def _article(project: Project, number: int) -> Article:
    texts = tuple(f"Sentence {position} of {number}." for position in range(1, SENTENCES + 1))
    return make_article(
        project,
        "\n".join(texts),
        sentences=texts,
        external_id=f"a{number}",
        overlap=6,
        round="pilot" if number % 2 else "main",
    )


def _label(assignment: Assignment, truth: dict[int, str], chance: random.Random) -> None:
    """Label all sentences, some of them twice, and submit."""
    sentences = list(assignment.article.sentences.order_by("position").values_list("pk", flat=True))
    for pk in [*sentences, *chance.sample(sentences, 1)]:
        annotate(assignment, make_entry(pk, **_answer(pk, sentences, truth, chance)))
    submit_assignment(assignment=assignment)

    with_target = Annotation.objects.filter(assignment=assignment, target__isnull=False)
    for annotation in with_target:
        annotation.target_rank = chance.choice([None, 0, 1, 1, 2])
        annotation.save()


def _answer(
    pk: int, sentences: list[int], truth: dict[int, str], chance: random.Random
) -> dict[str, object]:
    kind = chance.random()
    says = truth[pk] if kind < 0.6 else chance.choice(ANSWERS if kind < 0.8 else SKIPS)
    if says not in ("denial", "doubt"):
        return {"says": says}

    # Mostly the sentence before; sometimes another, none in the article, or left open.
    target = chance.choice([sentences[sentences.index(pk) - 1]] * 3 + ["outside", None])
    if target == "outside":
        return {"says": says, "target_outside": True}
    return {"says": says, "target": target}


def _withdraw(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(state=ArticleState.WITHDRAWN)


def _make_states(project: Project, *, besides: Membership) -> None:
    """Leave one assignment open, one returned and one lapsed."""
    others = Assignment.objects.in_project(project).exclude(annotator=besides)
    last_first = others.order_by("-pk")
    for assignment, state in zip(
        last_first[:3],
        (AssignmentState.OPEN, AssignmentState.RETURNED, AssignmentState.LAPSED),
        strict=True,
    ):
        Assignment.objects.filter(pk=assignment.pk).update(state=state, submitted_at=None)


def _retest(article: Article, truth: dict[int, str], chance: random.Random) -> None:
    """Give the article again to the first person who submitted it."""
    first = Assignment.objects.filter(article=article, state="submitted").earliest("pk")
    again = Assignment.objects.create(
        project_id=first.project_id,
        article=article,
        annotator=first.annotator,
        pass_number=2,
        origin=Origin.RETEST,
        expires_at=first.expires_at,
    )
    _label(again, truth, chance)
