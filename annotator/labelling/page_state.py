"""The data for the labelling page's script: the assignment, the labels, and the addresses."""

from typing import TypedDict

from django.urls import reverse

from annotator.labelling.annotations.payload import AssignmentPayload, assignment_payload
from annotator.labelling.choices import SkipReason
from annotator.labelling.models import Assignment
from annotator.projects.models import Label, Project


class LabelChoice(TypedDict):
    key: str
    name: str
    definition: str
    mark: str
    colour: str
    shortcut: str
    takes_target: bool
    question: str
    # Not offered. What was labelled with it keeps its name and mark.
    retired: bool


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
    """Return everything that the page's script needs.

    The script fetches the next assignment from the API, which has the same format.
    """
    project = assignment.project
    # Only members who can sign in open this page, so there is an account.
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
        name=label.shown_name,
        definition=label.shown_definition,
        mark=label.mark,
        colour=label.colour,
        shortcut=label.shortcut or "",
        takes_target=label.takes_target,
        question=label.shown_question,
        retired=label.retired_at is not None,
    )


def _urls(project: Project) -> dict[str, str]:
    """Return the addresses that the script uses.

    Those for one assignment contain a 0, which the script replaces with the assignment's id.
    """
    project_part = {"slug": project.slug}
    assignment_part = project_part | {"assignment_id": 0}
    return {
        "annotations": reverse("api:annotations", kwargs=project_part),
        "fetch": reverse("api:next_assignment", kwargs=project_part),
        "submit": reverse("api:submit_assignment", kwargs=assignment_part),
        "reopen": reverse("api:reopen_assignment", kwargs=assignment_part),
        "give_back": reverse("api:return_assignment", kwargs=assignment_part),
        "report": reverse("api:report_problem", kwargs=assignment_part),
        "page": reverse("label", kwargs=assignment_part),
        "next": reverse("label_next", kwargs=project_part),
    }
