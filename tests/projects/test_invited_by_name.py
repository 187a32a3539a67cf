"""Nobody becomes a member without accepting, and managers don't learn who has an account."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotator.accounts.models import User
from annotator.labelling.assignments.suspension import suspend
from annotator.projects.account_deletion import delete_account
from annotator.projects.audit import audit_log
from annotator.projects.invited_by_name import invitations_of
from annotator.projects.models import AuditAction, Invitation, Membership, Project, Role
from tests.support.make import PASSWORD, label_article, make_article, make_user


@pytest.fixture
def as_eve(eve: User) -> Client:
    client = Client()
    client.force_login(eve)
    return client


def invite(client: Client, username: str, role: str = "annotator") -> str:
    answer = client.post("/p/dam/people/", {"username": username, "role": role}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def is_member(user: User) -> bool:
    return Membership.objects.filter(user=user).exists()


def test_an_account_joins_when_its_owner_accepts(as_mia: Client, as_eve: Client, eve: User) -> None:
    User.objects.filter(pk=eve.pk).update(name="Eve Adams")
    page = invite(as_mia, "EVE", "adjudicator")
    page += as_mia.get("/p/dam/people/?names=1").content.decode()
    assert not is_member(eve)
    assert "Eve Adams" not in page, "her name is hers until she joins"
    hers = as_eve.get("/").content.decode()
    assert "You’ve been invited to <b><bdi>dam</bdi></b> as: adjudicator" in hers

    for _ in range(2):
        answer = as_eve.post(f"/invitations/{Invitation.objects.get().pk}/accept/", follow=True)
        assert "You’ve joined dam. Your role: adjudicator." in answer.content.decode()

    member = Membership.objects.get(user=eve)
    assert member.role == Role.ADJUDICATOR
    assert "You’ve been invited" not in as_eve.get("/").content.decode()
    event = audit_log(Project.objects.get())[0]
    assert (event.action, event.actor) == (AuditAction.INVITATION_USED, member)


def test_the_page_answers_the_same_for_every_name(as_mia: Client, project: Project) -> None:
    make_user("somebody1", name="Some Body")
    drawn = re.compile(r'/join/[^/<]+/|value="\w{64}"|invitations/\d+/revoke/|link-\d+')
    pages = []
    for name in ("somebody1", "somebody2"):
        page = drawn.sub("", invite(as_mia, name))
        assert f"You’ve invited <bdi>{name}</bdi>" in page
        pages.append(page.replace(name, "somebody"))
        Invitation.objects.all().delete()

    assert pages[0] == pages[1]
    assert not User.objects.filter(username="somebody2").exists()


def test_an_invalid_username_is_refused_even_if_it_exists(as_mia: Client, project: Project) -> None:
    make_user("no way")
    for name in ("no way", "no way either"):
        assert "valid username" in invite(as_mia, name)
    assert not Invitation.objects.exists()


def test_a_person_without_an_account_creates_one_with_the_link(
    as_mia: Client, client: Client
) -> None:
    page = invite(as_mia, "newcomer", "manager")
    link = re.search(r"http://127.0.0.1:8000(/join/\S+?/)<", page)
    assert link is not None
    assert 'value="newcomer"' in client.get(link[1]).content.decode()

    form = {"username": "newcomer", "password1": PASSWORD, "password2": PASSWORD}
    client.post(link[1], form)

    member = Membership.objects.get(user__username="newcomer")
    assert (member.role, member.brought_account) == (Role.MANAGER, True)
    assert Client().get(link[1]).status_code == 404


def test_a_declined_invitation_is_hidden_from_its_owner_but_not_from_managers(
    as_mia: Client, as_eve: Client, eve: User
) -> None:
    invite(as_mia, "eve")
    before = as_mia.get("/p/dam/people/").content.decode().partition("<h2")[2]
    events = audit_log(Project.objects.get()).count()
    as_eve.post(f"/invitations/{Invitation.objects.get().pk}/decline/")

    assert "You’ve been invited" not in as_eve.get("/").content.decode()
    after = as_mia.get("/p/dam/people/").content.decode().partition("<h2")[2]
    token = re.compile(r'value="\w{64}"')
    assert token.sub("", after) == token.sub("", before)
    assert audit_log(Project.objects.get()).count() == events


def test_only_the_invited_account_can_accept_or_decline(as_mia: Client, eve: User) -> None:
    invite(as_mia, "eve")
    other = Client()
    other.force_login(make_user("zoe"))
    pk = Invitation.objects.get().pk
    for act in ("accept", "decline"):
        assert other.post(f"/invitations/{pk}/{act}/").status_code == 404
    assert "You’ve been invited" not in other.get("/").content.decode()
    assert Invitation.objects.get().declined_at is None


@pytest.mark.parametrize("end", ["expired", "revoked", "maker"])
def test_an_invitation_by_name_ends_like_other_invitations(
    as_mia: Client, mia: Membership, as_eve: Client, eve: User, end: str
) -> None:
    invite(as_mia, "eve")
    invitation = Invitation.objects.get()
    if end == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "revoked":
        as_mia.post(f"/p/dam/people/invitations/{invitation.pk}/revoke/")
    else:
        Membership.objects.filter(pk=mia.pk).update(role=Role.ANNOTATOR)

    assert not invitations_of(eve)
    page = as_eve.post(f"/invitations/{invitation.pk}/accept/", follow=True).content.decode()
    assert "has been used, has expired or was revoked" in page
    assert not is_member(eve)


def test_inviting_a_name_twice_makes_one_invitation(as_mia: Client, eve: User) -> None:
    invite(as_mia, "eve")
    invite(as_mia, "Eve")
    assert Invitation.objects.count() == 1
    invite(as_mia, "eve", "manager")
    assert [invitation.role for invitation in invitations_of(eve)] == [Role.MANAGER]


def test_a_username_that_only_looks_the_same_is_not_invited(
    as_mia: Client, project: Project
) -> None:
    dotless = make_user("lısa")
    invite(as_mia, "lisa", "manager")
    assert not invitations_of(dotless)


def test_deleting_an_account_removes_invitations_to_its_name(as_mia: Client, eve: User) -> None:
    invite(as_mia, "eve")
    delete_account(user=eve)
    assert not invitations_of(make_user("eve"))
    assert Invitation.objects.get().username == ""


def test_a_suspended_member_cannot_join_again_by_invitation(
    as_mia: Client, ana: Membership
) -> None:
    suspend(membership=ana, reason="labels at random")
    assert "but suspended: reinstate them" in invite(as_mia, "ana")
    assert not Invitation.objects.exists()


def test_a_superuser_adds_themselves(project: Project, client: Client) -> None:
    root = make_user("root", is_superuser=True)
    client.force_login(root)
    assert "<bdi>root</bdi> now has this role: annotator." in invite(client, "root")
    assert is_member(root)


def test_a_person_who_accepts_counts_for_articles_with_overlap_everyone(
    as_mia: Client, mia: Membership, ana: Membership, as_eve: Client
) -> None:
    article = make_article(mia.project, "The dam held.", overlap=None)
    label_article(ana, "claim", article=article)
    invite(as_mia, "eve")
    as_eve.post(f"/invitations/{Invitation.objects.get().pk}/accept/")
    article.refresh_from_db()
    assert article.done_at is None
