import hashlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from annotator.export.releases.reading_back import import_release
from annotator.lib.checksums import NoReleaseError, verify
from annotator.projects.models import Project
from tests.export.releases.conftest import publish
from tests.support.make import make_project


def test_changed_missing_and_extra_files_are_named(
    rich: Project, tmp_path: Path, released: Callable[..., Path]
) -> None:
    folder = released()
    assert verify(folder) == []
    (folder / "sentences.csv").write_bytes((folder / "sentences.csv").read_bytes() + b"\n")
    (folder / "annotators.csv").unlink()
    (folder / "splits" / "more.txt").write_text("!")
    with pytest.raises(CommandError) as raised:
        call_command("verify_release", str(folder))
    assert str(raised.value).splitlines() == [
        "annotators.csv: it is missing",
        "sentences.csv: it was changed",
        "splits/more.txt: it isn’t part of the release",
    ]
    with pytest.raises(NoReleaseError, match="was changed"):
        import_release(project=make_project("back"), place=folder)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a/../../b", "a\\b", ""])
def test_file_names_outside_the_release_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  {name}\n")
    with pytest.raises(NoReleaseError, match="line 1"):
        verify(tmp_path)
    packed = tmp_path / "r.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("SHA256SUMS", f"{hashlib.sha256(b'{}').hexdigest()}  release.json\n")
        archive.writestr("release.json", "{}")
        archive.writestr("../outside.txt", "!")
    assert verify(packed) == ["../outside.txt: it isn’t part of the release"]


def test_other_files_and_folders_are_not_releases(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no ZIP")
    (tmp_path / "empty").mkdir()
    for place, why in (("nowhere", "no such"), ("text", "neither"), ("empty", "no SHA256SUMS")):
        with pytest.raises(CommandError, match=why):
            call_command("verify_release", str(tmp_path / place))


def test_damaged_files_are_named(rich: Project, tmp_path: Path) -> None:
    release = publish(rich)
    archive = tmp_path / "r.zip"
    with default_storage.open(release.archive) as file:
        content = bytearray(file.read())
    with zipfile.ZipFile(BytesIO(content)) as whole:
        info = whole.getinfo("README.md")
    for place in range(info.header_offset + 80, info.header_offset + 140):
        content[place] ^= 0xFF
    archive.write_bytes(content)
    assert [fault.partition(":")[0] for fault in verify(archive)] == ["README.md"]
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "SHA256SUMS").write_text(f"{'0' * 64}  release.json\n")
    (tmp_path / "link" / "release.json").symlink_to("nowhere")
    assert verify(tmp_path / "link") == ["release.json: it can’t be read"]
    (tmp_path / "link" / "SHA256SUMS").write_text("")
    with pytest.raises(NoReleaseError, match="doesn’t list"):
        verify(tmp_path / "link")
