"""The audit log records every change of a project, and who made it.

The addresses come from `docs/roles.md`, which `test_roles.py` compares with the URL configuration,
and the commands come from Django. So a new one needs a line in ACTS with its event, or in
EXCEPTIONS with the reason why it has none.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.accounts.models import User
from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.adjudication.unanimous import accept_unanimous
from annotator.corpus.models import Article, ArticleState, SplitEdit
from annotator.corpus.split_editing import set_excluded
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import copy_release, publish_release
from annotator.jobs.models import Job, JobState
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.assignments.tie_breaks import ask_one_more
from annotator.management.commands.restore import record_restore
from annotator.projects.access import enter
from annotator.projects.account_deletion import delete_account
from annotator.projects.audit import COMMAND, audit_log, record
from annotator.projects.labels.changing import retire_label
from annotator.projects.labels.defaults import new_label
from annotator.projects.models import AuditAction, AuditEvent, DoneBy, Membership, Project, Role
from tests.app_wide.test_roles import COMMANDS, World, ask, make_world, person
from tests.support.make import (
    label_article,
    make_article,
    make_invitation,
    make_member,
    make_project,
    make_user,
)
from tests.support.remembered import remember
from tests.support.roles import Row, table

Values = dict[str, Any]
OTHER_TEXT = "A second dam held. It did not fail.\nThat was lucky."


@dataclass(frozen=True)
class Act:
    """A request, and the action of the event that it is recorded as.

    `prepare` creates the rows that the request needs, and returns the ids in its address.
    """

    action: AuditAction
    sent: Values = field(default_factory=dict)
    prepare: Callable[[Project], Values] = lambda project: {}


def article_of(project: Project) -> Values:
    return {"ARTICLE_ID": make_article(project, OTHER_TEXT).pk}


def draft_of(project: Project) -> Values:
    article = make_article(project, OTHER_TEXT)
    Article.objects.filter(pk=article.pk).update(state=ArticleState.DRAFT)
    return {"ARTICLE_ID": article.pk}


def sentence_of(project: Project) -> Values:
    article = make_article(project, OTHER_TEXT)
    first, second = article.sentences.order_by("position").values_list("pk", flat=True)[:2]
    return {"ARTICLE_ID": article.pk, "SENTENCE_ID": first, "FOLLOWING": second}


def edit_of(project: Project) -> Values:
    article = make_article(project, OTHER_TEXT)
    sentence = article.sentences.order_by("position")[0]
    set_excluded(article=article, sentence=sentence.pk, excluded=True, by=None)
    return {"ARTICLE_ID": article.pk, "EDIT": SplitEdit.objects.get(article=article).pk}


def labelled_article_of(project: Project) -> Values:
    article = make_article(project, OTHER_TEXT)
    label_article(make_member(project, "ben"), "claim", "denial", "opinion", article=article)
    make_member(project, "cem")
    return {"ARTICLE_ID": article.pk}


def asked_article_of(project: Project) -> Values:
    values = labelled_article_of(project)
    article = Article.objects.get(pk=values["ARTICLE_ID"])
    cem = make_member(project, "cem")
    ask_one_more(article=article, preferred=[cem], asked_by=None)
    return values


def agreed_article_of(project: Project) -> Values:
    article = make_article(project, OTHER_TEXT, overlap=2)
    for name in ("ben", "cem"):
        label_article(make_member(project, name), "claim", "claim", "opinion", article=article)
    return {}


def act_of(project: Project) -> Values:
    agreed_article_of(project)
    rita = make_member(project, "rita", Role.ADJUDICATOR)
    assert rita.user is not None
    act, _sentences = accept_unanimous(access=enter(rita.user, project.slug), user=rita.user)
    return {"ACT": act}


def member_of(project: Project) -> Values:
    member = make_member(project, "ben")
    Membership.objects.filter(pk=member.pk).update(brought_account=True)
    return {"MEMBER_ID": member.pk}


def reachable_member_of(project: Project) -> Values:
    member = make_member(project, "ben")
    User.objects.filter(pk=member.user_id).update(email="b@example.org", takes_reminders=True)
    return {"MEMBER_ID": member.pk}


def suspended_member_of(project: Project) -> Values:
    member = make_member(project, "ben")
    return {"MEMBER_ID": suspend(membership=member, reason="gone").pk}


def unused_label_of(project: Project) -> Values:
    label = new_label(project, "spare", project.labels.count() + 1)
    label.save()
    return {"LABEL_KEY": label.key}


def retired_label_of(project: Project) -> Values:
    values = unused_label_of(project)
    retire_label(project.labels.get(key="spare"), by=COMMAND)
    return values


def read_invitation(project: Project) -> Values:
    mia = project.memberships.select_related("user", "project").filter(role=Role.MANAGER)[0]
    return {"INVITATION_ID": make_invitation(mia).pk}


def upload_of(client: Client, slug: str) -> int:
    file = BytesIO(b"A fifth dam held.")
    file.name = "dams.txt"
    client.post(f"/p/{slug}/import/", {"uploads": file})
    return Job.objects.filter(kind="import").latest("pk").pk


def import_draft_of(project: Project) -> Values:
    return {"JOB_ID": upload_of(person("manager"), project.slug)}


def failed_import_of(project: Project) -> Values:
    pk = upload_of(person("manager"), project.slug)
    Job.objects.filter(pk=pk).update(state=JobState.FAILED)
    return {"JOB_ID": pk}


def import_with_copies_of(project: Project) -> Values:
    pk = upload_of(person("manager"), project.slug)
    ids = [
        make_article(project, f"Dam {n} held.", external_id=f"dam {n}").external_id
        for n in range(2)
    ]
    Job.objects.filter(pk=pk).update(state=JobState.DONE, result={"near_duplicates": [ids]})
    return {"JOB_ID": pk, "IMPORT_ID": pk}


def waiting_import_of(project: Project) -> Values:
    pk = upload_of(person("manager"), project.slug)
    Job.objects.filter(pk=pk).update(state=JobState.WAITING)
    return {"JOB_ID": pk, "IMPORT_ID": pk}


SETTINGS = {
    "name": "Dam",
    "overlap": 2,
    "lease_hours": 3,
    "retest_share": 0,
    "retest_days": 14,
    "notice": "",
}
PRACTICE = {
    "title": "One",
    "sentences": "The dam held. | claim | an event",
    "offers_practice": "on",
}
IMPORT = {"round": "main", "overlap": 3, "language": "en", "encoding": ""}
FILE = "a file of one article"
OF_PAGES = "/p/SLUG/"
OF_API = "/api/v1/projects/SLUG/"
OF_SENTENCE = "/p/SLUG/articles/ARTICLE_ID/sentences/SENTENCE_ID/"

LABEL = {"name": "Hoax", "mark": "H", "colour": "grey", "shortcut": "9", "question": ""}
# One pair of labels is nearer than before.
DISTANCES = {
    f"{first}-{second}": 50 if (first, second) == ("claim", "denial") else 100
    for first, second in combinations(("claim", "denial", "doubt", "opinion"), 2)
}

ACTS: dict[str, Act] = {
    "POST /new/": Act(
        AuditAction.PROJECT_CREATED,
        {"name": "New", "slug": "new", "overlap": 2, "labels": "claim, denial"},
    ),
    "POST /p/SLUG/leave/": Act(AuditAction.MEMBER_LEFT),
    "POST /p/SLUG/codebook/edit/": Act(
        AuditAction.CODEBOOK_PUBLISHED, {"text": "# New", "reason": "clearer"}
    ),
    "POST /p/SLUG/practice/edit/": Act(AuditAction.SETTINGS_CHANGED, PRACTICE),
    "POST /p/SLUG/settings/": Act(AuditAction.SETTINGS_CHANGED, SETTINGS),
    "POST /p/SLUG/labels/new/": Act(AuditAction.LABELS_CHANGED, LABEL | {"key": "hoax"}),
    "POST /p/SLUG/labels/LABEL_KEY/edit/": Act(AuditAction.LABELS_CHANGED, LABEL, unused_label_of),
    "POST /p/SLUG/labels/LABEL_KEY/move/": Act(
        AuditAction.LABELS_CHANGED, {"direction": "up"}, unused_label_of
    ),
    "POST /p/SLUG/labels/LABEL_KEY/retire/": Act(AuditAction.LABELS_CHANGED, {}, unused_label_of),
    "POST /p/SLUG/labels/LABEL_KEY/reinstate/": Act(
        AuditAction.LABELS_CHANGED, {}, retired_label_of
    ),
    "POST /p/SLUG/labels/LABEL_KEY/delete/": Act(AuditAction.LABELS_CHANGED, {}, unused_label_of),
    f"POST {OF_API}labels/": Act(AuditAction.LABELS_CHANGED, {"key": "hoax"}),
    f"PUT {OF_API}labels/": Act(
        AuditAction.LABELS_CHANGED, {"keys": ["opinion", "doubt", "denial", "claim"]}
    ),
    f"PATCH {OF_API}labels/LABEL_KEY/": Act(
        AuditAction.LABELS_CHANGED, {"name": "Another"}, unused_label_of
    ),
    f"DELETE {OF_API}labels/LABEL_KEY/": Act(AuditAction.LABELS_CHANGED, {}, unused_label_of),
    "POST /p/SLUG/settings/distances/": Act(AuditAction.SETTINGS_CHANGED, DISTANCES),
    "POST /p/SLUG/settings/datasheet/": Act(AuditAction.SETTINGS_CHANGED, {"training": "A day."}),
    "POST /p/SLUG/people/": Act(
        AuditAction.INVITATION_MADE, {"username": "zoe", "role": "annotator"}
    ),
    "POST /p/SLUG/people/MEMBER_ID/role/": Act(
        AuditAction.ROLE_CHANGED, {"role": "adjudicator"}, member_of
    ),
    "POST /p/SLUG/people/MEMBER_ID/password-link/": Act(
        AuditAction.PASSWORD_LINK_MADE, {}, member_of
    ),
    "POST /p/SLUG/people/invite/": Act(
        AuditAction.INVITATION_MADE, {"role": "annotator", "uses": 1, "days": 1, "note": ""}
    ),
    "POST /p/SLUG/people/invitations/INVITATION_ID/revoke/": Act(
        AuditAction.INVITATION_REVOKED, {}, read_invitation
    ),
    "POST /p/SLUG/people/MEMBER_ID/set-aside/": Act(
        AuditAction.MEMBER_SUSPENDED, {"reason": "gone"}, member_of
    ),
    "POST /p/SLUG/people/MEMBER_ID/take-back/": Act(
        AuditAction.MEMBER_REINSTATED, {}, suspended_member_of
    ),
    "POST /p/SLUG/people/chosen/": Act(
        AuditAction.MEMBER_SUSPENDED,
        {"act": "suspend", "member": "MEMBER_ID", "reason": "gone"},
        member_of,
    ),
    "POST /p/SLUG/people/remind/": Act(
        AuditAction.MEMBERS_REMINDED, {"member": "MEMBER_ID"}, reachable_member_of
    ),
    "GET /p/SLUG/people/time.csv": Act(AuditAction.EXPORTED),
    "GET /p/SLUG/meeting/sheet.csv": Act(AuditAction.EXPORTED),
    "POST /p/SLUG/articles/change/": Act(
        AuditAction.ARTICLES_OPENED,
        {"which": "matching", "newest": 10**9, "change": "open", "confirmed": "1"},
        draft_of,
    ),
    "POST /p/SLUG/articles/ARTICLE_ID/edit/": Act(
        AuditAction.ARTICLE_EDITED, {"title": "Another", "language": "en"}, article_of
    ),
    "POST /p/SLUG/articles/ARTICLE_ID/open/": Act(AuditAction.ARTICLES_OPENED, {}, draft_of),
    "POST /p/SLUG/articles/ARTICLE_ID/undo/": Act(
        AuditAction.SENTENCES_CHANGED, {"edit": "EDIT"}, edit_of
    ),
    f"POST {OF_SENTENCE}merge/": Act(
        AuditAction.SENTENCES_CHANGED, {"following": "FOLLOWING"}, sentence_of
    ),
    f"POST {OF_SENTENCE}split/": Act(AuditAction.SENTENCES_CHANGED, {"at": 4}, sentence_of),
    f"POST {OF_SENTENCE}exclude/": Act(
        AuditAction.SENTENCES_CHANGED, {"excluded": "true"}, sentence_of
    ),
    "POST /p/SLUG/articles/ARTICLE_ID/people/overlap/": Act(
        AuditAction.OVERLAP_CHANGED, {"overlap": 5}, article_of
    ),
    "POST /p/SLUG/articles/ARTICLE_ID/people/assign/": Act(
        AuditAction.ARTICLE_ASSIGNED,
        {"member": "MEMBER_ID"},
        lambda project: {**article_of(project), **member_of(project)},
    ),
    "POST /p/SLUG/articles/ARTICLE_ID/people/withdraw/": Act(
        AuditAction.ARTICLE_WITHDRAWN, {"withdrawn": "true"}, article_of
    ),
    "POST /p/SLUG/import/": Act(AuditAction.IMPORT_UPLOADED, {"uploads": FILE}),
    "POST /p/SLUG/import/paste/": Act(
        AuditAction.IMPORTED, {"text": "A third dam held.", "language": "en", **IMPORT}
    ),
    "POST /p/SLUG/import/JOB_ID/start/": Act(AuditAction.IMPORTED, IMPORT, import_draft_of),
    "POST /p/SLUG/jobs/JOB_ID/cancel/": Act(AuditAction.JOB_CANCELLED, {}, waiting_import_of),
    "POST /api/v1/projects/SLUG/imports/IMPORT_ID/cancel/": Act(
        AuditAction.JOB_CANCELLED, {}, waiting_import_of
    ),
    "POST /p/SLUG/import/JOB_ID/group/": Act(AuditAction.ARTICLE_EDITED, {}, import_with_copies_of),
    "POST /api/v1/projects/SLUG/imports/IMPORT_ID/group/": Act(
        AuditAction.ARTICLE_EDITED, {}, import_with_copies_of
    ),
    "POST /p/SLUG/import/JOB_ID/discard/": Act(AuditAction.IMPORT_DISCARDED, {}, import_draft_of),
    "POST /p/SLUG/adjudicate/ARTICLE_ID/one-more/": Act(
        AuditAction.TIE_BREAK_ASKED, {}, labelled_article_of
    ),
    "POST /p/SLUG/adjudicate/ARTICLE_ID/one-more/take-back/": Act(
        AuditAction.TIE_BREAK_WITHDRAWN, {}, asked_article_of
    ),
    f"POST {OF_API}articles/ARTICLE_ID/tie-break/": Act(
        AuditAction.TIE_BREAK_ASKED, {}, labelled_article_of
    ),
    f"DELETE {OF_API}articles/ARTICLE_ID/tie-break/": Act(
        AuditAction.TIE_BREAK_WITHDRAWN, {}, asked_article_of
    ),
    "POST /p/SLUG/disagreements/unanimous/": Act(
        AuditAction.UNANIMOUS_ACCEPTED, {}, agreed_article_of
    ),
    f"POST {OF_API}adjudications/unanimous/": Act(
        AuditAction.UNANIMOUS_ACCEPTED, {}, agreed_article_of
    ),
    "POST /p/SLUG/disagreements/unanimous/ACT/undo/": Act(AuditAction.UNANIMOUS_UNDONE, {}, act_of),
    f"DELETE {OF_API}adjudications/unanimous/ACT/": Act(AuditAction.UNANIMOUS_UNDONE, {}, act_of),
    "POST /p/SLUG/releases/preview/": Act(AuditAction.RELEASE_STARTED, {"publish": "1"}),
    "GET /p/SLUG/releases/preview/release.zip": Act(AuditAction.RELEASE_FETCHED),
    "GET /p/SLUG/releases/preview/files/NAME": Act(AuditAction.RELEASE_FETCHED),
    f"POST {OF_API}releases/preview/": Act(AuditAction.RELEASE_PREVIEWED),
    f"DELETE {OF_API}releases/preview/": Act(AuditAction.PREVIEW_DISCARDED),
    f"GET {OF_API}releases/preview/NAME": Act(AuditAction.RELEASE_FETCHED),
    "POST /p/SLUG/releases/NUMBER/errata/": Act(
        AuditAction.RELEASE_CORRECTED, {"text": "March, not May."}
    ),
    f"POST {OF_API}releases/NUMBER/errata/": Act(
        AuditAction.RELEASE_CORRECTED, {"text": "March, not May."}
    ),
    "POST /p/SLUG/releases/": Act(
        AuditAction.RELEASE_STARTED,
        {"split": "", "seed": 0, "dated": "2031-03-03"},
    ),
    "GET /p/SLUG/releases/NUMBER/release.zip": Act(AuditAction.RELEASE_FETCHED),
    "GET /p/SLUG/releases/NUMBER/files/NAME": Act(AuditAction.RELEASE_FETCHED),
    "GET /p/SLUG/export/NAME.SUFFIX": Act(AuditAction.EXPORTED),
    "POST /api/v1/projects/": Act(AuditAction.PROJECT_CREATED, {"slug": "new"}),
    "PATCH /api/v1/projects/SLUG/": Act(AuditAction.SETTINGS_CHANGED, {"overlap": 2}),
    f"PUT {OF_API}practice/": Act(
        AuditAction.SETTINGS_CHANGED,
        {"title": "Two", "sentences": [{"text": "It held.", "label": "claim", "reason": "event"}]},
    ),
    f"PATCH {OF_API}facts/": Act(AuditAction.SETTINGS_CHANGED, {"training": "A day."}),
    f"POST {OF_API}articles/": Act(
        AuditAction.IMPORTED, {"external_id": "x", "text": "A third dam held."}
    ),
    f"POST {OF_API}imports/": Act(AuditAction.IMPORTED, {"file": FILE}),
    f"POST {OF_API}releases/": Act(AuditAction.RELEASE_STARTED),
    f"GET {OF_API}export/NAME.SUFFIX": Act(AuditAction.EXPORTED),
    f"GET {OF_API}releases/NUMBER/NAME": Act(AuditAction.RELEASE_FETCHED),
}

OWN_WORK = "one's own work as an annotator: the assignment and each label have who and when"
DECISION = "each decision is a row of its own, never overwritten, with who, when and why"
SEEN = "who has seen an article's labels is a Sighting, with its time"
OWN_NOTE = "the membership itself has what this person has read or accepted"
OWN_REPORT = "it has its event, but only the article's annotator can report: test_assignments.py"
EXCEPTIONS: dict[str, str] = {
    "POST /p/SLUG/codebook/preview/": "it shows a draft, and stores nothing",
    "POST /p/SLUG/codebook/seen/": OWN_NOTE,
    "POST /p/SLUG/people/MEMBER_ID/projects/": "it is a right of the account, in no project",
    "POST /p/SLUG/practice/": "what was answered is a row of its own, with who and when",
    "POST /p/SLUG/notice/": OWN_NOTE,
    f"POST {OF_API}notice/": OWN_NOTE,
    "GET /p/SLUG/label/": OWN_WORK,
    "GET /p/SLUG/label/ASSIGNMENT_ID/": OWN_WORK,
    f"POST {OF_API}annotations/": OWN_WORK,
    f"POST {OF_API}assignments/next/": OWN_WORK,
    f"POST {OF_API}assignments/ASSIGNMENT_ID/submit/": OWN_WORK,
    f"POST {OF_API}assignments/ASSIGNMENT_ID/return/": OWN_WORK,
    f"POST {OF_API}assignments/ASSIGNMENT_ID/reopen/": OWN_WORK,
    f"POST {OF_API}assignments/ASSIGNMENT_ID/report/": OWN_REPORT,
    "POST /p/SLUG/adjudicate/ARTICLE_ID/decide/": DECISION,
    "POST /p/SLUG/adjudicate/ARTICLE_ID/undo/": DECISION,
    f"POST {OF_API}adjudications/": DECISION,
    "GET /p/SLUG/adjudicate/ARTICLE_ID/": SEEN,
    "GET /p/SLUG/adjudicate/ARTICLE_ID/one-more/": SEEN,
    f"GET {OF_API}articles/ARTICLE_ID/tie-break/": SEEN,
    "GET /p/SLUG/disagreements/": SEEN,
    "GET /p/SLUG/meeting/": SEEN,
    "POST /p/SLUG/meeting/decide/": DECISION,
    "POST /p/SLUG/meeting/decisions/": DECISION,
    "POST /p/SLUG/disagreements/blind/": "it is a choice of the session, about nobody else",
    f"GET {OF_API}disagreements/": SEEN,
}

COMMAND_EXCEPTIONS = {
    "agreement": "reads",
    "backup": "reads, every night",
    "restore_text": "reads a copy, without a database",
    "partition_release": "reads and writes copies, without a database",
    "verify_release": "reads a copy, without a database",
    "serve": "runs the app",
    "work": "runs jobs, whose start has its event",
    "allow_projects": "it is a right of the account, in no project",
    "create_token": "a token is the account's own, in no project; what is done with it has its "
    "events there",
}


def rows_of_projects() -> list[Row]:
    """The addresses of projects, and the one that creates a project.

    `/join/` and the account pages have their own tests.
    """
    rows = [*table("Pages"), *table("API")]
    return [row for row in rows if row.address.startswith((OF_PAGES, "/new/", "/api/v1/projects/"))]


ROWS = rows_of_projects()
CHANGING = [row for row in ROWS if row.method != "GET"]
READING = [row for row in ROWS if row.method == "GET" and row.name not in EXCEPTIONS]


@pytest.fixture(autouse=True)
def with_mail(settings: Any) -> None:
    # Without mail, nobody can be reminded.
    settings.EMAIL_URL = "smtp://mail.example.org"


@pytest.fixture
def world(db: None) -> World:
    return remember("world", lambda: make_world("dam", mine=""))


def test_every_listed_act_and_exception_has_an_address() -> None:
    """The lists have no address that doesn't exist any more, and none that is in both."""
    names = {row.name for row in ROWS}
    assert set(ACTS) | set(EXCEPTIONS) <= names
    assert not set(ACTS) & set(EXCEPTIONS)


