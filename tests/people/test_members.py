"""Joining, roles, deleted accounts, password links, and their events in the audit log."""

import re
from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from annotator.accounts.models import User
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.access import enter
from annotator.projects.account_deletion import delete_account
from annotator.projects.audit import audit_log, record
from annotator.projects.invitations import (
    InvitationError,
    join,
    read_invitation,
    revoke,
)
from annotator.projects.members import LastManagerError, add_member, users_for_password_links
from annotator.projects.models import AuditAction, AuditEvent, Invitation, Membership, Project, Role
from tests.support.make import (
    PASSWORD,
    invitation_token,
    label_article,
    make_article,
    make_invitation,
    make_member,
    make_project,
    make_user,
)


def test_an_invitation_says_what_people_do_and_who_sees_their_name(mia: Membership) -> None:
    page = Client().get(f"/join/{invitation_token(make_invitation(mia))}/").content.decode()
    page = " ".join(page.split())
    assert "give each sentence a label: Claim, Denial, Doubted reporting, Opinion." in page
    assert "managers can also see your username" in page


def test_an_invitation_works_for_its_number_of_uses(mia: Membership, eve: User) -> None:
    invitation = make_invitation(mia, Role.ADJUDICATOR, uses=2)
    assert (
        join(invitation=read_invitation(invitation_token(invitation)), user=eve).role
        == Role.ADJUDICATOR
    )
    join(invitation=invitation, user=make_user("zoe"))
    with pytest.raises(InvitationError, match="has been used"):
        join(invitation=invitation, user=make_user("late"))
    with pytest.raises(InvitationError, match="has been used"):
        read_invitation(invitation_token(invitation))


def test_a_person_who_joins_twice_uses_the_invitation_once(mia: Membership, eve: User) -> None:
    invitation = make_invitation(mia, uses=2)
    assert join(invitation=invitation, user=eve) == join(invitation=invitation, user=eve)
    invitation.refresh_from_db()
    assert invitation.used == 1


def test_an_invitation_does_not_change_the_role_of_a_member(
    mia: Membership, ana: Membership
) -> None:
    for member, role in [(mia, Role.ANNOTATOR), (ana, Role.MANAGER)]:
        assert member.user is not None
        assert join(invitation=make_invitation(mia, role), user=member.user).role == member.role
    assert not Invitation.objects.filter(used__gt=0).exists()


def test_an_invitation_does_not_reinstate_a_suspended_member(
    mia: Membership, ana: Membership
) -> None:
    suspend(membership=ana, reason="labels at random")
    assert ana.user is not None
    with pytest.raises(InvitationError):
        join(invitation=make_invitation(mia), user=ana.user)


