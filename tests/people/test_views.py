"""The *People* page: invitations, roles, names and suspensions."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotator.accounts.models import User
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.models import Assignment
from annotator.projects.audit import audit_log
from annotator.projects.models import AuditAction, Invitation, Membership, Project, Role
from tests.support.make import (
    label_article,
    make_article,
    make_assignment,
    make_member,
    make_project,
    make_user,
)


def invite(client: Client, *names: str, role: str = "annotator") -> str:
    form = {"username": "\r\n".join(names), "role": role}
    return " ".join(client.post("/p/dam/people/", form).content.decode().split())


def test_a_new_person_is_invited_and_a_member_keeps_their_role(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    assert "You’ve invited <bdi>newcomer</bdi> (role: annotator)" in invite(as_mia, "newcomer")
    assert not User.objects.filter(username="newcomer").exists(), "a misspelt name makes no account"
    page = invite(as_mia, "ANA", role="adjudicator")
    assert f"<bdi>ANA</bdi>: already a member, as {ana.pseudonym} (role: annotator)" in page
    ana.refresh_from_db()
    assert ana.role == Role.ANNOTATOR
    assert project.memberships.count() == 2


def test_each_name_of_a_pasted_list_is_answered(as_mia: Client, ana: Membership) -> None:
    page = invite(as_mia, "zoe; ana", "", "no way", "Zoe", "yan,")
    for name in ("zoe", "yan"):
        assert f"You’ve invited <bdi>{name}</bdi>" in page
        assert re.search(rf"{name}: http\S+/join/", page), "in the text with all links"
    assert "<bdi>no way</bdi>: this isn’t a valid username" in page
    assert "<bdi>ana</bdi>: already a member" in page
    assert list(Invitation.objects.order_by("pk").values_list("username", flat=True)) == [
        "zoe",
        "yan",
    ]


@pytest.mark.parametrize("names", [",", *[",".join(f"name{n}" for n in range(201))]])
def test_a_list_without_names_or_with_too_many_invites_nobody(
    as_mia: Client, project: Project, names: str
) -> None:
    assert "Enter a" in invite(as_mia, names)
    assert not Invitation.objects.exists()


def test_giving_a_member_their_current_role_changes_nothing(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    before = audit_log(project).count()
    as_mia.post(f"/p/dam/people/{ana.pk}/role/", {"role": "annotator"})
    assert audit_log(project).count() == before


def test_managers_confirm_that_they_give_up_their_own_role(
    as_mia: Client, project: Project, mia: Membership
) -> None:
    own = f"/p/dam/people/{mia.pk}/role/"
    page = as_mia.post(own, {"role": "annotator"}, follow=True).content.decode()
    assert "needs another manager first" in page, "the last one can’t"
    make_member(project, "max", Role.MANAGER)

    assert "Change your own role?" in as_mia.post(own, {"role": "annotator"}).content.decode()
    mia.refresh_from_db()
    assert mia.role == Role.MANAGER

    as_mia.post(own, {"role": "annotator", "confirmed": "on"})
    mia.refresh_from_db()
    assert mia.role == Role.ANNOTATOR


def test_names_stay_visible_after_each_action(as_mia: Client, ana: Membership) -> None:
    as_mia.get("/p/dam/people/?names=1")
    address = f"/p/dam/people/{ana.pk}"
    Membership.objects.filter(pk=ana.pk).update(brought_account=True)
    for act, form in [
        ("set-aside", {"reason": "left"}),
        ("take-back", {}),
        ("role", {"role": "adjudicator"}),
        ("password-link", {}),
    ]:
        assert ">ana<" in as_mia.post(f"{address}/{act}/", form, follow=True).content.decode(), act
    invited = as_mia.post(
        "/p/dam/people/invite/", {"role": "annotator", "uses": 1, "days": 1}
    ).content.decode()
    assert ">ana<" in invited
    assert 'href="/p/dam/people/?names=0"' in invited


def test_names_are_hidden_by_default(as_mia: Client, ana: Membership) -> None:
    assert ">ana<" not in as_mia.get("/p/dam/people/").content.decode()
    assert ">ana<" in as_mia.get("/p/dam/people/?names=1").content.decode()


def test_a_member_can_be_suspended_with_a_reason_and_reinstated(
    as_mia: Client, ana: Membership, mia: Membership
) -> None:
    address = f"/p/dam/people/{ana.pk}"
    assert (
        "Enter a reason"
        in as_mia.post(f"{address}/set-aside/", {"reason": ""}, follow=True).content.decode()
    )
    assert (
        " suspended."
        in as_mia.post(f"{address}/set-aside/", {"reason": "left"}, follow=True).content.decode()
    )
    ana.refresh_from_db()
    assert (ana.suspended_at is not None, ana.suspension_reason) == (True, "left")
    assert " reinstated." in as_mia.post(f"{address}/take-back/", follow=True).content.decode()
    page = as_mia.post(
        f"/p/dam/people/{mia.pk}/set-aside/", {"reason": "x"}, follow=True
    ).content.decode()
    assert "You can’t suspend yourself." in page


def test_messages_have_the_name_where_names_are_shown(as_mia: Client, ana: Membership) -> None:
    def answer() -> str:
        address = f"/p/dam/people/{ana.pk}/role/"
        return as_mia.post(address, {"role": "annotator"}, follow=True).content.decode()

    assert f"{ana.pseudonym}’s role is now: annotator." in answer()
    as_mia.get("/p/dam/people/?names=1")
    assert f"{ana.pseudonym} (ana)’s role is now: annotator." in answer()


def choose(client: Client, act: str, *members: Membership, **values: object) -> str:
    form = {"act": act, "member": [member.pk for member in members], **values}
    answer = client.post("/p/dam/people/chosen/", form, follow=True)
    return " ".join(answer.content.decode().split())


def test_several_members_are_suspended_and_reinstated_at_once(
    as_mia: Client, mia: Membership, ana: Membership, ben: Membership
) -> None:
    suspend(membership=ben, reason="before")
    address = f"/p/dam/people/chosen/?act=suspend&member={mia.pk}&member={ana.pk}&member={ben.pk}"
    page = as_mia.get(address).content.decode()
    assert "Suspend 1 member" in page
    assert "you can’t suspend yourself" in page

    assert "This field is required" in choose(as_mia, "suspend", mia, ana, ben)
    page = choose(as_mia, "suspend", mia, ana, ben, reason="gone")
    assert f"Suspended: {ana.pseudonym}." in page
    assert f"{ben.pseudonym} (already suspended)" in page
    ana.refresh_from_db()
    ben.refresh_from_db()
    assert (ana.suspension_reason, ben.suspension_reason) == ("gone", "before")

    page = choose(as_mia, "reinstate", mia, ana, ben)
    assert f"{mia.pseudonym} (not suspended)" in page
    assert not Membership.objects.filter(suspended_at__isnull=False).exists()
    events = audit_log(ana.project)[:3]
    assert [event.action for event in events] == [
        AuditAction.MEMBER_REINSTATED,
        AuditAction.MEMBER_REINSTATED,
        AuditAction.MEMBER_SUSPENDED,
    ]


def test_members_are_suspended_all_or_none(client: Client, project: Project) -> None:
    """A superuser who isn't a member could suspend all managers."""
    max_, mia = (make_member(project, name, Role.MANAGER) for name in ("max", "mia"))
    client.force_login(make_user("root", is_superuser=True))
    assert "needs another manager first" in choose(client, "suspend", max_, mia, reason="gone")
    assert Membership.objects.active().count() == 2


