"""A large import, whose articles are split in other processes."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from annotator.corpus import splitting
from annotator.corpus.models import Article, Sentence
from annotator.importing import article_import
from annotator.projects.models import Project
from tests.support.make import make_project


def rows(project: Project) -> list[tuple[object, ...]]:
    articles = Article.objects.in_project(project).order_by("pk")
    sentences = Sentence.objects.in_project(project).order_by("pk")
    return [
        *articles.values_list("external_id", "text", "sha256", "sentence_count", "excluded_count"),
        *sentences.values_list(
            "article__external_id", "position", "original_id", "paragraph", "start", "end", "text",
            "excluded",
        ),
    ]  # fmt: skip


def test_a_large_import_is_the_same_with_any_number_of_cores(
    project: Project,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(splitting, "CHUNK_ARTICLES", 20)
    monkeypatch.setattr(splitting, "CHUNKS_HERE", 2)
    file = tmp_path / "news.jsonl"
    texts = [
        f"Dam {n} held, Dr. Ott said.\nA\\b\tC: {n}. It did.\nPost a comment" for n in range(300)
    ]
    # One comes twice, and one is empty.
    texts[200], texts[250] = texts[7], ""
    file.write_text(
        "".join(json.dumps({"id": f"a{n}", "text": text}) + "\n" for n, text in enumerate(texts))
    )

    printed = []
    other = make_project("other")
    for cores, into in ((1, project), (3, other)):
        monkeypatch.setattr(article_import, "count_cores", lambda cores=cores: cores)
        call_command("import_articles", into.slug, str(file), "--language", "en")
        printed.append(capsys.readouterr())

    assert printed[0] == printed[1]
    assert "identical to “a7”" in printed[0].err
    assert rows(project) == rows(other)
    assert Article.objects.count() == 2 * 298
