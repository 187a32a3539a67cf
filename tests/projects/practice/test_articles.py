"""The lines of a practice article, and its versions."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from annotator.projects.labels.defaults import DEFAULT_LABELS
from annotator.projects.models import Project
from annotator.projects.practice.articles import (
    article_lines,
    current_practice,
    default_article,
    offered_practice,
    parse_sentences,
    publish_practice,
)
from tests.support.make import make_project

KEYS = list(DEFAULT_LABELS)
LINES = "The dam held. | claim | an event\n\nThat was lucky. | opinion | a judgement"


def test_the_default_article_has_twelve_sentences_of_all_labels() -> None:
    _title, sentences = default_article(KEYS)
    assert len(sentences) == 12
    labels = Counter(sentence["label"] for sentence in sentences)
    assert set(labels) == set(KEYS)
    assert min(labels.values()) >= 2
    assert max(labels.values()) <= 6, "whoever always says Claim has at most half of them right"


def test_lines_are_read_with_their_paragraphs_and_written_as_they_were() -> None:
    sentences = parse_sentences("\n\n" + LINES.replace("\n\n", "\r\n\r\n  \r\n") + "\n\n", KEYS)
    assert [(one["text"], one["label"], one["paragraph"]) for one in sentences] == [
        ("The dam held.", "claim", 1),
        ("That was lucky.", "opinion", 2),
    ]
    assert article_lines(sentences) == LINES
    _title, default = default_article(KEYS)
    assert parse_sentences(article_lines(default), KEYS) == default


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("The dam held. | claim", "write it as: sentence | label | reason"),
        ("The dam held. | claim | an event | rule 3", "write it as: sentence | label | reason"),
        ("The dam held. | claim | ", "write it as: sentence | label | reason"),
        (
            "The dam held. | Claims | an event",
            "there is no label “Claims”. The labels are: claim, denial, doubt, opinion",
        ),
        (f"{'x' * 1001} | claim | an event", f"“{'x' * 30}…” is longer than 1000 characters"),
    ],
)
def test_the_error_names_the_line(line: str, problem: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        parse_sentences(f"{LINES}\n{line}", KEYS)
    assert refusal.value.messages == [f"Line 4: {problem}"]


@pytest.mark.parametrize("count", [0, 41])
def test_an_article_has_one_to_forty_sentences(count: int) -> None:
    with pytest.raises(ValidationError, match="Write 1 to 40 sentences"):
        parse_sentences("It held. | claim | an event\n" * count, KEYS)


def test_only_a_project_with_the_default_labels_starts_with_the_default_article(db: None) -> None:
    default = make_project("default", label_keys=["opinion", "doubt", "denial", "claim"])
    own = make_project("own", label_keys=["claim", "satire"])
    assert current_practice(default) is not None
    assert current_practice(own) is None


def test_the_same_article_again_is_no_new_version(project: Project) -> None:
    sentences = parse_sentences(LINES, KEYS)
    first = publish_practice(project=project, title="Dams", sentences=sentences)
    assert (first.version, current_practice(project)) == (2, first)
    assert publish_practice(project=project, title="Dams", sentences=sentences) == first
    assert publish_practice(project=project, title="Two", sentences=sentences).version == 3


def test_an_article_with_labels_that_are_gone_is_not_offered(db: None) -> None:
    """A release that is imported brings its own labels."""
    project = make_project(offers_practice=True)
    assert offered_practice(project) is not None
    project.labels.filter(key="doubt").delete()
    assert offered_practice(project) is None


def test_a_manager_can_switch_it_off(project: Project) -> None:
    assert current_practice(project) is not None
    assert offered_practice(project) is None
