import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from annotator.export.datasheet.changing import change_facts
from annotator.export.datasheet.checklist import checklist
from annotator.export.datasheet.forms import FactsForm, form_values
from annotator.export.datasheet.known import known_sentences
from annotator.export.datasheet.people import people_who_labelled
from annotator.export.datasheet.questions import QUESTIONS
from annotator.lib.processes.command import AppCommand
from annotator.projects.audit import COMMAND
from annotator.projects.command_arguments import get_project, name_and_value
from annotator.projects.facts.stated import StatedFacts
from annotator.projects.models import Project, stated_facts


class Command(AppCommand):
    help = _("Print or change a project's answers to the questions of the datasheet.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help=_("short name of the project"))
        parser.add_argument(
            "--set",
            dest="answers",
            action="append",
            type=name_and_value,
            default=[],
            metavar="NAME=TEXT",
            help=_("answer this question; an empty text deletes the answer; repeatable"),
        )
        parser.add_argument(
            "--not-applicable",
            action="append",
            default=[],
            metavar="NAME",
            help=_("this question doesn't apply to the project; repeatable"),
        )
        parser.add_argument("--json", action="store_true", help=_("print as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        project = get_project(options["slug"])
        if options["answers"] or options["not_applicable"]:
            self._change(project, dict(options["answers"]), options["not_applicable"])

        facts = stated_facts(project)
        if options["json"]:
            answers = form_values(facts) | {"known": known_sentences(project)}
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=1))
        else:
            self._print(project, facts)

    def _change(self, project: Project, answers: dict[str, str], left_out: list[str]) -> None:
        facts = stated_facts(project)
        values = form_values(facts)
        for name in (*answers, *left_out):
            if name not in values or name == "not_applicable":
                raise CommandError(
                    _("There is no question “%(name)s”. The questions: %(names)s")
                    % {"name": name, "names": ", ".join(sorted(values.keys() - {"not_applicable"}))}
                )

        # What is answered now applies.
        applying = {name for name, text in answers.items() if text}
        values |= answers
        values["not_applicable"] = [
            *(name for name in facts.not_applicable if name not in applying),
            *left_out,
        ]
        form = FactsForm(values, facts=facts, people=people_who_labelled(project))
        for name, errors in form.errors.items():
            raise CommandError(f"{name}: {errors[0]}")
        change_facts(project=project, facts=form.facts(), by=COMMAND)

    def _print(self, project: Project, facts: StatedFacts) -> None:
        known, values = known_sentences(project), form_values(facts)
        for number, question in enumerate(QUESTIONS, start=1):
            self.stdout.write(f"{number}. {question.title}")
            for name in question.answers:
                self.stdout.write(f"   {name}: {self._said(facts, name, values[name])}")
                if name in known:
                    self.stdout.write(_("      known: %(text)s") % {"text": " ".join(known[name])})

        counts = checklist(project)
        self.stdout.write(
            _("Checklist: %(answered)s answered, %(empty)s empty, %(others)s not applicable")
            % {
                "answered": counts.answered,
                "empty": counts.empty,
                "others": counts.not_applicable,
            }
        )

    def _said(self, facts: StatedFacts, name: str, value: str) -> str:
        if value:
            return value.replace("\n", "\n      ")
        return _("empty") if facts.applies(name) else _("not applicable")
