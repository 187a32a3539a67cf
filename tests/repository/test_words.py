"""The words that the glossary retired come back nowhere: in texts, in names, in documents."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUFFIXES = {".css", ".html", ".js", ".md", ".py", ".txt"}
# Published versions say what they said; the table of retired words names them; migrations and the
# data of tests keep their texts.
EXEMPT = re.compile(
    r"CHANGELOG\.md|docs/glossary\.md|tests/repository/test_words\.py|.*/migrations/.*"
    r"|annotator/demo/.*\.(txt|md)|LICENSE|requirements.*\.txt"
)

RETIRED = {
    "set aside": "suspended (a member), excluded (a sentence)",
    "sets? aside": "suspend, exclude",
    "furniture": "boilerplate",
    "narrowed|narrowing": "filtered",
    "(bring|brings|bringing|brought) in": "import",
    "found out": "detected",
    "audit trail": "audit log",
    "(hand|hands|handed|handing) (back|in)": "return, submit",
    "whoever runs": "site administrator",
    "background work": "background job",
    "gold standard|ground truth": "final label",
    "putOff|deeds": "dismissed, commands",
}


def prose_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [name for name in listed.stdout.splitlines() if not EXEMPT.fullmatch(name)]
    return [ROOT / name for name in names if Path(name).suffix in SUFFIXES]


@pytest.mark.parametrize("word", RETIRED)
def test_a_retired_word_does_not_come_back(word: str) -> None:
    pattern = re.compile(rf"\b(?:{word})\b", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in prose_files()
        if path.exists()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]

    assert not found, f"Say {RETIRED[word]}:\n" + "\n".join(found)
