"""Members can leave by themselves. Their labels stay, and they can be invited again."""

import json
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.models import Annotation, Assignment
from annotator.people.joining import leave
from annotator.projects.audit import audit_log
from annotator.projects.invitations import InvitationError, join, read_invitation
from annotator.projects.members import LastManagerError, add_member, users_for_password_links
from annotator.projects.models import AuditAction, Membership, Project, Role
from tests.support.make import (
    invitation_token,
    label_article,
    make_article,
    make_assignment,
    make_invitation,
    make_member,
)


def left(member: Membership) -> Membership:
    leave(membership=member)
    member.refresh_from_db()
    return member


def test_a_member_confirms_and_leaves(as_ana: Client, ana: Membership) -> None:
    assert 'href="/p/dam/leave/"' in as_ana.get("/p/dam/").content.decode()
    asked = as_ana.get("/p/dam/leave/").content.decode()
    assert f"under your pseudonym <b>{ana.pseudonym}</b>" in asked
    assert as_ana.get("/p/dam/").status_code == 200, "asking changes nothing"

    page = as_ana.post("/p/dam/leave/", follow=True).content.decode()

    assert "You have left dam." in page
    assert as_ana.get("/p/dam/").status_code == 404
    event = audit_log(ana.project)[0]
    assert (event.action, event.actor) == (AuditAction.MEMBER_LEFT, ana)


def test_labels_stay_and_open_articles_go_to_others(ana: Membership, ben: Membership) -> None:
    submitted = make_article(ana.project, "The dam held.", overlap=1)
    label_article(ana, "claim", article=submitted)
    held = make_article(ana.project, "A second dam held.", overlap=1)
    make_assignment(ana)

    left(ana)

    assert Assignment.objects.open().get().expires_at <= timezone.now()
    assert make_assignment(ben).article == held
    assert Annotation.objects.get().assignment.annotator == ana
    submitted.refresh_from_db()
    assert submitted.free == 0, "the place stays taken"


def test_the_labels_of_a_member_who_left_still_count(
    ana: Membership, ben: Membership, as_mia: Client
) -> None:
    article = make_article(ana.project, "The dam held.")
    for member in (ana, ben):
        label_article(member, "claim", article=article)

    left(ana)

    report = json.loads(as_mia.get("/p/dam/agreement/report.json").content)
    assert (report["annotators"], report["pairable"]) == (2, 1)


def test_a_member_who_left_can_store_no_labels(as_ana: Client, ana: Membership) -> None:
    make_article(ana.project, "The dam held.")
    sentence = make_assignment(ana).article.sentences.get().pk
    left(ana)

    entry = {"submission": str(uuid4()), "sentence": sentence, "label": "claim"}
    answers = [
        as_ana.post("/api/v1/projects/dam/annotations/", entry, "application/json"),
        as_ana.post("/api/v1/projects/dam/assignments/next/", "{}", "application/json"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Annotation.objects.exists()


def test_articles_for_everyone_do_not_wait_for_a_member_who_left(
    ana: Membership, ben: Membership
) -> None:
    article = make_article(ana.project, "The dam held.", overlap=None)
    label_article(ana, "claim", article=article)
    article.refresh_from_db()
    assert article.done_at is None

    left(ben)

    article.refresh_from_db()
    assert article.done_at is not None


def test_the_last_manager_cannot_leave(as_mia: Client, mia: Membership) -> None:
    assert "needs another manager" in as_mia.post("/p/dam/leave/").content.decode()
    mia.refresh_from_db()
    assert mia.left_at is None
    left(make_member(mia.project, "max", Role.MANAGER))
    with pytest.raises(LastManagerError):
        leave(membership=mia)


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_leave_at_once_one_is_refused(mia: Membership) -> None:
    both, refused = Barrier(2), []

    def go(member: Membership) -> None:
        both.wait(30)
        try:
            leave(membership=member)
        except LastManagerError:
            refused.append(member)
        finally:
            connection.close()

    managers = [mia, make_member(mia.project, "max", Role.MANAGER)]
    threads = [Thread(target=go, args=(member,)) for member in managers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


def test_a_member_who_comes_back_has_the_same_pseudonym(mia: Membership, ana: Membership) -> None:
    """Otherwise they could label an article twice, or one whose labels they have seen."""
    assert ana.user is not None
    left(ana)
    invitation = make_invitation(mia, Role.ADJUDICATOR)

    back = join(invitation=invitation, user=ana.user)

    assert (back.pk, back.pseudonym, back.left_at) == (ana.pk, ana.pseudonym, None)
    assert back.role == Role.ADJUDICATOR
    with pytest.raises(InvitationError):
        read_invitation(invitation_token(invitation))


def test_a_manager_cannot_bring_back_a_member_who_left(
    as_mia: Client, as_ana: Client, ana: Membership
) -> None:
    left(ana)
    as_mia.post(f"/p/dam/people/{ana.pk}/role/", {"role": "annotator"})
    as_mia.post("/p/dam/people/", {"username": "ana", "role": "annotator"})
    ana.refresh_from_db()
    assert ana.left_at is not None

    assert "You’ve been invited to" in as_ana.get("/").content.decode()
    as_ana.post(f"/invitations/{ana.project.invitations.get().pk}/accept/")

    assert as_ana.get("/p/dam/").status_code == 200


def test_suspended_members_and_members_who_left_differ(
    as_mia: Client, mia: Membership, ana: Membership
) -> None:
    """A manager can still suspend a member who left, so that their labels don't count."""
    assert ana.user is not None
    left(ana)
    assert "left on" in as_mia.get("/p/dam/people/").content.decode()
    suspend(membership=ana, reason="labels at random")
    with pytest.raises(InvitationError):
        join(invitation=make_invitation(mia), user=ana.user)


def test_a_command_can_bring_back_a_member_who_left(ana: Membership) -> None:
    left(ana)
    call_command("add_member", "dam", "ana")
    ana.refresh_from_db()
    assert ana.left_at is None
    assert audit_log(ana.project)[0].action == AuditAction.MEMBER_ADDED


def test_invitations_and_password_links_of_a_manager_who_left_end(
    mia: Membership, ana: Membership
) -> None:
    """Nor can other managers create password links for members who left."""
    assert mia.user is not None
    assert ana.user is not None
    boss = make_member(mia.project, "max", Role.MANAGER)
    assert boss.user is not None
    Membership.objects.filter(pk=ana.pk).update(brought_account=True)
    invitation = make_invitation(boss)
    assert list(users_for_password_links(boss.user)) == [ana.user]

    left(boss)

    assert not users_for_password_links(boss.user)
    with pytest.raises(InvitationError):
        read_invitation(invitation_token(invitation))
    left(ana)
    assert not users_for_password_links(mia.user)


def test_a_role_makes_somebody_who_left_a_member_again(project: Project, ana: Membership) -> None:
    assert ana.user is not None
    left(ana)
    assert add_member(project=project, user=ana.user).left_at is None
