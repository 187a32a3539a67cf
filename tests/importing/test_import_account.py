"""The tool that prints how files would be imported, without a database."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools.served import ROOT


def accounts(*arguments: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tools.import_account", "--json", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_file_has_an_account_and_all_together(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The dam held. The mayor left.")
    (tmp_path / "b.csv").write_text("id,sentence,label\n1,It held.,fact\n2,,fact\n")
    (tmp_path / "c.mp3").write_text("x")
    (tmp_path / ".DS_Store").write_text("x")

    clutter, text, table, other, total = accounts(str(tmp_path))

    assert clutter["passed_over"] == {".DS_Store": 1}
    assert (text["articles"], text["sentences"]) == (1, 2)
    assert (table["articles"], table["labels"], table["rows"]) == (1, 1, 2)
    assert list(table["refused"].values()) == [1]
    assert list(other["refused"]) != []
    assert (total["articles"], total["sentences"], total["rows"]) == (2, 3, 3)


def test_options_are_those_of_an_import(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("xy,z\nThe dam held. It holds.,It broke. So.\n")
    path = str(tmp_path / "a.csv")

    assert accounts(path)[0]["articles"] == 0
    assert accounts("--column", "text=xy", path)[0]["sentences"] == 2
    assert (
        accounts("--total", "--column", "text=xy", "--rows", "sentences", path)[0]["sentences"] == 1
    )
