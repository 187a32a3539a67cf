from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from annotator.accounts.creating import get_or_create_user, password_link
from annotator.labelling.assignments.places import recount_for_everyone
from annotator.lib.processes.command import AppCommand, problems_in_words
from annotator.projects.audit import COMMAND, record
from annotator.projects.command_arguments import get_project
from annotator.projects.members import LastManagerError, add_member
from annotator.projects.models import AuditAction, Membership, Role


class Command(AppCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.description = _(
            "Add an account to a project, or change its role there; a new account gets a link to "
            "set a password."
        )
        parser.add_argument("slug", help=_("the project"))
        parser.add_argument("username")
        parser.add_argument("--role", choices=Role.values, default=Role.ANNOTATOR)

    def handle(self, *args: Any, **options: Any) -> None:
        project = get_project(options["slug"])

        try:
            with transaction.atomic():
                user, is_new = get_or_create_user(username=options["username"])
                role = Role(options["role"])
                before = Membership.objects.filter(project=project, user=user).first()

                was_here = before is not None and before.left_at is None
                action = AuditAction.ROLE_CHANGED if was_here else AuditAction.MEMBER_ADDED
                membership = add_member(
                    project=project, user=user, role=role, brought_account=is_new
                )
                recount_for_everyone(project)

                # A role that somebody already has leaves no event in the audit log.
                about = f"{membership.pseudonym}: {membership.role}"
                if before is None or not was_here or before.role != role:
                    record(project=project, action=action, by=COMMAND, about=about)
        except ValidationError as error:
            raise CommandError(problems_in_words(error)) from error
        except LastManagerError as error:
            raise CommandError(str(error)) from error

        added = _("%(name)s is in %(project)s. Role: %(role)s. Pseudonym: %(pseudonym)s.")
        values = {
            "name": user.username,
            "project": project.name,
            "role": membership.role_in_sentence,
            "pseudonym": membership.pseudonym,
        }
        self.stdout.write(added % values)
        # Each call prints a link until the person has set a password.
        if not user.has_usable_password():
            link = _("Link to set a password (works once, for 3 days): %(link)s")
            self.stdout.write(link % {"link": password_link(user)})