@pytest.mark.parametrize("row", CHANGING, ids=lambda row: row.name)
def test_every_change_is_recorded(row: Row, world: World) -> None:
    if row.name in EXCEPTIONS:
        return
    assert row.name in ACTS, (
        "a new address: say in ACTS which event it leaves, or in EXCEPTIONS why it leaves none"
    )
    is_of_reviewers = row.answers["adjudicator"] == "yes"
    may_only_superusers = row.answers["manager"] != "yes"
    who = "superuser" if may_only_superusers else "adjudicator" if is_of_reviewers else "manager"
    event = done(row, ACTS[row.name], world, person(who))
    assert event.done_by == DoneBy.MEMBER


@pytest.mark.parametrize(
    "row", [row for row in READING if row.name in ACTS], ids=lambda row: row.name
)
def test_every_download_is_recorded(row: Row, world: World) -> None:
    before = newest()
    ask(person("manager"), row, world.address(row))  # undoes what it did, the event with it
    client = person("manager")
    address = world.address(row, NAME="README.md" if "/releases/" in row.address else "annotations")
    answer = client.get(address)
    answer.getvalue()
    assert [event.action for event in AuditEvent.objects.filter(pk__gt=before)] == [
        ACTS[row.name].action
    ]


@pytest.mark.parametrize(
    "row", [row for row in READING if row.name not in ACTS], ids=lambda row: row.name
)
def test_viewing_a_page_changes_nothing(row: Row, world: World) -> None:
    """A page whose queries write something must be in one of the lists."""
    client = person("manager")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask(client, row, world.address(row))
    written = [
        query["sql"] for query in queries if re.match("(INSERT|UPDATE|DELETE)", query["sql"])
    ]
    assert [sql for sql in written if not re.search(r'"(django_session|cache)"', sql)] == []


