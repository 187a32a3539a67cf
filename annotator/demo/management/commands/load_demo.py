from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.demo.loading import PEOPLE, SLUG, load_demo
from annotator.lib.processes.command import AppCommand
from annotator.lib.secret_key import load_secret
from annotator.projects.models import Project


class Command(AppCommand):
    help = _(
        "Create two demo projects with articles, annotators, labels and disagreements, and print "
        "how to sign in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help=_("only if the database has no accounts and no projects"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_empty = not User.objects.exists() and not Project.objects.exists()
        if not Project.objects.filter(slug=SLUG).exists():
            if options["if_empty"] and not is_empty:
                return
            load_demo(password=load_secret(settings.VAR / "demo_password", length=12))

        password = load_secret(settings.VAR / "demo_password", length=12)
        address = f"{settings.SITE_URL}/p/{SLUG}/"
        self.stdout.write(_("Demo: %(address)s - sign in as one of") % {"address": address})
        for username, (_name, role) in PEOPLE.items():
            line = _("%(username)s %(role)s password %(password)s") % {
                "username": username.ljust(5),
                "role": str(role.label).lower().ljust(12),
                "password": password,
            }
            self.stdout.write(f"  {line}")
