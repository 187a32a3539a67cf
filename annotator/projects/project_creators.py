"""Who may create projects: superusers, and the accounts that they allow to."""

from django.contrib.auth.models import Permission

from annotator.accounts.models import User


def may_create_projects(user: User) -> bool:
    """Whether the user is a superuser or has been given the permission by one."""
    return user.has_perm("projects.add_project")


def creators() -> set[int]:
    """Return the accounts that have the permission themselves."""
    users = User.objects.filter(user_permissions__codename="add_project")
    return set(users.values_list("pk", flat=True))


def let_create_projects(user: User, *, may: bool) -> None:
    """Give the permission to create projects, or withdraw it."""
    permission = Permission.objects.get(content_type__app_label="projects", codename="add_project")
    if may:
        user.user_permissions.add(permission)
    else:
        user.user_permissions.remove(permission)