def done(row: Row, act: Act, world: World, client: Client) -> AuditEvent:
    """Send the request, and return the one event that records it."""
    values = act.prepare(world.project)
    sent = {name: values.get(str(value), value) for name, value in act.sent.items()}
    address = world.address(
        row, **{name: value for name, value in values.items() if name in row.address}
    )
    before = newest()
    send(client, row, address, sent)
    events = list(AuditEvent.objects.filter(pk__gt=before))
    assert [event.action for event in events] == [act.action]
    return events[0]


def send(client: Client, row: Row, address: str, sent: Values) -> None:
    for name, value in sent.items():
        if value == FILE:
            file = BytesIO(b"id,text\nz,A fourth dam held.\n")
            file.name = "dams.csv"
            sent = {**sent, name: file}
    is_json = row.address.startswith("/api/") and not row.address.endswith("/imports/")
    if is_json:
        answer = client.generic(
            row.method, address, json.dumps(sent), content_type="application/json"
        )
    else:
        answer = client.post(address, sent)
    assert answer.status_code < 400, answer.content


def newest() -> int:
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


# Commands.


def import_files(folder: Path) -> None:
    (folder / "dams.csv").write_text("id,text\na,The dam held. It did.\n")
    (folder / "labels.csv").write_text(
        "article_id,position,annotator,label,skip_reason\na,1,Q7,claim,\n"
    )


