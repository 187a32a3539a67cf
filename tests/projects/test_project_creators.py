"""Who may create projects: superusers decide, by a command or among the people of a project."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from annotator.accounts.models import User
from annotator.projects.models import Membership
from annotator.projects.project_creators import let_create_projects, may_create_projects
from tests.support.make import make_user


def may(user: User | None) -> bool:
    assert user is not None
    # A user keeps the permissions that were once looked up.
    return may_create_projects(User.objects.get(pk=user.pk))


def test_the_command_allows_and_withdraws(
    mia: Membership, as_mia: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "allow_projects mia" in as_mia.get("/new/").content.decode()

    call_command("allow_projects", "mia")
    assert "mia may now create projects." in capsys.readouterr().out
    assert may(mia.user)
    assert as_mia.get("/new/").status_code == 200

    call_command("allow_projects", "mia", "--withdraw")
    assert "mia can’t create projects any more." in capsys.readouterr().out
    assert not may(mia.user)
    assert as_mia.get("/new/").status_code == 403


def test_the_command_names_an_account_that_does_not_exist(db: None) -> None:
    with pytest.raises(CommandError, match="There is no account “nobody-here”"):
        call_command("allow_projects", "nobody-here")


def test_withdrawing_it_from_a_superuser_says_that_they_still_may(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    make_user("root", is_superuser=True)
    call_command("allow_projects", "root", "--withdraw")
    assert "is a superuser, and so can still create projects" in capsys.readouterr().out


def test_a_superuser_allows_it_among_the_people(client: Client, mia: Membership) -> None:
    client.force_login(make_user("root", is_superuser=True))
    address = f"/p/dam/people/{mia.pk}/projects/"
    assert address in client.get("/p/dam/people/").content.decode()

    page = client.post(address, {"may": "yes"}, follow=True).content.decode()
    assert f"{mia.pseudonym} may now create projects." in page
    assert may(mia.user)

    client.post(address, {"may": "no"})
    assert not may(mia.user)


def test_a_manager_neither_sees_nor_can_do_it(as_mia: Client, mia: Membership) -> None:
    assert "/projects/" not in as_mia.get("/p/dam/people/").content.decode()
    address = f"/p/dam/people/{mia.pk}/projects/"
    assert as_mia.post(address, {"may": "yes"}).status_code == 403
    assert not may(mia.user)


def test_who_may_create_projects_can_and_manages_them(as_mia: Client, mia: Membership) -> None:
    assert mia.user is not None
    let_create_projects(mia.user, may=True)
    form = {"name": "Fires", "slug": "fires", "overlap": 2, "labels": "claim, denial"}
    assert as_mia.post("/new/", form)["Location"] == "/p/fires/import/"
    assert as_mia.get("/p/fires/people/").status_code == 200
