from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.export.models import Release
from annotator.lib.checksums import verify
from annotator.projects.models import Project
from tests.export.releases.conftest import DAY


def test_the_command_publishes_copies_and_validates_its_options(
    rich: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command(
        "publish_release",
        "dam",
        "-o",
        str(tmp_path / "r"),
        "--date",
        DAY,
        "--creator",
        "A",
        "--creator",
        "B",
    )
    output = capsys.readouterr().out
    assert "Release 1: 17 articles, 48 sentences, 85 annotations, 24 files" in output
    assert (
        "Left out: 38 annotations by 2 suspended annotators (--annotator-details adds them)"
        in output
    )
    for asked, why in (
        (["-o", str(tmp_path / "r")], "not empty"),
        (["--split", "1/2/3"], "add up to 6"),
        (["--date", "soon"], "--date"),
        (["--licence", "my own, see mail"], "identifier"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("publish_release", "dam", *asked)
    assert Release.objects.count() == 1
    assert verify(tmp_path / "r") == []
    call_command("publish_release", "dam", "--seconds", "none", "--annotator-details")
    assert "123 annotations" in capsys.readouterr().out
    parameters = Release.objects.get(number=2).parameters
    assert (parameters["seconds"], parameters["annotator_details"]) == ("none", True)
