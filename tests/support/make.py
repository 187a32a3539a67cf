"""Plain functions that make test data, with the app's own functions."""

import io
import zipfile
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from annotator.accounts.models import User
from annotator.corpus.models import Article
from annotator.corpus.readers.records import ArticleRecord
from annotator.corpus.storing import ArticleSettings, add_article
from annotator.export.models import Release, ReleasePreview
from annotator.export.releases.parameters import ReleaseParameters
from annotator.labelling.annotations.entries import Entry
from annotator.labelling.annotations.save_statements import StoredAnnotation
from annotator.labelling.annotations.saving import submit_annotations
from annotator.labelling.assignments import lifecycle
from annotator.labelling.assignments.places import assign
from annotator.labelling.assignments.queue import next_assignment
from annotator.labelling.choices import SkipReason
from annotator.labelling.models import Assignment
from annotator.projects.access import enter
from annotator.projects.creating import create_project
from annotator.projects.invitations import invitation_link, invite
from annotator.projects.members import add_member
from annotator.projects.models import Invitation, Membership, Project, Role

PASSWORD = "a fine long password"
THREE_SENTENCES = "The dam held. It did not fail, the ministry said.\nThat was lucky."


def make_user(username: str, *, password: str | None = None, **fields: object) -> User:
    user = User(username=username, **fields)
    # A usable password that nobody knows.
    user.password = "argon2$of-nothing"
    if password is not None:
        user.set_password(password)
    user.save()
    return user


def make_project(slug: str = "dam", **arguments: object) -> Project:
    """A project; most tests begin with an article, so it has no practice unless they ask for it."""
    return create_project(slug=slug, **{"offers_practice": False, **arguments})


def make_member(project: Project, username: str, role: Role = Role.ANNOTATOR) -> Membership:
    user = User.objects.filter(username=username).first() or make_user(username)
    return add_member(project=project, user=user, role=role)


def make_invitation(
    mia: Membership, role: Role = Role.ANNOTATOR, *, uses: int = 1, days: int = 7
) -> Invitation:
    assert mia.user is not None
    return invite(
        access=enter(mia.user, mia.project.slug), by=mia.user, role=role, uses=uses, days=days
    )


def invitation_token(invitation: Invitation) -> str:
    """The token at the end of the invitation's link."""
    return invitation_link(invitation).rstrip("/").rpartition("/")[2]


def make_article(
    project: Project,
    text: str = THREE_SENTENCES,
    *,
    external_id: str = "",
    overlap: int | None = 3,
    round: str = "main",
    **fields: object,
) -> Article:
    record = ArticleRecord(external_id=external_id or uuid4().hex, text=text, **fields)
    return add_article(
        project=project, record=record, settings=ArticleSettings(overlap=overlap, round=round)
    )


def make_release(project: Project, **fields: object) -> Release:
    """A release that contains only a card, for pages that show one.

    `publish_release` makes real ones.
    """
    defaults: dict[str, object] = {
        "number": project.releases.count() + 1,
        "dated": date(2031, 3, 3),
        "parameters": {"standoff": False},
        **_card_alone("releases/card.zip"),
    }
    return Release.objects.create(project=project, **defaults | fields)


def make_preview(project: Project) -> ReleasePreview:
    """A preview of a later release that contains only a card."""
    return ReleasePreview.objects.create(
        project=project,
        number=10,
        parameters=ReleaseParameters("2031-03-03").as_json(),
        **_card_alone("previews/card.zip"),
    )


def _card_alone(place: str) -> dict[str, Any]:
    card = b"---\npretty_name: A card\n---\n\n# A card\n\nWhat it holds.\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("README.md", card)
    return {
        "counts": {"articles": 1, "sentences": 3, "annotations": 3},
        "agreement": {"krippendorff_alpha": {"value": None}},
        "files": {"README.md": [sha256(card).hexdigest(), len(card)]},
        "archive": default_storage.save(place, ContentFile(packed.getvalue())),
    }


def make_assignment(membership: Membership) -> Assignment:
    """The member's next article."""
    assignment = next_assignment(membership=membership)
    assert assignment is not None
    return assignment


def make_entry(sentence: int, says: str | None = "claim", **fields: object) -> Entry:
    """`says` is a label, a skip reason, or None for a label taken back."""
    skip = says if says in SkipReason.values else ""
    return Entry(
        submission=fields.pop("submission", None) or uuid4(),
        sentence=sentence,
        label=None if skip else says,
        skip_reason=skip,
        **fields,
    )


def annotate(assignment: Assignment, *entries: Entry) -> list[StoredAnnotation]:
    user = assignment.annotator.user
    assert user is not None
    return submit_annotations(user=user, slug=assignment.project.slug, entries=entries)


def submit_assignment(*, assignment: Assignment) -> Assignment:
    """Submit it as its annotator, and return what is now stored."""
    user = assignment.annotator.user_id
    assert user is not None
    lifecycle.submit_assignment(user=user, project=assignment.project_id, assignment=assignment.pk)
    return Assignment.objects.select_related("article", "project").get(pk=assignment.pk)


def label_article(membership: Membership, *says: str, article: Article | None = None) -> Assignment:
    """Label the sentences of this article, or of the next one, in order, and submit it."""
    assignment = (
        assign(article=article, membership=membership) if article else make_assignment(membership)
    )
    sentences = list(assignment.article.sentences.to_label().order_by("position"))
    annotate(
        assignment,
        *(make_entry(sentence.pk, word) for sentence, word in zip(sentences, says, strict=True)),
    )
    return submit_assignment(assignment=assignment)
