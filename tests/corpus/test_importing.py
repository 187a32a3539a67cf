from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from annotator.corpus.models import Article, ArticleState, Sentence
from annotator.projects.models import Project
from tests.make import make_article, make_project

TEXT = "The dam held. “It did not fail,” she said.\nThat was lucky.\nPost a comment\n"


def run(*arguments: object) -> int:
    try:
        call_command("import_articles", *map(str, arguments))
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_an_article_comes_in_with_exact_offsets(project: Project) -> None:
    article = make_article(project, TEXT)
    sentences = list(article.sentences.order_by("position"))
    assert [sentence.text for sentence in sentences] == [
        "The dam held.",
        "“It did not fail,” she said.",
        "That was lucky.",
        "Post a comment",
    ]
    assert all(article.text[s.start : s.end] == s.text for s in sentences)
    assert [s.excluded for s in sentences] == [False, False, False, True]
    assert (article.sentence_count, article.excluded_count, article.to_label) == (4, 1, 3)


def test_the_command_counts_and_names(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "news" / "may").mkdir(parents=True)
    (tmp_path / "news" / "may" / "dam.txt").write_text(TEXT)
    (tmp_path / "news" / "empty.txt").write_text("")
    (tmp_path / "news" / "picture.txt").write_bytes(b"\x89PNG\0")
    (tmp_path / "news" / "twin.txt").write_text(TEXT)
    assert run("dam", tmp_path / "news", tmp_path / "wrong.txt") == 0
    said = capsys.readouterr()
    assert said.out == "imported 1 articles, 4 sentences, 1 excluded, 4 failed\n"
    assert f"{tmp_path}/news/empty.txt: it is empty" in said.err
    assert f"{tmp_path}/news/picture.txt: it is a binary file" in said.err
    assert f"{tmp_path}/news/twin.txt: its text is the same, letter by letter, as that of “may/dam”" in said.err
    assert f"{tmp_path}/wrong.txt: there is no such file or folder" in said.err
    assert Article.objects.get().external_id == "may/dam"


def test_importing_again_adds_nothing_and_says_why(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dam.txt"
    file.write_text(TEXT)
    assert run("dam", file) == 0
    file.write_text("Another text under the same name.")
    assert run("dam", file) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "imported 0 articles, 0 sentences, 0 excluded, 1 failed"
    assert "the project has an article “dam” already" in said.err
    assert Sentence.objects.count() == 4


@pytest.mark.parametrize("name", ["missing.txt", "article.pdf", ""])
def test_nothing_to_import_ends_with_1(project: Project, tmp_path: Path, name: str) -> None:
    (tmp_path / "article.pdf").write_bytes(b"%PDF")
    assert run("dam", tmp_path / name) == 1
    assert not Article.objects.exists()


def test_options_decide_state_round_and_overlap(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The dam held.")
    (tmp_path / "b.txt").write_text("The dam failed.")
    run("dam", tmp_path / "a.txt", "--review", "--round=pilot", "--overlap=5")
    run("dam", tmp_path / "b.txt", "--overlap=everyone")
    first, second = Article.objects.order_by("pk")
    assert (first.state, first.round, first.overlap, first.free) == (ArticleState.DRAFT, "pilot", 5, 5)
    assert (second.state, second.round, second.overlap, second.free) == (ArticleState.OPEN, "main", None, None)


def test_the_same_article_may_be_in_two_projects(project: Project) -> None:
    make_article(project, TEXT, external_id="dam")
    make_article(make_project("other"), TEXT, external_id="dam")
    assert Article.objects.count() == 2


def test_the_database_holds_the_invariants(project: Project) -> None:
    article = make_article(project, TEXT)
    other = make_project("other")
    for rows, change in [
        (Sentence.objects.filter(article=article, position=1), {"text": "short"}),
        (Sentence.objects.filter(article=article, position=1), {"end": 0}),
        (Sentence.objects.filter(article=article, position=1), {"position": 0}),
        (Sentence.objects.filter(article=article, position=1), {"project": other}),
        (Article.objects.filter(pk=article.pk), {"free": 4}),
        (Article.objects.filter(pk=article.pk), {"overlap": None}),
        (Article.objects.filter(pk=article.pk), {"excluded_count": 5}),
        (Article.objects.filter(pk=article.pk), {"state": "lost"}),
        (Article.objects.filter(pk=article.pk), {"external_id": ""}),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
