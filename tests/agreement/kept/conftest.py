import pytest

from annotator.corpus.models import Article
from annotator.projects.models import Project, Role
from tests.support.make import label_article, make_article, make_member, make_project


@pytest.fixture
def project(transactional_db: None) -> Project:
    """A project with an article that two people labelled, each write in its own transaction."""
    project = make_project()
    article = make_article(project)
    for name in ("ana", "ben"):
        label_article(make_member(project, name), "claim", "denial", "opinion", article=article)
    make_member(project, "rita", Role.ADJUDICATOR)
    make_member(project, "mia", Role.MANAGER)
    return project


@pytest.fixture
def article(project: Project) -> Article:
    return project.articles.get()
