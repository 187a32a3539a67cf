from django.test import Client

from annotator.projects.models import Project
from tests.support.make import make_release


def test_a_client_that_has_a_file_gets_304(as_mia: Client, project: Project) -> None:
    make_release(project)
    for address in (
        "/p/dam/releases/1/files/README.md",
        "/api/v1/projects/dam/releases/1/README.md",
    ):
        whole = as_mia.get(address)
        assert b"".join(whole.streaming_content)  # type: ignore[attr-defined]
        assert as_mia.get(address, headers={"If-None-Match": whole["ETag"]}).status_code == 304
