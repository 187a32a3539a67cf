import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client

from annotator.accounts.models import User
from annotator.importing.label_mapping import LabelMapping
from annotator.projects.creating import create_project
from annotator.projects.labels.defaults import new_label
from annotator.projects.members import add_member
from annotator.projects.models import Membership, Project, Role
from tests.support.make import make_member, make_project, make_user


def test_a_project_starts_with_the_four_labels_and_a_codebook(project: Project) -> None:
    assert list(project.labels.values_list("key", "shortcut")) == [
        ("claim", "1"),
        ("denial", "2"),
        ("doubt", "3"),
        ("opinion", "4"),
    ]
    assert dict(project.labels.filter(takes_target=True).values_list("key", "question")) == {
        "denial": "Which sentence does this deny?",
        "doubt": "Which sentence does this doubt?",
    }
    assert "Claim" in project.current_codebook().text


def test_labels_can_be_chosen(db: None) -> None:
    project = create_project(slug="own", label_keys=["claim", "satire"])
    assert list(project.labels.values_list("key", "name", "mark")) == [
        ("claim", "Claim", "C"),
        ("satire", "Satire", "S"),
    ]


@pytest.mark.parametrize(
    "keys", [[], ["claim", "claim"], ["Not A Key"], ["claim", "skipped"], list("abcdefghij")]
)
def test_invalid_labels_are_refused_and_no_project_is_created(db: None, keys: list[str]) -> None:
    with pytest.raises(ValidationError):
        create_project(slug="own", label_keys=keys)
    assert not Project.objects.exists()


def test_pseudonyms_are_short_and_differ(project: Project) -> None:
    pseudonyms = {make_member(project, f"person{number}").pseudonym for number in range(40)}
    assert len(pseudonyms) == 40
    assert all(len(pseudonym) <= 4 for pseudonym in pseudonyms)


def test_adding_a_member_again_changes_the_role_but_not_the_pseudonym(ana: Membership) -> None:
    assert ana.user is not None
    again = add_member(project=ana.project, user=ana.user, role=Role.MANAGER)
    assert (again.pk, again.pseudonym, again.role) == (ana.pk, ana.pseudonym, Role.MANAGER)


def test_two_members_cannot_have_the_same_pseudonym(ana: Membership, ben: Membership) -> None:
    with pytest.raises(IntegrityError):
        Membership.objects.filter(pk=ben.pk).update(pseudonym=ana.pseudonym)


def test_commands_create_a_project_and_its_members(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    make_user("mia")
    call_command("create_project", "news", "--name=The News", "--manager=mia", "--overlap=2")
    call_command("add_member", "news", "newcomer", "--role=adjudicator")
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8000/p/news/" in said
    assert "/accounts/password/reset/key/" in said
    assert not User.objects.get(username="newcomer").has_usable_password()
    assert Project.objects.get(slug="news").overlap == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["create_project", "dam"], "already a project"),
        (["create_project", "no spaces"], "slug"),
        (["create_project", "own", "--overlap=0"], "--overlap: must be a number from 1 to 1,000"),
        (["create_project", "own", "--manager=nobody"], "no account “nobody”"),
        (["add_member", "nowhere", "ana"], "no project “nowhere”"),
        (["add_member", "dam", "bad name"], "valid username"),
    ],
)
def test_commands_print_why_they_fail(project: Project, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command(*arguments)


def test_a_one_time_link_sets_a_password_once(
    project: Project, client, capsys: pytest.CaptureFixture[str]
) -> None:  # type: ignore[no-untyped-def]
    call_command("add_member", project.slug, "newcomer")
    link = capsys.readouterr().out.split()[-1].removeprefix("http://127.0.0.1:8000")
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    done = client.post(
        form,
        {"password1": "a fine long password", "password2": "a fine long password"},
        follow=True,
    )
    assert "Your password is set" in done.content.decode()
    assert client.login(username="newcomer", password="a fine long password")
    assert "has been used" in client.get(link, follow=True).content.decode()


def test_two_projects_can_have_the_same_name(db: None) -> None:
    make_project("one", name="News")
    make_project("two", name="News")
    assert Project.objects.filter(name="News").count() == 2


@pytest.mark.parametrize("key", ["null", "nan", "NA", "None", "n/a", "N/A", "NaN", "-nan", ""])
def test_keys_that_readers_take_for_missing_values_are_refused(db: None, key: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        create_project(slug="own", label_keys=["claim", key])
    assert refusal.value.message_dict["labels"][0].startswith(
        f"“{key}” can’t be the key of a label: pandas, R and other programs read it as a missing"
    )
    assert not Project.objects.exists()

    # The words that the message names work.
    create_project(slug="own", label_keys=["claim", "no_claim", "neutral"])
    assert Project.objects.get().labels.count() == 3


def test_the_command_the_page_and_the_api_refuse_such_a_key(client: Client, db: None) -> None:
    with pytest.raises(CommandError, match="“null” can’t be the key of a label"):
        call_command("create_project", "own", "--labels=claim,null")

    client.force_login(make_user("mia", is_superuser=True))
    form = {"name": "Own", "slug": "own", "overlap": "3", "labels": "claim, null"}
    page = client.post("/new/", form).content.decode()
    assert "“null” can’t be the key of a label" in page

    body = {"slug": "own", "labels": ["claim", "null"]}
    answer = client.post("/api/v1/projects/", body, "application/json")
    assert answer.status_code == 400
    assert "“null” can’t be the key of a label" in answer.content.decode()
    assert not Project.objects.exists()


def test_a_project_that_has_such_a_key_keeps_working(project: Project) -> None:
    """It was made before, or comes with a release."""
    label = new_label(project, "null", 5)
    label.full_clean()
    label.save()

    label.name = "Nothing claimed"
    label.full_clean()
    label.save()
    assert LabelMapping.for_project(project, {}).decision("null") == ("null", "")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["No Slug"], "slug: Use lower-case letters (a–z), digits and hyphens"),
        (["dam", "--overlap", "0"], "Error: argument --overlap: must be a number from 1 to 1,000"),
        (["dam", "--labels", "false context"], "labels: “false context”: key: Use lower-case"),
    ],
)
def test_the_command_names_the_argument_that_is_wrong(
    db: None, arguments: list[str], problem: str
) -> None:
    with pytest.raises(CommandError) as error:
        call_command("create_project", *arguments)
    assert str(error.value).startswith(problem)
    assert not Project.objects.exists()
