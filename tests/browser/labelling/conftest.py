"""A project with two annotators and an article of thirty sentences, open on the labelling page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from annotator.corpus.models import Article
from annotator.projects.models import Project
from tests.support.labelling_page import SENTENCES, begin
from tests.support.make import PASSWORD, make_article, make_member, make_project, make_user


@pytest.fixture
def project(transactional_db: None) -> Project:
    project = make_project(name="River dam reports")
    for name in ("ana", "ben"):
        make_user(name, password=PASSWORD)
        make_member(project, name)
    return project


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(project, " ".join(SENTENCES), title="Thirty days")


@pytest.fixture
def ana(article: Article, sign_in: Callable[..., Page]) -> Page:
    return begin(sign_in("ana", opens=None))
