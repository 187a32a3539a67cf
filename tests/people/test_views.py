"""The *People* page: invitations, roles, names and suspensions."""

from django.test import Client

from annotator.accounts.models import User
from annotator.labelling.assignments.suspension import suspend
from annotator.projects.audit import audit_log
from annotator.projects.models import Membership, Project, Role


def test_a_new_person_is_invited_and_a_member_gets_a_role(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    page = as_mia.post(
        "/p/dam/people/", {"username": "newcomer", "role": "annotator"}
    ).content.decode()
    assert "You’ve invited <bdi>newcomer</bdi> (role: annotator)" in page
    assert not User.objects.filter(username="newcomer").exists(), "a misspelt name makes no account"
    page = as_mia.post(
        "/p/dam/people/", {"username": "ANA", "role": "adjudicator"}, follow=True
    ).content.decode()
    assert f"ana now has this role: adjudicator. Pseudonym: {ana.pseudonym}." in page
    ana.refresh_from_db()
    assert ana.role == Role.ADJUDICATOR
    assert project.memberships.count() == 2


def test_giving_a_member_their_current_role_changes_nothing(
    as_mia: Client, project: Project, ana: Membership
) -> None:
    before = audit_log(project).count()
    as_mia.post("/p/dam/people/", {"username": "ana", "role": "annotator"})
    as_mia.post(f"/p/dam/people/{ana.pk}/role/", {"role": "annotator"})
    assert audit_log(project).count() == before


def test_adding_a_suspended_member_again_shows_that_they_are_suspended(
    as_mia: Client, ana: Membership
) -> None:
    suspend(membership=ana, reason="left")
    page = as_mia.post(
        "/p/dam/people/", {"username": "ana", "role": "annotator"}, follow=True
    ).content.decode()
    assert "reinstate them first" in page


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
