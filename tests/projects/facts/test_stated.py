from annotator.projects.facts.small_groups import Group
from annotator.projects.facts.stated import StatedFacts


def test_answers_survive_json() -> None:
    facts = StatedFacts(
        training="A day.",
        annotator_kind="crowd",
        demographics=(Group("Age", "25–34", 7),),
        pay_per_hour="14.50",
        pay_currency="EUR",
        not_applicable=("ethics",),
    )
    assert StatedFacts.from_json(facts.as_json()) == facts


def test_only_given_answers_are_stored() -> None:
    assert StatedFacts(training="A day.").as_json() == {"training": "A day."}


def test_answers_of_a_later_version_are_left_out() -> None:
    later = {"training": "A day.", "weather": "Rain.", "annotator_kind": "robots"}
    assert StatedFacts.from_json(later) == StatedFacts(training="A day.")
