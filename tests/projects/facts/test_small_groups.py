import pytest

from annotator.projects.facts.small_groups import (
    Group,
    publishable_groups,
    telling_groups,
)


def ages(*counts: int) -> list[Group]:
    return [Group("Age", f"group {number}", count) for number, count in enumerate(counts)]


@pytest.mark.parametrize("counts", [(5, 7), (12,), (5,), (6, 6)])
def test_groups_of_five_that_leave_nobody_or_five_are_published(counts: tuple[int, ...]) -> None:
    people = sum(counts) if sum(counts) == 12 else sum(counts) + 5
    assert telling_groups(ages(*counts), people) == []


@pytest.mark.parametrize(
    ("counts", "people"),
    [((4,), 12), ((4, 8), 12), ((9,), 12), ((5, 6), 12), ((0,), 12)],
)
def test_groups_that_identify_people_are_found(counts: tuple[int, ...], people: int) -> None:
    assert telling_groups(ages(*counts), people)


def test_a_small_group_takes_its_characteristic_along() -> None:
    """If only the small group were left out, its size would be the rest."""
    studies = [Group("Studies", "law", 6), Group("Studies", "none", 6)]
    assert publishable_groups([*ages(8, 4), *studies], 12) == studies
