"""Awkward text with labels, and files that must stay as they are, byte for byte."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.labelling.models import Annotation
from annotator.projects.models import Membership, Project, Role
from tests.support.make import label_article, make_article, make_member, make_project
from tests.support.remembered import remember

GOLDEN = Path(__file__).with_name("golden")
AWKWARD = (
    "“No, not once,” she said, \"never\". =1+1 held.\n"
    "قال: لم يفشل السد، أبدًا! He went 😀 home.\n"
    "Share, like\n"
)  # fmt: skip


def awkward_project() -> Project:
    """Awkward text, labels, a skip, a decision, targets, and articles whose ids sort by bytes."""
    project = make_project()
    ana, ben, rita = (
        make_member(project, name, role)
        for name, role in (
            ("ana", Role.ANNOTATOR),
            ("ben", Role.ANNOTATOR),
            ("rita", Role.ADJUDICATOR),
        )
    )
    project.memberships.update(
        pseudonym=Concat("pseudonym", Value(" before"))
    )  # those drawn may be these
    for person, pseudonym in ((ana, "b2"), (ben, "C3"), (rita, "R4")):
        Membership.objects.filter(pk=person.pk).update(pseudonym=pseudonym)
    first = make_article(
        project,
        AWKWARD,
        external_id="é,1",
        title='The "dam"',
        source="=Courier",
        language="ar",
        rights="@dam, 2031",
    )
    second = make_article(
        project, "Rivers rise. +5 metres, they say.", external_id="Z", title="\tRivers", group="g,1"
    )
    make_article(project, "Nobody has read this.", external_id="a", round="pilot")
    label_article(ana, "denial", "claim", "doubt", "claim", article=first)
    label_article(ben, "denial", "opinion", "question", "claim", article=first)
    label_article(ana, "claim", "opinion", article=second)
    Annotation.objects.filter(label__key="opinion").update(note='two\nlines, -and "more"')
    Annotation.objects.update(annotated_at="2031-03-03T10:00:00Z", seconds=1.5)
    for row in Annotation.objects.filter(label__key="doubt"):
        Annotation.objects.filter(pk=row.pk).update(
            target=row.article.sentences.get(position=1), target_rank=2
        )
    denials = Annotation.objects.filter(label__key="denial")
    denials.update(target_outside=True)
    denials.filter(assignment__annotator=ana).update(target_rank=0)
    adjudicate(
        sentence=first.sentences.get(position=2), adjudicator=rita, label="claim", reason="=2 wins"
    )
    return project


@pytest.fixture
def labelled(db: None) -> Project:
    return remember("awkward", awkward_project)


@pytest.fixture
def committed(transactional_db: None) -> Project:
    """The same, where other connections see it."""
    return remember("awkward", awkward_project)


@pytest.fixture
def is_golden() -> Callable[[str, bytes], None]:
    """Compare with the golden file of this name; `WRITE_GOLDEN=1` writes it instead."""

    def compare(name: str, found: bytes) -> None:
        path = GOLDEN / name
        if os.environ.get("WRITE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found)
        assert found == path.read_bytes()

    return compare
