from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.accounts.token_views import TokenForm
from annotator.accounts.tokens import DAYS, make_token
from annotator.lib.processes.command import AppCommand


class Command(AppCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.description = _("Create an API token for an account and print it, once.")
        parser.add_argument("username")
        parser.add_argument(
            "--days", default=DAYS, help=_("days until it expires (default: %(default)s)")
        )
        parser.add_argument(
            "--name", default="command line", help=_("what it is for (default: %(default)s)")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.named(options["username"])
        if user is None or not user.is_active:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": options["username"]})
        # The same limits as on the page.
        form = TokenForm({"name": options["name"], "days": options["days"]})
        for name, errors in form.errors.items():
            raise CommandError(f"--{name}: {errors[0]}")
        self.stdout.write(make_token(user=user, **form.cleaned_data))
