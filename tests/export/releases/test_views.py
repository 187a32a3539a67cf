import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from annotator.projects.models import Membership, Project, Role
from tests.export.releases.conftest import publish
from tests.support.make import make_member


def test_imported_names_that_are_pseudonyms_are_reported(
    committed: Project, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    client.force_login(make_member(committed, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    # It is never drawn for another: none has a 1.
    Membership.objects.create(project=committed, pseudonym="K1", alias="Yan")
    assert "in the imported file" not in client.get("/p/dam/releases/").content.decode()
    Membership.objects.create(project=committed, pseudonym="Maria", alias="Maria")
    page = " ".join(client.get("/p/dam/releases/").content.decode().split())
    assert "1 annotator appears under the name in the imported file: <bdi>Maria</bdi>" in page
    call_command("publish_release", "dam")
    assert "1 annotator appears under the name in the imported file." in capsys.readouterr().out


def test_missing_files_are_reported(rich: Project, client: Client) -> None:
    client.force_login(make_member(rich, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    release = publish(rich)
    default_storage.delete(release.archive)
    assert "missing from the storage" in client.get("/p/dam/releases/1/").content.decode()
    for address in ("release.zip", "files/README.md"):
        assert client.get(f"/p/dam/releases/1/{address}").status_code == 404
    with pytest.raises(CommandError, match="missing from the storage"):
        call_command("publish_release", "dam")