def test_expired_and_revoked_invitations_are_refused(mia: Membership) -> None:
    expired, revoked = make_invitation(mia), make_invitation(mia)
    Invitation.objects.filter(pk=expired.pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert mia.user is not None
    revoke(access=enter(mia.user, "dam"), by=mia.user, invitation=revoked)
    for invitation in (expired, revoked):
        with pytest.raises(InvitationError):
            read_invitation(invitation_token(invitation))


@pytest.mark.parametrize("forged", ["", "1", "1.x", "2.{signature}", "{token}x"])
def test_a_forged_link_is_refused(mia: Membership, forged: str) -> None:
    real = invitation_token(make_invitation(mia))
    with pytest.raises(InvitationError, match="link is incomplete"):
        read_invitation(forged.format(token=real, signature=real.partition(".")[2]))


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_people_can_use_the_last_invitation(mia: Membership) -> None:
    invitation = make_invitation(mia)
    both, refused = Barrier(2), []

    def come(user: User) -> None:
        both.wait(30)
        try:
            join(invitation=invitation, user=user)
        except InvitationError:
            refused.append(user)
        finally:
            connection.close()

    threads = [Thread(target=come, args=(make_user(name),)) for name in ("zoe", "zac")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Membership.objects.filter(project=mia.project).count() == 2


def test_a_stranger_creates_an_account_and_joins(mia: Membership, client: Client) -> None:
    address = f"/join/{invitation_token(make_invitation(mia))}/"
    assert "You’ve been invited. Your role: annotator." in client.get(address).content.decode()
    assert client.get(address).status_code == 200, "looking uses nothing up"
    weak = {"username": "zoe", "password1": "zoe", "password2": "zoe"}
    assert "too short" in client.post(address, weak).content.decode()
    assert not User.objects.filter(username="zoe").exists()
    page = client.post(
        address, {"username": "zoe", "password1": PASSWORD, "password2": PASSWORD}, follow=True
    )
    assert "You’ve joined dam. Your role: annotator." in page.content.decode()
    assert Client().login(username="zoe", password=PASSWORD)
    assert User.objects.get(username="zoe").password.startswith("argon2")
    assert Client().get(address).status_code == 404


def test_no_account_is_created_without_using_an_invitation(mia: Membership, client: Client) -> None:
    invitation = make_invitation(mia)
    Invitation.objects.update(used=1)
    form = {"username": "zoe", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(f"/join/{invitation_token(invitation)}/", form).status_code == 404
    assert not User.objects.filter(username="zoe").exists()


def test_a_username_in_another_case_is_taken(
    mia: Membership, ana: Membership, client: Client
) -> None:
    form = {"username": "ANA", "password1": PASSWORD, "password2": PASSWORD}
    page = client.post(f"/join/{invitation_token(make_invitation(mia))}/", form)
    assert "That username is taken" in page.content.decode()


def test_a_person_who_joins_counts_for_articles_with_overlap_everyone(
    mia: Membership, ana: Membership, client: Client
) -> None:
    article = make_article(mia.project, "The dam held.", overlap=None)
    label_article(ana, "claim", article=article)
    article.refresh_from_db()
    assert article.done_at is not None
    form = {"username": "zoe", "password1": PASSWORD, "password2": PASSWORD}
    client.post(f"/join/{invitation_token(make_invitation(mia))}/", form)
    article.refresh_from_db()
    assert article.done_at is None


def test_the_last_manager_cannot_leave(mia: Membership, as_mia: Client) -> None:
    assert mia.user is not None
    with pytest.raises(LastManagerError):
        add_member(project=mia.project, user=mia.user, role=Role.ANNOTATOR)
    with pytest.raises(LastManagerError):
        suspend(membership=mia, reason="gone")
    with pytest.raises(LastManagerError):
        delete_account(user=mia.user)
    page = as_mia.post(f"/p/dam/people/{mia.pk}/role/", {"role": "annotator"}, follow=True)
    assert "needs another manager" in page.content.decode()
    mia.refresh_from_db()
    assert (mia.role, mia.suspended_at, mia.user is not None) == (Role.MANAGER, None, True)
    second = make_member(mia.project, "max", Role.MANAGER)
    add_member(project=mia.project, user=mia.user, role=Role.ANNOTATOR)
    with pytest.raises(LastManagerError):
        suspend(membership=second, reason="gone")


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_leave_at_once_one_is_refused(mia: Membership) -> None:
    both, refused = Barrier(2), []

    def leave(user: User) -> None:
        both.wait(30)
        try:
            delete_account(user=user)
        except LastManagerError:
            refused.append(user)
        finally:
            connection.close()

    users = [mia.user, make_member(mia.project, "max", Role.MANAGER).user]
    threads = [Thread(target=leave, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1


def test_deleting_an_account_keeps_its_labels(
    mia: Membership, ana: Membership, client: Client
) -> None:
    assert ana.user is not None
    make_article(ana.project, "The dam held.", overlap=1)
    label_article(ana, "claim")
    make_article(ana.project, "A second dam held.", overlap=1)
    User.objects.filter(pk=ana.user_id).update(password="!")  # nothing to be asked for once more
    client.force_login(User.objects.get(pk=ana.user_id))
    client.post("/api/v1/projects/dam/assignments/next/", "{}", "application/json")
    assert ana.pseudonym in client.get("/accounts/delete/").content.decode()
    assert client.post("/accounts/delete/")["Location"] == "/accounts/login/"
    assert not User.objects.filter(username="ana").exists()
    ana.refresh_from_db()
    assert ana.user is None
    assert Annotation.objects.get().assignment.annotator == ana
    assert Assignment.objects.open().get().expires_at <= timezone.now(), "the next one may have it"
    assert client.get("/p/dam/")["Location"].startswith("/accounts/login/")


def test_a_manager_changes_a_role_on_the_page(as_mia: Client, ana: Membership) -> None:
    as_mia.post(f"/p/dam/people/{ana.pk}/role/", {"role": "adjudicator"})
    ana.refresh_from_db()
    assert ana.role == Role.ADJUDICATOR


def test_password_links_are_only_for_accounts_within_the_managers_projects(
    mia: Membership, ana: Membership, as_mia: Client
) -> None:
    assert mia.user is not None
    assert ana.user is not None
    elsewhere, boss = make_member(mia.project, "ben"), make_member(mia.project, "max", Role.MANAGER)
    make_member(make_project("other"), "ben")
    make_member(mia.project, "root")
    User.objects.filter(username="root").update(is_superuser=True)
    Membership.objects.filter(project=mia.project).update(brought_account=True)
    assert list(users_for_password_links(mia.user)) == [ana.user]
    page = as_mia.post(f"/p/dam/people/{ana.pk}/password-link/").content.decode()
    assert "/accounts/password/reset/key/" in page
    for member in (elsewhere, boss):
        page = as_mia.post(
            f"/p/dam/people/{member.pk}/password-link/", follow=True
        ).content.decode()
        assert "/accounts/password/reset/key/" not in page
        assert "used in other projects too" in page


def test_actions_are_written_to_the_audit_log(
    as_mia: Client, mia: Membership, ana: Membership
) -> None:
    as_mia.post(f"/p/dam/people/{ana.pk}/set-aside/", {"reason": "labels at random"})
    list(as_mia.get("/p/dam/export/annotations.csv").streaming_content)  # type: ignore[attr-defined]
    exported, suspended = audit_log(mia.project)[:2]
    assert (exported.action, exported.actor) == (AuditAction.EXPORTED, mia)
    assert (suspended.action, suspended.about) == (
        AuditAction.MEMBER_SUSPENDED,
        f"{ana.pseudonym}: labels at random",
    )
    page = as_mia.get("/p/dam/audit/").content.decode()
    assert "suspended a member" in page
    # As a word: a token of a form may have these letters.
    assert not re.search(r"\bana\b", page), "names only when they are asked for"


def test_refused_actions_are_not_written_to_the_audit_log(as_mia: Client, mia: Membership) -> None:
    before = audit_log(mia.project).count()
    as_mia.post(f"/p/dam/people/{mia.pk}/role/", {"role": "annotator"})
    assert audit_log(mia.project).count() == before


def test_the_audit_log_names_superusers(project: Project, client: Client) -> None:
    client.force_login(make_user("root", is_superuser=True))
    client.post("/p/dam/settings/", {"name": "x"})
    form = {
        "name": "Dam",
        "overlap": 2,
        "lease_hours": 3,
        "retest_share": 0,
        "retest_days": 14,
        "notice": "",
    }
    client.post("/p/dam/settings/", form)
    assert str(audit_log(project)[0]).startswith("superuser root changed the settings")


@pytest.mark.parametrize("change", [{"about": "nothing"}, {"action": "exported"}, {"actor": None}])
def test_audit_events_cannot_be_changed_or_deleted(
    mia: Membership, change: dict[str, object]
) -> None:
    record(project=mia.project, action=AuditAction.IMPORTED, by=mia)
    with pytest.raises(DatabaseError, match="can not be changed"), transaction.atomic():
        AuditEvent.objects.filter(actor=mia).update(**change)
    with pytest.raises(DatabaseError, match="can not be changed"), transaction.atomic():
        AuditEvent.objects.all().delete()


def test_a_new_project_has_its_labels_and_its_manager(client: Client, eve: User) -> None:
    client.force_login(make_user("root", is_superuser=True))
    form = {"name": "Fires", "slug": "fires", "overlap": 2, "labels": "claim, denial, satire"}
    assert client.post("/new/", form | {"slug": "No Slug"}).status_code == 200
    assert client.post("/new/", form)["Location"] == "/p/fires/labels/"
    project = Project.objects.get(slug="fires")
    assert [label.key for label in project.labels.all()] == ["claim", "denial", "satire"]
    assert project.memberships.get().role == Role.MANAGER
    assert "already a project with this short name" in client.post("/new/", form).content.decode()
    with pytest.raises(ValidationError):
        project.labels.create(key="x y", position=9, shortcut="9", name="x", mark="x").full_clean()


def test_an_invitation_ends_when_its_creator_is_no_longer_a_manager(mia: Membership) -> None:
    second = make_member(mia.project, "max", Role.MANAGER)
    assert second.user is not None
    invitation = make_invitation(second, Role.MANAGER)
    add_member(project=mia.project, user=second.user, role=Role.ANNOTATOR)
    with pytest.raises(InvitationError):
        read_invitation(invitation_token(invitation))
    add_member(project=mia.project, user=second.user, role=Role.MANAGER)
    assert read_invitation(invitation_token(invitation)) == invitation
    delete_account(user=second.user)
    with pytest.raises(InvitationError):
        read_invitation(invitation_token(invitation))


@pytest.mark.django_db(transaction=True)
def test_a_person_who_opens_two_links_at_once_joins_once(mia: Membership, eve: User) -> None:
    invitations = [make_invitation(mia, role) for role in (Role.ADJUDICATOR, Role.ANNOTATOR)]
    both = Barrier(2)

    def come(invitation: Invitation) -> None:
        both.wait(30)
        join(invitation=invitation, user=eve)
        connection.close()

    threads = [Thread(target=come, args=(invitation,)) for invitation in invitations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(Invitation.objects.values_list("used", flat=True)) == 1
    assert AuditEvent.objects.filter(action=AuditAction.INVITATION_USED).count() == 1


def test_password_links_are_only_for_accounts_created_for_the_project(
    mia: Membership, eve: User
) -> None:
    join(invitation=make_invitation(mia), user=eve)
    new = make_user("new")
    join(invitation=make_invitation(mia), user=new, brought_account=True)
    assert mia.user is not None
    assert list(users_for_password_links(mia.user)) == [new]
    new.user_permissions.add(Permission.objects.get(codename="add_project"))
    assert not users_for_password_links(mia.user)


def test_a_username_that_only_looks_the_same_is_another_account(project: Project) -> None:
    make_user("lısa")  # without its dot
    call_command("add_member", "dam", "lisa", "--role=manager", stdout=StringIO())
    assert User.objects.get(memberships__role=Role.MANAGER).username == "lisa"


def test_a_manager_without_a_password_does_not_count_as_manager(mia: Membership) -> None:
    call_command("add_member", "dam", "misspelt", "--role=manager", stdout=StringIO())
    assert mia.user is not None
    with pytest.raises(LastManagerError):
        delete_account(user=mia.user)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["stranger", "manager"])
def test_a_double_click_creates_one_account_or_invitation(mia: Membership, who: str) -> None:
    token, both, answers = invitation_token(make_invitation(mia, uses=5)), Barrier(4), []
    form = {"username": "zoe", "password1": PASSWORD, "password2": PASSWORD, "role": "annotator"}

    def press() -> None:
        client = Client()
        if who == "manager":
            assert mia.user is not None
            client.force_login(mia.user)
        both.wait(30)
        answers.append(
            client.post(
                "/p/dam/people/" if who == "manager" else f"/join/{token}/", form
            ).status_code
        )
        connection.close()

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 302}
    if who == "manager":
        assert Invitation.objects.filter(username="zoe").count() == 1
    else:
        assert User.objects.filter(username="zoe").count() == 1
