"""The list of a person's projects on *My work*, and what is left for them in each."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.labelling.assignments.upcoming import Upcoming, upcoming_for
from annotator.labelling.progress.figures import OwnProgress, own_progress_of
from annotator.projects.models import Membership, Project, Role


@dataclass(frozen=True)
class ProjectWork:
    """A project in which the person is a member. `upcoming` is None if nothing is left for them."""

    membership: Membership
    own: OwnProgress
    upcoming: Upcoming | None

    @property
    def project(self) -> Project:
        return self.membership.project

    @property
    def is_labelling(self) -> bool:
        """Whether the person labels here. Managers and adjudicators may, but few do."""
        is_annotator = self.membership.role == Role.ANNOTATOR
        return is_annotator or self.own.decided > 0 or self.own.open is not None


def work_list(members: Sequence[Membership]) -> list[ProjectWork]:
    """Return the projects of these memberships, all of one person.

    Those that they used last come first, then those that they haven't used, by name.
    """
    own, upcoming = own_progress_of(members), upcoming_for(members)
    work = [
        ProjectWork(member, own[member.pk], upcoming.get(member.pk))
        for member in sorted(members, key=lambda member: member.project.name.lower())
    ]

    # Sorting keeps the order by name where the times are the same.
    return sorted(work, key=_last_use, reverse=True)


def _last_use(work: ProjectWork) -> float:
    return work.own.last_used.timestamp() if work.own.last_used else 0.0