def labelled() -> Project:
    """A project with one labelled article."""
    project = make_project("source")
    make_article(project, "The dam held.", external_id="a")
    label_article(make_member(project, "zac"), "claim")
    return project


def with_copies() -> str:
    project = make_project("copied")
    for ending in ("for years", "for ages"):
        make_article(project, f"The old dam held the water of the wide valley back {ending}.")
    return project.slug


def released(folder: Path) -> str:
    project = labelled()
    copy_release(
        publish_release(project=project, made_by=None, parameters=ReleaseParameters("2031-03-03")),
        folder,
    )
    return str(folder)


COMMAND_ACTS: dict[str, tuple[AuditAction, Callable[[Path], list[str]]]] = {
    "add_member": (AuditAction.MEMBER_ADDED, lambda _: ["dam", "zoe"]),
    "correct_release": (AuditAction.RELEASE_CORRECTED, lambda _: ["dam", "1", "March, not May."]),
    "create_project": (AuditAction.PROJECT_CREATED, lambda _: ["new", "--manager", "manager"]),
    "export_dataset": (
        AuditAction.EXPORTED,
        lambda folder: ["dam", "articles", "-o", str(folder / "out.csv")],
    ),
    "group_near_duplicates": (AuditAction.ARTICLE_EDITED, lambda _: [with_copies(), "--apply"]),
    "import_annotations": (
        AuditAction.IMPORTED,
        lambda folder: ["dam", str(folder / "labels.csv")],
    ),
    "import_articles": (AuditAction.IMPORTED, lambda folder: ["dam", str(folder / "dams.csv")]),
    "import_release": (
        AuditAction.RELEASE_IMPORTED,
        lambda folder: ["empty", released(folder / "release")],
    ),
    "load_demo": (AuditAction.PROJECT_CREATED, lambda _: []),
    "project_facts": (AuditAction.SETTINGS_CHANGED, lambda _: ["dam", "--set", "training=A day."]),
    "publish_release": (AuditAction.RELEASE_STARTED, lambda _: [labelled().slug]),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(COMMANDS - {"restore"}))
