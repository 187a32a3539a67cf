"""A project whose data has no Latin letters, for pages in the pseudo-language.

What has Latin letters on such a page is a text that was missed.
"""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from annotator.accounts.models import User
from annotator.projects.models import Invitation, Membership, Project, Role
from tests.support.make import (
    PASSWORD,
    invitation_token,
    make_article,
    make_invitation,
    make_member,
    make_project,
    make_user,
)

TITLES = ("один", "два")


def make_cyrillic_project() -> Project:
    """A project with the annotator анна, the manager миа, and two articles."""
    project = make_project(name="Плотина")
    make_user("анна", password=PASSWORD)
    make_member(project, "анна")
    make_member(project, "миа", Role.MANAGER)
    # Pseudonyms are drawn, and have Latin letters.
    project.memberships.filter(user__username="анна").update(pseudonym="п7")

    for title in TITLES:
        text = f"Плотина стоит. {title.capitalize()}: она не упала. Ей сто лет."
        make_article(project, text, title=title, source="Волна", external_id=f"{title}-1")
    return project


def member(project: Project, username: str) -> Membership:
    return project.memberships.select_related("user", "project").get(user__username=username)


def invite_link(project: Project, username: str = "") -> str:
    """The path of an invitation by link, or of one to this username."""
    invitation = make_invitation(member(project, "миа"))
    Invitation.objects.filter(pk=invitation.pk).update(username=username)
    invitation.refresh_from_db()
    return f"/join/{invitation_token(invitation)}/"


def reset_key(user: User) -> str:
    return f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
