from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from annotator.accounts.models import User
from annotator.demo.loading import PEOPLE, SLUG, load_demo
from annotator.lib.secret_key import load_secret
from annotator.projects.models import Project


class Command(BaseCommand):
    help = (
        "Make a demo project with articles, three annotators' labels and disagreements; say how "
        "to sign in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="only into a database without people and projects",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_empty = not User.objects.exists() and not Project.objects.exists()
        if not Project.objects.filter(slug=SLUG).exists():
            if options["if_empty"] and not is_empty:
                return
            load_demo(password=load_secret(settings.VAR / "demo_password", length=12))
        password = load_secret(settings.VAR / "demo_password", length=12)
        self.stdout.write(f"Demo: {settings.SITE_URL}/p/{SLUG}/ - sign in as one of")
        for username, (_, role) in PEOPLE.items():
            self.stdout.write(f"  {username:<5} {role.label.lower():<12} password {password}")
