"""Counts of people by age, gender and the like. Groups that are too small identify people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# No group that is published has fewer people.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Group:
    """How many annotators share a characteristic, such as 7 with the age 25-34."""

    characteristic: str
    group: str
    count: int


def hides_single_people(count: int) -> bool:
    """Whether this many people are nobody, or enough that none of them can be recognised."""
    return count == 0 or count >= SMALLEST_GROUP


def telling_groups(groups: Iterable[Group], people: int) -> list[Group]:
    """Return the groups that identify people, where `people` is the number of annotators.

    A group is too small, or it leaves a rest that is: of twelve people, nine of one kind tell about
    the other three as well.
    """
    of_each: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        of_each[group.characteristic].append(group)

    return [
        group
        for those in of_each.values()
        for group in those
        if group.count < SMALLEST_GROUP
        or not hides_single_people(max(0, people - sum(one.count for one in those)))
    ]


def publishable_groups(groups: Sequence[Group], people: int) -> list[Group]:
    """Return the groups of each characteristic by which nobody can be recognised."""
    telling = {group.characteristic for group in telling_groups(groups, people)}
    return [group for group in groups if group.characteristic not in telling]
