import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from annotator.export.models import Release
from annotator.jobs.models import Job
from annotator.projects.models import Project, Role
from tests.support.make import make_member


def test_too_few_bootstrap_replicates_are_refused(
    rich: Project, client: Client, tmp_path: Path
) -> None:
    client.force_login(make_member(rich, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    with pytest.raises(
        CommandError, match="--replicates: Ensure this value is greater than or equal to 100"
    ):
        call_command("publish_release", "dam", "--replicates=2")
    refused = client.post("/api/v1/projects/dam/releases/", {"replicates": 2}, "application/json")
    assert (refused.status_code, list(refused.json())) == (400, ["replicates"])
    assert not Release.objects.exists()
    assert not Job.objects.exists()
    call_command("publish_release", "dam", "--replicates=100", "-o", str(tmp_path / "some"))
    call_command("publish_release", "dam", "-o", str(tmp_path / "usual"))
    reports = [
        json.loads((tmp_path / name / "agreement.json").read_text()) for name in ("some", "usual")
    ]
    assert [report["interval"]["replicates"] for report in reports] == [100, 10_000]