def test_every_command_is_recorded_as_a_command(name: str, world: World, tmp_path: Path) -> None:
    if name in COMMAND_EXCEPTIONS:
        return
    assert name in COMMAND_ACTS, (
        "a new command: say in COMMAND_ACTS which event it leaves, or why it leaves none"
    )
    action, arguments = COMMAND_ACTS[name]
    make_project("empty")
    import_files(tmp_path)
    make_article(
        world.project, OTHER_TEXT, external_id="a" if name == "import_annotations" else "b"
    )
    given = arguments(tmp_path)
    before = newest()
    call_command(name, *given, stdout=StringIO())
    events = AuditEvent.objects.filter(pk__gt=before)
    # The demo is two projects.
    expected = 2 if name == "load_demo" else 1
    assert [(event.action, event.done_by, event.who) for event in events] == [
        (action, DoneBy.COMMAND, "command line")
    ] * expected


def test_changing_a_role_by_command_is_not_recorded_as_a_new_member(
    project: Project, ana: Membership
) -> None:
    call_command("add_member", "dam", "ana", "--role", "adjudicator", stdout=StringIO())
    assert audit_log(project)[0].action == AuditAction.ROLE_CHANGED


def test_a_restore_is_recorded(project: Project) -> None:
    record_restore("monday.zip")
    event = audit_log(project)[0]
    assert (event.action, event.who, event.about) == (
        AuditAction.RESTORED,
        "command line",
        "monday.zip",
    )


