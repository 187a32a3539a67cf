"""The text of a stand-off release, put back from somebody's own copies of the articles."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pytest
from django.core.management import CommandError, call_command

from annotator.corpus.models import Article
from annotator.corpus.readers.records import ArticleRecord, ReadArticle
from annotator.export.datasets.sentence_hash import sentence_hash
from annotator.export.releases.restoring.matching import ReleasedSentence, restore_article
from annotator.projects.models import Project
from tests.export.releases.conftest import folder_of, publish, rows

Release = Callable[..., Path]
TEXT_TABLES = ("annotations", "sentences", "articles")


def write_copies(folder: Path, **texts: str) -> Path:
    """Write copies of all articles as JSON Lines; `texts` has other texts, by id. An empty one
    leaves the article out.
    """
    folder.mkdir(exist_ok=True)
    lines = [
        {"id": name, "title": title, "text": texts.get(name, text)}
        for name, title, text in Article.objects.values_list("external_id", "title", "text")
    ]
    kept = [json.dumps(line) for line in lines if line["text"]]
    (folder / "copies.jsonl").write_text("\n".join(kept))
    return folder


def differences(folder: Path) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for row in rows(folder / "differences.csv")]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", ["folder", "ZIP"])
def test_the_tables_are_those_of_the_release_with_text(
    rich: Project, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # An import takes the spaces from around a title.
    Article.objects.filter(external_id="Z").update(title="Rivers")
    full = folder_of(publish(rich), tmp_path / "full")
    bare = folder_of(publish(rich, standoff=True), tmp_path / "bare")
    place = bare
    if kind == "ZIP":
        place = Path(shutil.make_archive(str(tmp_path / "bare"), "zip", bare))
    before = contents(bare)

    made = tmp_path / "made"
    call_command(
        "restore_text", str(place), str(write_copies(tmp_path / "copies")), "-o", str(made)
    )

    for name in TEXT_TABLES:
        assert (made / f"{name}.csv").read_bytes() == (full / f"{name}.csv").read_bytes(), name
    tables = [f"{name}.parquet" for name in (*TEXT_TABLES, "splits/train", "splits/test")]
    for name in tables:
        restored, whole = (pyarrow.parquet.read_table(f / name) for f in (made, full))
        assert restored.equals(whole), name
        assert restored.schema.equals(whole.schema, check_metadata=True), name
    assert differences(made) == []
    assert contents(bare) == before
    written = capsys.readouterr().out.split()
    assert written[:5] == ["17", "articles", "with", "the", "same"]
    assert "differences.csv" not in written


def test_what_does_not_match_is_named(
    rich: Project, tmp_path: Path, released: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = released(standoff=True)
    copies = write_copies(
        tmp_path / "copies",
        n0="",
        # A new first line and other spaces; one sentence has another word, one is gone.
        n1="By Mia Muster\n\nDam 1 held.\nIt did  not fail. Happily.",
        n2="Something else.",
    )
    (copies / "more.jsonl").write_text(json.dumps({"id": "other", "text": "No article of ours."}))

    made = tmp_path / "made"
    call_command("restore_text", str(bare), str(copies), "-o", str(made))

    assert differences(made) == [
        ("n0", "", "article not found"),
        ("n1", "", "text of the article differs"),
        ("n1", "n1:3", "sentence not found"),
        ("n2", "", "text of the article differs"),
        *[("n2", f"n2:{number}", "sentence not found") for number in (1, 2, 3)],
    ]
    texts = {row["sentence_id"]: row["text"] for row in rows(made / "sentences.csv")}
    assert [texts[f"n1:{number}"] for number in (1, 2, 3)] == [
        "Dam 1 held.",
        "It did  not fail.",
        "",
    ]
    assert texts["n0:1"] == texts["n2:1"] == ""
    assert texts["n3:3"] == "Luckily."
    articles = {row["article_id"]: row["text"] for row in rows(made / "articles.csv")}
    assert articles["n1"] == articles["n0"] == ""
    assert articles["n3"] == "Dam 3 held. It did not fail. Luckily."

    out = capsys.readouterr().out
    counts = {line.split(maxsplit=1)[1]: line.split()[0] for line in out.splitlines()[:-1]}
    assert counts == {
        "articles with the same text": "14",
        "articles with another text": "2",
        "articles not found": "1",
        "sentences restored": "41",
        "sentences not found": "7",
        "copies of other articles": "1",
    }
    assert str(made / "differences.csv") in out


def test_a_copy_is_recognised_by_its_text(rich: Project, tmp_path: Path, released: Release) -> None:
    bare = released(standoff=True)
    article = Article.objects.get(external_id="n3")
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "a.txt").write_text(article.text)
    made = tmp_path / "made"
    call_command("restore_text", str(bare), str(copies), "-o", str(made))
    texts = {row["article_id"]: row["text"] for row in rows(made / "articles.csv")}
    assert texts["n3"] == article.text
    assert texts["n4"] == ""
    assert {problem for _, _, problem in differences(made)} == {"article not found"}
    assert len(differences(made)) == 16


def test_a_copy_is_recognised_by_its_url(rich: Project, tmp_path: Path) -> None:
    Article.objects.filter(external_id="n3").update(url="https://example.org/3")
    Article.objects.filter(external_id__in=("n4", "n5")).update(url="https://example.org/")
    bare = folder_of(publish(rich, standoff=True, split=""), tmp_path / "bare")
    copies = tmp_path / "copies.jsonl"
    lines = [
        {"id": f"my-{number}", "url": f"https://example.org/{number or ''}", "text": text}
        for number, text in ((3, "Dam 3 held. And more."), (0, "Dam 5 held. And more."))
    ]
    copies.write_text("\n".join(map(json.dumps, lines)))
    made = tmp_path / "made"
    call_command("restore_text", str(bare), str(copies), "-o", str(made))
    texts = {row["sentence_id"]: row["text"] for row in rows(made / "sentences.csv")}
    assert [name for name, text in texts.items() if text] == ["n3:1"]


def test_the_copy_with_most_sentences_is_taken(
    rich: Project, tmp_path: Path, released: Release
) -> None:
    bare = released(standoff=True)
    copies = tmp_path / "copies"
    for number, text in enumerate(
        ("Dam 3 held.", "Dam 3 held. It did not fail. Luckily.", "Dam 3 held. Luckily.")
    ):
        (copies / str(number)).mkdir(parents=True)
        (copies / str(number) / "a.jsonl").write_text(json.dumps({"id": "n3", "text": text}))
    made = tmp_path / "made"
    call_command("restore_text", str(bare), str(copies), "-o", str(made))
    assert "n3" not in {article for article, _, _ in differences(made)}


def test_nothing_is_written_if_nothing_matches(
    rich: Project, tmp_path: Path, released: Release
) -> None:
    bare = released(standoff=True)
    copy = tmp_path / "a.txt"
    copy.write_text("Something else.")
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("restore_text", str(bare), str(copy), "-o", str(tmp_path / "made"))
    assert not (tmp_path / "made").exists()
    assert not list(tmp_path.glob(".restoring-*"))


def test_other_releases_and_folders_are_refused(
    rich: Project, tmp_path: Path, released: Release
) -> None:
    bare, full = released(standoff=True), released()
    copies = write_copies(tmp_path / "copies")

    def restore(place: Path, folder: Path, *options: str) -> None:
        call_command("restore_text", str(place), str(copies), "-o", str(folder), *options)

    with pytest.raises(CommandError, match="has its text already"):
        restore(full, tmp_path / "made")
    with pytest.raises(CommandError, match="not empty"):
        restore(bare, copies)
    with pytest.raises(CommandError, match="inside the release"):
        restore(bare, bare / "made")
    with pytest.raises(CommandError, match="--encoding: Unknown encoding"):
        restore(bare, tmp_path / "made", "--encoding", "klingon")
    (bare / "sentences.csv").write_bytes(b"")
    with pytest.raises(CommandError, match=r"sentences\.csv: it was changed"):
        restore(bare, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_files_that_cannot_be_read_are_named(
    rich: Project, tmp_path: Path, released: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = released(standoff=True)
    copies = write_copies(tmp_path / "copies")
    (copies / "empty.txt").write_text(" ")
    call_command("restore_text", str(bare), str(copies), "-o", str(tmp_path / "made"))
    assert "empty.txt: has no text" in capsys.readouterr().err


def test_a_release_without_hashes_is_restored_from_the_same_text_only(
    rich: Project, tmp_path: Path, released: Release
) -> None:
    bare = released(standoff=True)
    path = bare / "sentences.parquet"
    old = pyarrow.parquet.read_table(path).drop_columns(["text_sha256"])
    pyarrow.parquet.write_table(old, path)
    sums = (bare / "SHA256SUMS").read_text().splitlines()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    others = [line for line in sums if not line.endswith("  sentences.parquet")]
    (bare / "SHA256SUMS").write_text("\n".join([*others, f"{digest}  {path.name}"]) + "\n")

    copies = write_copies(tmp_path / "copies", n1="Dam 1 held. It did not fail.")
    call_command("restore_text", str(bare), str(copies), "-o", str(tmp_path / "made"))
    assert ("n1", "n1:1", "sentence not found") in differences(tmp_path / "made")
    assert len(differences(tmp_path / "made")) == 4


def test_sentences_that_nobody_would_split_so_are_found_where_the_one_before_was() -> None:
    text = "It rained. The dam held the town slept. All day."
    pieces = ("It rained.", "The dam held", "the town slept.", "All day.")
    sentences = [
        ReleasedSentence(
            piece, text.index(piece), text.index(piece) + len(piece), sentence_hash(piece)
        )
        for piece in pieces
    ]
    copy = ReadArticle("copy", ArticleRecord("a", f"By Mia Muster\n\n{text}"))

    restored = restore_article(copy, "another", sentences, "auto")

    assert not restored.is_exact
    assert restored.sentences == {piece: piece for piece in pieces}
