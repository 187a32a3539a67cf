"""The page on which managers declare how far labels are from each other."""

from collections.abc import Mapping
from itertools import combinations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from annotator.accounts.models import User
from annotator.accounts.requests import SignedInRequest
from annotator.projects.access import enter
from annotator.projects.audit import ByCommand, changes, record
from annotator.projects.models import (
    AuditAction,
    Label,
    LabelDistance,
    Membership,
    Project,
    Role,
    label_distances,
)

FULL = 100
Distances = Mapping[tuple[str, str], int]


class DistancesForm(forms.Form):
    """A field for each two labels."""

    def __init__(
        self, data: QueryDict | None, *, labels: list[Label], distances: Distances
    ) -> None:
        super().__init__(data)
        self.pairs = {
            f"{first.key}-{second.key}": (first.key, second.key)
            for first, second in combinations(labels, 2)
        }
        names = {label.key: label.listed_name for label in labels}

        for name, (first, second) in self.pairs.items():
            self.fields[name] = forms.IntegerField(
                min_value=0,
                max_value=FULL,
                initial=distances.get((first, second), FULL),
                label=_("%(first)s and %(second)s (%%)")
                % {"first": names[first], "second": names[second]},
            )

    def distances(self) -> Distances:
        """Return the distances of a valid form that aren't 100%."""
        return {
            pair: self.cleaned_data[name]
            for name, pair in self.pairs.items()
            if self.cleaned_data[name] != FULL
        }


def distances(request: SignedInRequest, slug: str) -> HttpResponse:
    access = enter(request.user, slug, Role.MANAGER)
    labels = list(access.project.labels.all())
    form = DistancesForm(
        request.POST or None, labels=labels, distances=label_distances(access.project)
    )
    if request.method == "POST" and form.is_valid():
        declare_distances(
            project=access.project,
            distances=form.distances(),
            by=access.membership or request.user,
        )
        messages.success(request, _("Saved."))
        return redirect("distances", slug=slug)

    return render(request, "projects/distances.html", {"access": access, "form": form})


@transaction.atomic
def declare_distances(
    *, project: Project, distances: Distances, by: Membership | User | ByCommand
) -> None:
    """Replace the distances between the project's labels, and record the earlier ones."""
    Project.objects.select_for_update().get(pk=project.pk)
    before = label_distances(project)
    if before == distances:
        return

    labels = {label.key: label for label in project.labels.all()}
    LabelDistance.objects.filter(project=project).delete()
    for (first, second), percent in distances.items():
        one, other = sorted((labels[first], labels[second]), key=lambda label: label.pk)
        LabelDistance.objects.create(project=project, one=one, other=other, percent=percent)

    changed = [
        pair
        for pair in sorted(before.keys() | distances.keys())
        if before.get(pair, FULL) != distances.get(pair, FULL)
    ]
    old = {f"distance of {a} and {b}": f"{before.get((a, b), FULL)}%" for a, b in changed}
    record(project=project, action=AuditAction.SETTINGS_CHANGED, by=by, about=changes(old, old))