# What the events say.


def test_the_old_metadata_of_an_article_is_recorded(as_mia: Client, project: Project) -> None:
    article = make_article(project, external_id="dam-1", title="An old title", source="The Courier")
    as_mia.post(
        f"/p/dam/articles/{article.pk}/edit/",
        {"title": "New", "source": "The Courier", "language": "en"},
    )
    assert audit_log(project)[0].about == "dam-1: title (was An old title)"


def test_the_old_value_of_a_setting_is_recorded_by_page_and_api(
    as_mia: Client, project: Project
) -> None:
    as_mia.post(
        "/p/dam/settings/", SETTINGS | {"is_open": "on", "asks_target": "on", "asks_note": "on"}
    )
    assert "overlap (was 3)" in audit_log(project)[0].about
    as_mia.patch(
        "/api/v1/projects/dam/", json.dumps({"overlap": 4}), content_type="application/json"
    )
    assert audit_log(project)[0].about == "overlap (was 2)"


def test_a_request_that_changes_nothing_is_not_recorded(as_mia: Client, project: Project) -> None:
    values = sentence_of(project)
    address = f"/p/dam/articles/{values['ARTICLE_ID']}/"
    as_mia.post(f"{address}sentences/{values['SENTENCE_ID']}/exclude/", {"excluded": "true"})
    before = newest()
    as_mia.post(f"{address}sentences/{values['SENTENCE_ID']}/exclude/", {"excluded": "true"})
    as_mia.post(f"{address}open/")
    as_mia.post(
        "/p/dam/articles/change/",
        {"which": "matching", "newest": 10**9, "change": "open", "confirmed": "1"},
    )
    assert newest() == before


