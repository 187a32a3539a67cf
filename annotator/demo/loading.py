"""The demo project: people, articles, labels and disagreements, so that every page shows something
at first sight.
"""

from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import transaction

from annotator.accounts.models import User
from annotator.corpus.models import Article
from annotator.corpus.storing import ArticleSettings, add_article
from annotator.demo.articles import LABELS, NOTHING, SKIPS, DemoArticle, DemoSentence, demo_articles
from annotator.labelling.annotations.entries import Entry
from annotator.labelling.annotations.saving import submit_annotations
from annotator.labelling.assignments.lifecycle import submit_assignment
from annotator.labelling.assignments.places import assign
from annotator.labelling.models import Assignment
from annotator.projects.creating import create_project
from annotator.projects.members import add_member
from annotator.projects.models import Project, Role

SLUG = "demo"
ANNOTATORS = ("ana", "ben", "cleo")
PEOPLE = {
    "mia": ("Mia, who manages", Role.MANAGER),
    "rita": ("Rita, who adjudicates", Role.ADJUDICATOR),
    "ana": ("Ana, who annotates", Role.ANNOTATOR),
    "ben": ("Ben, who annotates", Role.ANNOTATOR),
    "cleo": ("Cleo, who annotates", Role.ANNOTATOR),
}


@transaction.atomic
def load_demo(*, password: str) -> Project:
    """Make the demo project and its people, all with this password. Those who are there already are
    kept as they are.
    """
    project = create_project(slug=SLUG, name="Demo: what the papers say")
    hashed = make_password(
        password
    )  # once: five times would be half a second of everybody's first start
    for username, (name, role) in PEOPLE.items():
        user, _ = User.objects.get_or_create(
            username=username, defaults={"name": name, "password": hashed}
        )
        add_member(project=project, user=user, role=role)
    articles = {article.record.external_id: article for article in demo_articles()}
    for article in articles.values():
        add_article(
            project=project,
            record=article.record,
            settings=ArticleSettings(overlap=project.overlap),
        )
    for number, username in enumerate(ANNOTATORS):
        _label(project, username, number, articles)
    return project


def _label(project: Project, username: str, number: int, articles: dict[str, DemoArticle]) -> None:
    """Work as this person, as far as the demo has labels of theirs."""
    membership = project.memberships.get(user__username=username)
    assert membership.user is not None
    for article in Article.objects.in_project(project).order_by("external_id"):
        demo_article = articles[article.external_id]
        if demo_article.sentences[0].codes[number] == NOTHING:
            continue
        assignment = assign(article=article, membership=membership)
        entries = _entries(assignment, demo_article, number)
        submit_annotations(user=membership.user, slug=project.slug, entries=entries)
        submit_assignment(assignment=assignment)


def _entries(assignment: Assignment, article: DemoArticle, number: int) -> list[Entry]:
    sentences = list(assignment.article.sentences.to_label().order_by("position"))
    by_position = {sentence.position: sentence.pk for sentence in sentences}
    return [
        _entry(sentence.pk, said, said.codes[number], by_position)
        for sentence, said in zip(sentences, article.sentences, strict=True)
    ]


def _entry(sentence: int, said: DemoSentence, code: str, by_position: dict[int, int]) -> Entry:
    points = said.target is not None and code in "D?"
    return Entry(
        submission=uuid4(),
        sentence=sentence,
        label=LABELS.get(code),
        skip_reason=SKIPS.get(code, ""),
        target=by_position.get(said.target or 0) if points else None,
        target_outside=points and said.target == 0,
        seconds=2.0 + len(said.text) / 40,  # about as long as it takes to read
        codebook_version=1,
    )
