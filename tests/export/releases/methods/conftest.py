"""The methods of a release with every kind of fact."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from annotator.corpus.models import Article, ArticleState
from annotator.export.datasheet.people import people_who_labelled
from annotator.labelling.models import Annotation
from annotator.projects.facts.stated import TEXTS
from annotator.projects.models import Project, ProjectFacts
from tests.export.releases.conftest import folder_of, publish
from tests.support.make import label_article, make_article, make_member

ANSWERS = {
    **{name: f"Stated about {name}." for name in TEXTS},
    "training": "Half a day; 100% of_them & more {here} \\input{x}.\n- second line",
    "pay_per_hour": "14.50",
    "pay_currency": "EUR",
}
Documents = dict[str, Any]
_documents: dict[str, Documents] = {}


def project_with_all(rich: Project) -> Project:
    """The rich project with an answer to every question, hours, a notice and six more people."""
    everyone = make_article(rich, "Six people. Read this.", external_id="six", overlap=None)
    for number in range(6):
        member = make_member(rich, f"six{number}")
        label_article(member, "claim", "opinion", article=everyone)
    rich.memberships.update(notice_accepted_at="2031-03-03T00:00:00Z")
    rich.notice = "Careful."
    rich.name = "Dam & {Co} 50% #1_x"
    rich.save()
    Annotation.objects.update(seconds=300)
    Article.objects.filter(external_id="late").update(state=ArticleState.WITHDRAWN)
    Article.objects.filter(external_id__startswith="n").update(
        source="The Courier", published="2031-02-01"
    )
    ages = [{"characteristic": "Age", "group": "18–29", "count": people_who_labelled(rich)}]
    ProjectFacts.objects.create(project=rich, answers={**ANSWERS, "demographics": ages})
    return rich


@pytest.fixture
def documents(rich: Project, tmp_path: Path) -> Documents:
    """The texts and the JSON of its release. It is built once, and each test gets a copy."""
    if not _documents:
        folder = folder_of(publish(project_with_all(rich)), tmp_path / "release")
        for path in folder.iterdir():
            if path.suffix in (".json", ".md", ".tex", ".bib"):
                text = path.read_text()
                _documents[path.name] = json.loads(text) if path.suffix == ".json" else text
    return copy.deepcopy(_documents)