def test_restarting_a_failed_import_is_recorded_once(db: None) -> None:
    world = make_world("dam", mine="")
    address = f"/p/dam/import/{failed_import_of(world.project)['JOB_ID']}/start/"
    before = newest()
    for _ in range(2):
        person("manager").post(address)
    events = AuditEvent.objects.filter(pk__gt=before)
    assert [event.action for event in events] == [AuditAction.IMPORT_RESTARTED]


def test_asking_twice_for_a_tie_break_is_recorded_once(as_rita: Client, project: Project) -> None:
    article = labelled_article_of(project)["ARTICLE_ID"]
    before = newest()
    for _ in range(2):
        as_rita.post(f"/p/dam/adjudicate/{article}/one-more/")
    assert [event.action for event in AuditEvent.objects.filter(pk__gt=before)] == [
        AuditAction.TIE_BREAK_ASKED
    ]


@pytest.mark.parametrize("page", ["people/", "audit/", "agreement/annotators/"])
def test_showing_names_is_recorded_once_and_lasts(
    page: str, as_mia: Client, project: Project
) -> None:
    member = make_member(project, "zacharias")
    record(project=project, action=AuditAction.EXPORTED, by=member)
    assert "zacharias" not in as_mia.get("/p/dam/people/").content.decode()
    before = newest()
    for address in (
        f"/p/dam/{page}?names=1",
        f"/p/dam/{page}?names=1",
        "/p/dam/audit/",
        "/p/dam/people/",
    ):
        shown = as_mia.get(address).content.decode()
    assert "zacharias" in shown
    assert [event.action for event in AuditEvent.objects.filter(pk__gt=before)] == [
        AuditAction.NAMES_SHOWN
    ]
    assert "zacharias" not in as_mia.get("/p/dam/people/?names=0").content.decode()
    assert "zacharias" not in as_mia.get("/p/dam/audit/").content.decode()


