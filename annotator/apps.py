"""The app that registers our own system checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from annotator.lib.database.earlier_versions import check_earlier_version


class SkepsisConfig(AppConfig):
    name = "annotator"

    def ready(self) -> None:
        register(check_earlier_version, Tags.database)
