"""The pages of codebook and settings."""

from datetime import timedelta

from django.test import Client

from annotator.projects.models import Project


def test_publishing_a_codebook_keeps_the_old_version(as_mia: Client, project: Project) -> None:
    assert (
        "This field is required"
        in as_mia.post("/p/dam/codebook/edit/", {"text": "# New"}).content.decode()
    )
    as_mia.post("/p/dam/codebook/edit/", {"text": "# New", "reason": "clearer"})
    assert list(project.codebooks.values_list("version", "reason")) == [
        (2, "clearer"),
        (1, ""),
    ]


def test_settings_are_saved_completely_or_not_at_all(as_mia: Client, project: Project) -> None:
    good = {
        "name": "Dams",
        "overlap": 2,
        "lease_hours": 24,
        "is_open": "on",
        "notice": "",
        "retest_share": 10,
        "retest_days": 7,
        "asks_confidence": "on",
    }
    as_mia.post("/p/dam/settings/", good)
    project.refresh_from_db()
    assert (project.name, project.overlap, project.lease) == ("Dams", 2, timedelta(hours=24))
    assert (project.retest_share, project.retest_after) == (10, timedelta(days=7))
    assert (project.asks_target, project.asks_confidence, project.asks_note) == (False, True, False)
    page = as_mia.post("/p/dam/settings/", good | {"overlap": 0, "name": "Other"}).content.decode()
    assert "Enter a number from 1 to 1,000" in page
    project.refresh_from_db()
    assert project.name == "Dams"


def test_someone_who_may_not_create_projects_is_told_whom_to_ask(as_mia: Client) -> None:
    for answer in (as_mia.get("/new/"), as_mia.post("/new/", {"slug": "dams"})):
        assert answer.status_code == 403
        page = " ".join(answer.content.decode().split())
        assert (
            "Ask the site administrator to let your account, <b>mia</b>, create projects." in page
        )
        assert "Your role in this project" not in page
    assert not Project.objects.filter(slug="dams").exists()