def test_showing_names_in_one_project_does_not_show_them_in_another(
    as_mia: Client, project: Project, mia: Membership
) -> None:
    other = make_project("other")
    make_member(other, "mia", Role.MANAGER)
    make_member(other, "zacharias")
    as_mia.get("/p/dam/people/?names=1")
    assert "zacharias" not in as_mia.get("/p/other/people/").content.decode()


# Who did it.


def test_events_of_a_deleted_superuser_do_not_look_like_a_command(project: Project) -> None:
    root, _ = make_user("root", is_superuser=True), make_user("second", is_superuser=True)
    record(project=project, action=AuditAction.SETTINGS_CHANGED, by=root)
    assert audit_log(project)[0].who == "superuser root"
    delete_account(user=root)
    assert audit_log(project)[0].who == "a deleted superuser"
    record(project=project, action=AuditAction.SETTINGS_CHANGED, by=COMMAND)
    assert audit_log(project)[0].who == "command line"


@pytest.mark.parametrize(
    "false", [{"done_by": "command"}, {"done_by": "unknown"}, {"done_by": "superuser"}]
)
def test_the_database_rejects_impossible_actors(mia: Membership, false: Values) -> None:
    with pytest.raises(DatabaseError, match="audit_event_doer_known"), transaction.atomic():
        AuditEvent.objects.create(
            project=mia.project, action=AuditAction.IMPORTED, actor=mia, **false
        )


def test_the_actor_of_an_event_cannot_be_changed(project: Project) -> None:
    record(project=project, action=AuditAction.IMPORTED, by=COMMAND)
    with pytest.raises(DatabaseError, match="can not be changed"), transaction.atomic():
        AuditEvent.objects.update(done_by=DoneBy.SUPERUSER)


def test_an_event_shows_its_actor(project: Project, mia: Membership) -> None:
    root = make_user("root", is_superuser=True)
    doers: list[tuple[DoneBy, Membership | None, User | None]] = [
        (DoneBy.MEMBER, mia, None),
        (DoneBy.SUPERUSER, None, root),
        (DoneBy.UNKNOWN, None, None),
        (DoneBy.SUPERUSER, None, None),
        (DoneBy.COMMAND, None, None),
    ]

    events = [
        AuditEvent.objects.create(
            project=project, action=AuditAction.EXPORTED, done_by=done_by, actor=actor, user=user
        )
        for done_by, actor, user in doers
    ]

    assert [event.who for event in events] == [
        mia.pseudonym,
        "superuser root",
        "command line or a deleted superuser",
        "a deleted superuser",
        "command line",
    ]


def test_decisions_keep_their_own_history(
    as_rita: Client, rita: Membership, project: Project
) -> None:
    """This is the reason in EXCEPTIONS for decisions."""
    sentence = Article.objects.get(pk=labelled_article_of(project)["ARTICLE_ID"]).sentences.get(
        position=1
    )
    for label in ("claim", "opinion"):
        adjudicate(sentence=sentence, adjudicator=rita, label=label)
    kept = sentence.adjudications.order_by("pk")
    assert [(decision.label.key, decision.adjudicator) for decision in kept] == [
        ("claim", rita),
        ("opinion", rita),
    ]


def test_the_page_shows_the_username_beside_the_display_name(
    as_mia: Client, project: Project
) -> None:
    member = make_member(project, "zacharias")
    User.objects.filter(pk=member.user_id).update(name="Somebody Else")
    record(project=project, action=AuditAction.EXPORTED, by=member)
    for page in ("people", "audit"):
        assert "Somebody Else (zacharias)" in as_mia.get(f"/p/dam/{page}/?names=1").content.decode()
