from pathlib import Path

import pytest

from annotator.projects.models import Project
from tests.importing.support import Importer


@pytest.fixture
def importer(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Importer:
    return Importer(tmp_path, capsys)
