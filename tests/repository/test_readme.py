"""Every command of the README does what it says there."""

import re
import subprocess
import sys
from pathlib import Path

from tests.support.prepared import serving_prepared
from tools.served import ROOT

TEXT = (ROOT / "README.md").read_text()
SHELL = re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_its_make_targets_are_there() -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", TEXT, re.MULTILINE))
    assert {"run", "test", "bench", "faults"} <= named <= TARGETS


def test_its_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    links = [
        (page, link) for page in pages for link in re.findall(r"\]\(([^)#]+)", page.read_text())
    ]
    assert len(links) > 20
    assert [
        (page.name, link)
        for page, link in links
        if "://" not in link and not (page.parent / link).exists()
    ] == []


def test_its_shell_commands_work(tmp_path: Path) -> None:
    """In the folder of somebody who has the app running: with articles, and a file of labels for
    them.
    """
    (tmp_path / "manage.py").symlink_to(ROOT / "manage.py")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    articles = tmp_path / "path" / "to" / "articles"
    articles.mkdir(parents=True)
    (articles / "dam.txt").write_text("The dam held. The ministry denied that it had failed.")
    labels = (
        "article_id,position,annotator,label,skip_reason\ndam,1,zoe,claim,\ndam,2,zoe,denial,\n"
    )
    (tmp_path / "labels.csv").write_text(labels)
    commands = [
        line for block in SHELL for line in block.splitlines() if not line.startswith("make ")
    ]
    assert len(commands) > 12
    with serving_prepared() as served:
        script = "\n".join(["set -e", *commands])
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=served.env, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Imported: 1 article, 2 sentences" in done.stdout
    exported = (tmp_path / "annotations.csv").read_text()
    assert (exported.count(",import,,,true,\n"), exported.count("zoe")) == (2, 0), (
        "imported, and under a pseudonym"
    )
    assert (tmp_path / "letters-1" / "SHA256SUMS").exists()
    assert (tmp_path / "skepsis-backup.zip").exists()
