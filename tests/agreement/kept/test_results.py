"""A result is computed once for the same data, and never kept where the data may have changed."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from annotator.agreement.kept import results
from annotator.agreement.kept.results import kept
from annotator.agreement.models import KeptResult
from annotator.agreement.report.report import agreement_report
from annotator.agreement.report.shapes import Report
from annotator.projects.models import Project

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Found:
    name: str
    shares: dict[str, float | None]
    pairs: list[tuple[int, int]]


class Computing:
    """Counts how often it computed."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Found:
        self.times += 1
        return Found("dam", {"claim": 1 / 3, "doubt": None}, [(1, 2)])


def test_the_same_data_are_computed_once(project: Project) -> None:
    computing = Computing()
    first = kept(project, "found", {"round": "main"}, Found, computing)
    again = kept(project, "found", {"round": "main"}, Found, computing)
    assert computing.times == 1
    assert again == first


def test_other_parameters_names_and_data_are_others(project: Project) -> None:
    computing = Computing()
    kept(project, "found", {"round": "main"}, Found, computing)
    kept(project, "found", {"round": "pilot"}, Found, computing)
    kept(project, "lost", {"round": "main"}, Found, computing)
    project.articles.update(round="pilot")
    kept(project, "found", {"round": "main"}, Found, computing)
    assert computing.times == 4
    # The new result takes the place of the old one.
    assert KeptResult.objects.count() == 3


def test_another_version_of_the_code_computes_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    computing = Computing()
    kept(project, "found", {}, Found, computing)
    monkeypatch.setattr(results, "_code", lambda: "another")
    kept(project, "found", {}, Found, computing)
    assert computing.times == 2


def test_nothing_is_kept_if_the_data_change_meanwhile(project: Project) -> None:
    def while_somebody_works() -> Found:
        project.articles.update(round="pilot")
        return Computing()()

    kept(project, "found", {}, Found, while_somebody_works)
    assert not KeptResult.objects.exists()


def test_in_a_transaction_everything_is_computed(project: Project) -> None:
    computing = Computing()
    with transaction.atomic():
        kept(project, "found", {}, Found, computing)
        kept(project, "found", {}, Found, computing)
    assert computing.times == 2


def test_the_oldest_go_first(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MAX_KEPT", 2)
    computing = Computing()
    for number in (1, 2, 3, 1):
        kept(project, "found", {"number": number}, Found, computing)
    assert computing.times == 4
    assert KeptResult.objects.count() == 2


def test_a_large_result_is_not_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MAX_CHARACTERS", 10)
    kept(project, "found", {}, Found, Computing())
    assert not KeptResult.objects.exists()


def test_a_report_comes_back_as_it_was(project: Project) -> None:
    first = kept(project, "report", {}, Report, lambda: agreement_report(project))
    again = kept(project, "report", {}, Report, lambda: agreement_report(project))
    assert again == first == agreement_report(project)
