from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from annotator.accounts.models import User
from annotator.projects.access import enter
from annotator.projects.models import Membership, Project, Role
from tests.support.make import make_user


def test_a_member_has_the_access_of_their_role(rita: Membership) -> None:
    access = enter(rita.user, "dam", Role.ADJUDICATOR)
    assert access.membership == rita
    assert access.may_review
    assert not access.may_manage


def test_a_stranger_gets_404_as_if_the_project_did_not_exist(project: Project, eve: User) -> None:
    with pytest.raises(Http404):
        enter(eve, project.slug)
    with pytest.raises(Http404):
        enter(eve, "no-such-project")


def test_a_project_that_is_known_is_not_looked_up_again(
    ana: Membership, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[..., Any]
) -> None:
    monkeypatch.setattr("annotator.projects.access._ids", {})
    enter(ana.user, "dam")

    with django_assert_num_queries(1):
        enter(ana.user, "dam")


def test_another_project_with_the_slug_of_a_known_one_is_found(
    ana: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.projects.access._ids", {"dam": ana.project_id - 1})

    assert enter(ana.user, "dam").project == ana.project


def test_a_role_that_is_too_low_gets_403(ana: Membership) -> None:
    with pytest.raises(PermissionDenied):
        enter(ana.user, "dam", Role.MANAGER)


def test_a_suspended_member_gets_404_like_a_stranger(ana: Membership) -> None:
    Membership.objects.filter(pk=ana.pk).update(suspended_at=timezone.now())
    with pytest.raises(Http404):
        enter(ana.user, "dam")


def test_a_superuser_manages_but_annotates_only_as_a_member(project: Project) -> None:
    access = enter(make_user("root", is_superuser=True), "dam", Role.MANAGER)
    with pytest.raises(PermissionDenied):
        _ = access.annotator
