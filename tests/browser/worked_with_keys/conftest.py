"""The two pages that are worked with keys: labelling by `ana`, and adjudication by `rita`."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from annotator.corpus.models import Article
from annotator.projects.models import Project, Role
from tests.support.adjudication_page import adjudicate
from tests.support.labelling_page import begin
from tests.support.make import label_article, make_article, make_member, make_project


@pytest.fixture
def project(transactional_db: None) -> Project:
    project = make_project()
    make_member(project, "rita", Role.ADJUDICATOR)
    for name in ("ana", "ben"):
        make_member(project, name)
    return project


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(project, title="The Aldra dam")


@pytest.fixture
def ana(article: Article, sign_in: Callable[..., Page]) -> Page:
    return begin(sign_in("ana", opens=None))


@pytest.fixture
def disputed(project: Project, article: Article) -> Article:
    """The article with labels that differ on all sentences but the last."""
    others = article.sentences.count() - 1
    for name, says in (("ana", "claim"), ("ben", "opinion")):
        label_article(make_member(project, name), *[says] * others, "claim", article=article)
    return article


@pytest.fixture
def rita(disputed: Article, sign_in: Callable[..., Page]) -> Page:
    return adjudicate(sign_in("rita"), disputed)
