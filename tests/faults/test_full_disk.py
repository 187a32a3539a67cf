"""The disk is full while many people label, until somebody frees space."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.faults.storm import PEOPLE, SENTENCES, Storm
from tests.support.prepared import serving_prepared
from tools.crowd import hire
from tools.served import wait_for

SIZE = 400_000_000  # bytes, of which a new installation takes a quarter


@pytest.fixture
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="skepsis-disk-"))
    folder.chmod(0o711)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=711", "tmpfs", str(folder)]
    try:
        if subprocess.run(mount, capture_output=True).returncode != 0:
            pytest.skip("only root may mount a small disk")
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
    finally:
        folder.rmdir()


def test_the_app_recovers_by_itself_from_a_full_disk(small_disk: Path) -> None:
    with serving_prepared(inside=small_disk) as served:
        crew = hire(served, PEOPLE, articles=100, sentences=SENTENCES, overlap=3)
        storm = Storm([served])
        filler = small_disk / "filler"
        with storm.at_work(crew):
            storm.wait_for_labels(100)

            def is_refused() -> bool:
                """Fill the disk again: a server that stops frees some space."""
                with suppress(OSError), filler.open("ab", buffering=0) as file:
                    file.write(bytes(psutil.disk_usage(str(small_disk)).free))
                return storm.tried["503"] > PEOPLE

            wait_for(is_refused)
            filler.unlink()
            storm.wait_for_labels(100)
        assert storm.findings() == []
        assert storm.tried["500"] == 0
