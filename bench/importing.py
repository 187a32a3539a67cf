"""Measures the import of articles from JSON Lines: sentences a second and memory, compared with a
bare COPY of the same rows.

`python -m bench.importing [SENTENCES]` uses a database of its own in a temporary folder. The
reference is COPY of the imported rows, from a file, into empty copies of both tables: with the same
indexes and constraints, and without any.
"""

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, tell

ROOT = Path(__file__).parent.parent
SENTENCES = 1_000_000
PER_ARTICLE = 30
PER_PARAGRAPH = 3
PROSE = (
    "the ministry of water said on Monday that no dam had failed in the north and an engineer who "
    "asked not to be named told reporters it was never inspected while Gen. Harrow denied any "
    "order was given to open gates before dawn"
)
WORDS = PROSE.split()


def main() -> None:
    sentences = int(sys.argv[1]) if len(sys.argv) > 1 else SENTENCES
    var = Path(tempfile.mkdtemp(prefix="skepsis-bench-"))
    var.chmod(0o711)
    os.environ["SKEPSIS_VAR"] = str(var)

    try:
        file = var / "articles.jsonl"
        with file.open("w") as lines:
            lines.writelines(json.dumps(article) + "\n" for article in articles(sentences))
        manage("migrate", "--verbosity=0")
        manage("create_project", "bench")
        seconds, output, memory = time_import(file)
        print(output)
        rate, goal = sentences / seconds, 0.5
        found = references(var)
        copied = sentences / found["same indexes and checks"]
        reference = "COPY of the same rows, with the same indexes and checks,"
        tell(
            Figure(
                "sentences imported",
                rate,
                "/s",
                copied,
                reference,
                goal=f"{goal}x",
                is_met=rate >= goal * copied,
            )
        )
        tell(
            Figure(
                "  without indexes and checks", rate, "/s", sentences / found["bare tables"], "COPY"
            )
        )
        tell(Figure("  its memory, at most", memory, "MB"))
    finally:
        shutil.rmtree(var)


def articles(sentences: int) -> Iterator[dict[str, str]]:
    """The same articles each time, all of them different."""
    chance = random.Random(7)
    for number in range(sentences // PER_ARTICLE):
        paragraphs = [
            " ".join(
                f"{' '.join(chance.choices(WORDS, k=chance.randint(6, 30))).capitalize()}."
                for _ in range(PER_PARAGRAPH)
            )
            for _ in range(PER_ARTICLE // PER_PARAGRAPH)
        ]
        yield {
            "id": f"a{number}",
            "title": f"Article {number}",
            "source": "Bench",
            "text": "\n".join(paragraphs),
        }


def manage(*arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


def time_import(file: Path) -> tuple[float, str, float]:
    """(seconds, output, most memory in MB) of the command, run as a user runs it."""
    start = time.monotonic()
    output = manage("import_articles", "bench", str(file))
    seconds = time.monotonic() - start
    return seconds, output, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def references(var: Path) -> dict[str, float]:
    """Seconds that COPY takes for the rows of both tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    import django

    django.setup()
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        columns = {}
        for table in ("corpus_article", "corpus_sentence"):
            cursor.execute(
                "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
                "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND "
                "attgenerated = ''",
                [table],
            )
            columns[table] = cursor.fetchone()[0]
            with (
                (var / table).open("wb") as out,
                cursor.copy(f"COPY {table} ({columns[table]}) TO STDOUT") as rows,
            ):
                out.writelines(rows)
        for name, like in (("same indexes and checks", "INCLUDING ALL"), ("bare tables", "")):
            for table in ("corpus_article", "corpus_sentence"):
                cursor.execute(f"CREATE TABLE again_{table} (LIKE {table} {like})")
            start = time.monotonic()
            for table in ("corpus_article", "corpus_sentence"):
                statement = f"COPY again_{table} ({columns[table]}) FROM STDIN"
                with (var / table).open("rb") as rows, cursor.copy(statement) as copy:
                    while data := rows.read(1_000_000):
                        copy.write(data)
            found[name] = time.monotonic() - start
            cursor.execute("DROP TABLE again_corpus_article, again_corpus_sentence")
    return found


if __name__ == "__main__":
    main()