def test_members_of_other_projects_cant_be_chosen(as_mia: Client, project: Project) -> None:
    other = make_member(make_project("other"), "zoe")
    assert "Select at least one member" in choose(as_mia, "suspend", other, reason="gone")
    other.refresh_from_db()
    assert other.suspended_at is None


def test_reminders_say_what_each_member_has_to_do(
    as_mia: Client, mia: Membership, ana: Membership, ben: Membership
) -> None:
    label_article(ben, "claim", "claim", "claim", article=make_article(ana.project))
    Assignment.objects.update(touched_at=timezone.now() - timedelta(days=3))
    make_article(ana.project, "Another dam held.")
    assignment = make_assignment(ana)
    Assignment.objects.filter(pk=assignment.pk).update(
        expires_at=timezone.now() - timedelta(days=1)
    )
    # A pseudonym that is never drawn for another: none has a 1.
    imported = Membership.objects.create(project=ana.project, pseudonym="Q1", alias="quinn")

    members = "".join(f"&member={member.pk}" for member in (ana, ben, imported))
    address = f"/p/dam/people/chosen/?act=remind{members}"
    page = as_mia.get(address).content.decode()
    text = page.partition(f'id="text-{ana.pk}"')[2].partition("</textarea>")[0]
    assert "You have 1 article in progress. The time for 1 of them has run out" in text
    assert "You haven’t labelled anything yet." in text
    assert "http://127.0.0.1:8000/p/dam/label/" in text
    assert "ana" not in text.replace(ana.project.slug, "").replace("another annotator", "")
    text = page.partition(f'id="text-{ben.pk}"')[2].partition("</textarea>")[0]
    assert "You have no article in progress" in text
    assert "You gave your last label 3 days ago." in text
    assert "<bdi>Q1</bdi>: has no account" in page

    page = as_mia.get(f"{address}&names=1").content.decode()
    assert "Hello ana," in page
    assert "Hello ben," in page.partition('id="all-texts"')[2]


def test_the_page_says_how_many_retests_are_due(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    for member in (ana, ben):
        label_article(member, "claim", article=make_article(project, f"{member.pk} held."))
    assert "retest" not in as_mia.get("/p/dam/people/").content.decode()
    project.retest_share = 100
    project.retest_after = timedelta(days=1)
    project.save()
    assert "0 retests are due." in as_mia.get("/p/dam/people/").content.decode()

    Assignment.objects.update(submitted_at=timezone.now() - timedelta(days=2))
    assert "2 retests are due." in as_mia.get("/p/dam/people/").content.decode()
    make_assignment(ana)
    suspend(membership=ben, reason="gone")
    assert "0 retests are due." in as_mia.get("/p/dam/people/").content.decode()
