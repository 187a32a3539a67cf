import json

import pytest
from django.core.management import CommandError, call_command

from annotator.projects.audit import audit_log
from annotator.projects.facts.stated import StatedFacts
from annotator.projects.models import Project, stated_facts
from tests.support.make import make_project


@pytest.fixture
def project(db: None) -> Project:
    return make_project()


def test_the_command_changes_some_answers_and_keeps_the_others(project: Project) -> None:
    call_command("project_facts", "dam", "--set", "training=A day.", "--not-applicable", "ethics")
    call_command("project_facts", "dam", "--set", "ethics=Approved.", "--set", "training=")
    assert stated_facts(project) == StatedFacts(ethics="Approved.")
    assert audit_log(project)[0].who == "command line"


def test_the_command_prints_answers_and_what_is_empty(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("project_facts", "dam", "--set", "training=A day.", "--not-applicable", "ethics")
    printed = capsys.readouterr().out
    assert "   training: A day.\n" in printed
    assert "   ethics: not applicable\n" in printed
    assert "   contact: empty\n" in printed
    assert "known: The codebook had 1 version." in printed
    call_command("project_facts", "dam", "--json")
    assert json.loads(capsys.readouterr().out)["training"] == "A day."


@pytest.mark.parametrize(
    ("given", "why"),
    [("weather=Rain.", "no question “weather”"), ("pay_currency=euro", "pay_currency: Use three")],
)
def test_the_command_refuses_what_it_does_not_know(project: Project, given: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("project_facts", "dam", "--set", "training=A day.", "--set", given)
    assert stated_facts(project) == StatedFacts()
