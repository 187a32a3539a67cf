import re

import pytest

from tools.served import ROOT


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_its_hashes(name: str) -> None:
    """pip then installs the files that were looked at, and no others of the same version."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    pins = [line for line in text.splitlines() if re.match(r"[\w\[]", line)]

    assert pins
    assert not [pin for pin in pins if "--hash=sha256:" not in pin]


def test_installing_demands_the_hashes() -> None:
    makefile = (ROOT / "Makefile").read_text()
    installs = re.findall(r"pip install .*-r", makefile)

    assert len(installs) == 2
    assert all("--require-hashes" in line for line in installs)
