"""`import_articles` as a user runs it: what is imported and refused, and what a second run adds."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.corpus.models import Article, ArticleState, Sentence
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Project

TEXT = "The dam held. “It did not fail,” she said.\nThat was lucky.\nPost a comment\n"


def run(*arguments: object) -> int:
    try:
        call_command("import_articles", *map(str, arguments))
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_the_command_prints_counts_and_refusals(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "news" / "may").mkdir(parents=True)
    (tmp_path / "news" / "may" / "dam.txt").write_text(TEXT)
    (tmp_path / "news" / "empty.txt").write_text("")
    (tmp_path / "news" / "picture.txt").write_bytes(b"\x89PNG\0")
    (tmp_path / "news" / "twin.txt").write_text(TEXT)
    assert run("dam", tmp_path / "news", tmp_path / "wrong.txt") == 0
    output = capsys.readouterr()
    assert output.out.endswith(
        "Imported: 1 article, 4 sentences (1 excluded as boilerplate). Rejected: 4 items.\n"
    )
    assert f"{tmp_path}/news/empty.txt: has no text" in output.err
    assert f"{tmp_path}/news/picture.txt: binary file" in output.err
    assert f"{tmp_path}/news/twin.txt: identical to “may/dam”" in output.err
    assert f"{tmp_path}/wrong.txt: no such file or folder" in output.err
    assert Article.objects.get().external_id == "may/dam"


def test_a_second_import_adds_nothing_and_gives_the_reasons(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "dam.txt"
    file.write_text(TEXT)
    assert run("dam", file) == 0
    file.write_text("Another text under the same name.")
    assert run("dam", file) == 1
    output = capsys.readouterr()
    assert output.out.splitlines()[-1] == "Imported: nothing. Rejected: 1 item."
    assert "the ID “dam” is already used by a different text" in output.err
    assert Sentence.objects.count() == 4


@pytest.mark.parametrize("name", ["missing.txt", "article.pdf", ""])
def test_the_exit_code_is_1_if_nothing_is_imported(
    project: Project, tmp_path: Path, name: str
) -> None:
    (tmp_path / "article.pdf").write_bytes(b"%PDF")
    assert run("dam", tmp_path / name) == 1
    assert not Article.objects.exists()


def test_options_set_state_round_and_overlap(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The dam held.")
    (tmp_path / "b.txt").write_text("The dam failed.")
    run("dam", tmp_path / "a.txt", "--review", "--round=pilot", "--overlap=5")
    run("dam", tmp_path / "b.txt", "--overlap=everyone")
    first, second = Article.objects.order_by("pk")
    assert (first.state, first.round, first.overlap, first.free) == (
        ArticleState.DRAFT,
        "pilot",
        5,
        5,
    )
    assert (second.state, second.round, second.overlap, second.free) == (
        ArticleState.OPEN,
        "main",
        None,
        None,
    )


def test_a_second_run_adds_only_what_is_missing(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "crawl.csv"
    file.write_text('id,text\n1,One.\n2,"Two, then\n3,Three.\n')
    run("dam", file)
    assert "crawl.csv, line 3: unclosed quotation mark" in capsys.readouterr().err
    file.write_text("id,text\n1,One.\n2,Two.\n3,Three.\n")
    run("dam", file)
    output = capsys.readouterr()
    assert output.out.endswith(
        "Imported: 1 article, 1 sentence. Rejected: 2 items (2 already in the project).\n"
    )
    assert output.err.count("already in the project") == 2
    assert list(Article.objects.order_by("external_id").values_list("text", flat=True)) == [
        "One.",
        "Two.",
        "Three.",
    ]


def test_all_or_nothing_imports_nothing_if_a_row_is_refused(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "crawl.csv"
    file.write_text("id,text\n1,One.\n2\n3,Three.\n")
    assert run("dam", file, "--all-or-nothing") == 1
    output = capsys.readouterr()
    assert output.out.endswith("Imported: nothing. Rejected: 1 item.\n")
    assert "line 3: has no text" in output.err
    assert not Article.objects.exists()
    file.write_text("id,text\n1,One.\n2,Two.\n")
    assert run("dam", file, "--all-or-nothing") == 0


def test_labels_that_come_with_articles_are_submitted_work(
    project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "theirs.csv"
    file.write_text(
        "doc_id,sentence,label,annotator\nA,The dam held.,Claim,zoe\nA,It did not "
        "fail.,REJECTED,zoe\n"
        "A,Really?,question,zoe\nA,Hm.,,zoe\nA,Dull.,noise,zoe\n"
    )
    run("dam", file, "--map=REJECTED=denial", "--map=noise=")
    output = [
        (a.sentence.position, a.decision) for a in Annotation.objects.order_by("sentence__position")
    ]
    assert output == [(1, "claim"), (2, "denial"), (3, "question")]
    assignment = Assignment.objects.get()
    assert (assignment.state, assignment.origin, assignment.decided) == ("submitted", "import", 3)
    assert assignment.label_counts == {"claim": 1, "denial": 1}
    assert (assignment.annotator.alias, assignment.annotator.user) == ("zoe", None)
    article = Article.objects.get()
    assert article.text == "The dam held. It did not fail. Really? Hm. Dull."
    assert article.frozen_at is not None
    assert (article.overlap, article.free) == (3, 2)


def test_an_annotator_with_invisible_characters_refuses_the_article(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "theirs.csv"
    file.write_text(
        "doc_id,sentence,label,annotator\nA,The dam held.,claim,z\u202eoe\nB,It did not "
        "fail.,denial,Zoe\u0308\n"
    )
    assert run("dam", file) == 0
    assert "line 2: annotator: it contains" in capsys.readouterr().err
    assert list(Article.objects.values_list("external_id", flat=True)) == ["B"]
    assert project.memberships.get().alias == "Zo\u00eb"


def test_an_article_with_an_unknown_label_is_refused_until_it_is_mapped(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "theirs.jsonl"
    file.write_text(
        '{"id": 1, "text": "Lucky!", "label": ["POS"]}\n{"id": 2, "text": "It held.", "label": '
        '["claim"]}\n'
    )
    run("dam", file)
    assert "theirs.jsonl, line 1: unknown label “POS”" in capsys.readouterr().err
    assert Article.objects.get().external_id == "2"
    run("dam", file, "--map=POS=opinion")
    assert sorted(a.decision for a in Annotation.objects.all()) == ["claim", "opinion"]


def test_labels_on_spans_are_on_the_sentences_they_cover(project: Project, tmp_path: Path) -> None:
    text = "The dam held. It did not fail, they said. Lucky!"
    spans = [[0, 13, "claim"], [14, 30, "denial"], [42, 44, "opinion"]]
    (tmp_path / "spans.jsonl").write_text(
        json.dumps({"id": "A", "text": text, "label": spans}) + "\n"
    )
    run("dam", tmp_path / "spans.jsonl", "--annotator=ada")
    output = [
        (a.sentence.position, a.decision) for a in Annotation.objects.order_by("sentence__position")
    ]
    assert output == [(1, "claim"), (2, "denial"), (3, "opinion")]


ANY_TEXT = st.text(st.characters() | st.sampled_from("\0\ud800\u200f \n\r\x0b\x85"), max_size=12)
ANY_VALUE = (
    ANY_TEXT
    | st.none()
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.lists(ANY_TEXT, max_size=3)
)
ANY_FIELD = st.sampled_from(
    [
        "text",
        "id",
        "title",
        "source",
        "url",
        "date",
        "language",
        "split",
        "label",
        "annotator",
        "sentences",
    ]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.dictionaries(ANY_FIELD, ANY_VALUE), min_size=1, max_size=5),
    st.sampled_from(["articles", "sentences"]),
)
def test_any_rows_are_imported_completely_or_refused_by_name(
    project: Project, tmp_path: Path, rows: list[dict[str, object]], kind: str
) -> None:
    with transaction.atomic():
        (tmp_path / "any.jsonl").write_text("\n".join(map(json.dumps, rows)))
        run("dam", tmp_path / "any.jsonl", f"--rows={kind}", "--map=0=claim")
        for article in Article.objects.all():
            sentences = list(article.sentences.order_by("position"))
            assert article.sentence_count == len(sentences) > 0
            assert all(article.text[s.start : s.end] == s.text for s in sentences)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--map=a=klaim", "“klaim” is neither a label of this project nor a skip reason"),
        ("--column=headline=x", "Unknown field “headline”"),
        ("--map=a", "isn’t of the form NAME=VALUE"),
        ("--language=x", "a language tag such as"),
    ],
)
def test_invalid_options_are_named(
    project: Project, tmp_path: Path, option: str, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("import_articles", "dam", str(tmp_path), option)
