"""What the labelling page is given beside the assignment: labels, reasons, what it may ask, and
where to post.
"""

from typing import TypedDict

from django.urls import reverse

from annotator.labelling.annotations.payload import AssignmentPayload, assignment_payload
from annotator.labelling.choices import SkipReason
from annotator.labelling.models import Assignment
from annotator.projects.models import Label, Project


class LabelChoice(TypedDict):
    key: str
    name: str
    mark: str
    colour: str
    shortcut: str
    takes_target: bool


class PageState(TypedDict):
    account: int
    project: str
    project_name: str
    assignment: AssignmentPayload
    labels: list[LabelChoice]
    skip_reasons: list[dict[str, str]]
    asks: dict[str, bool]
    urls: dict[str, str]


def page_state(assignment: Assignment, labels: list[Label]) -> PageState:
    """Everything that the page's script works from; it fetches the next assignment in the same
    shape.
    """
    project = assignment.project
    assert assignment.annotator.user_id is not None

    return PageState(
        account=assignment.annotator.user_id,
        project=project.slug,
        project_name=project.name,
        assignment=assignment_payload(assignment),
        labels=[_choice(label) for label in labels],
        skip_reasons=[{"key": reason.value, "name": str(reason.label)} for reason in SkipReason],
        asks={
            "target": project.asks_target,
            "confidence": project.asks_confidence,
            "note": project.asks_note,
        },
        urls=_urls(project),
    )


def _choice(label: Label) -> LabelChoice:
    return LabelChoice(
        key=label.key,
        name=label.name,
        mark=label.mark,
        colour=label.colour,
        shortcut=label.shortcut,
        takes_target=label.takes_target,
    )


def _urls(project: Project) -> dict[str, str]:
    """Addresses; in those of one assignment the script puts its id in the place of the 0."""
    of_project = {"slug": project.slug}
    of_assignment = of_project | {"assignment_id": 0}
    return {
        "annotations": reverse("api:annotations", kwargs=of_project),
        "fetch": reverse("api:next_assignment", kwargs=of_project),
        "submit": reverse("api:submit_assignment", kwargs=of_assignment),
        "reopen": reverse("api:reopen_assignment", kwargs=of_assignment),
        "give_back": reverse("api:return_assignment", kwargs=of_assignment),
        "page": reverse("label", kwargs=of_assignment),
        "next": reverse("label_next", kwargs=of_project),
    }
