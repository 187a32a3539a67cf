"""Adjudicating an article whose file numbered its sentences from 0, with gaps."""

import json

import pytest
from django.test import Client

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article
from annotator.export.datasets.queries import sentences
from annotator.projects.models import Membership, Project
from tests.support.make import (
    annotate,
    make_article,
    make_assignment,
    make_entry,
    submit_assignment,
)

SENTENCES = ("Zero stands here.", "Three stands here.", "Nine stands here.")


@pytest.fixture
def article(project: Project, ana: Membership, ben: Membership) -> Article:
    """The sentences 0, 3 and 9. Both say that 3 denies something, ana that it is sentence 0, ben
    that it is not in the article. On 9, they differ.
    """
    article = make_article(
        project,
        " ".join(SENTENCES),
        sentences=SENTENCES,
        numbers=(0, 3, 9),
        original_ids=("z", "t", "n"),
    )
    zero, three, nine = article.sentences.order_by("position").values_list("pk", flat=True)
    for member, target, label in ((ana, zero, "claim"), (ben, None, "doubt")):
        assignment = make_assignment(member)
        annotate(
            assignment,
            make_entry(zero, "claim"),
            make_entry(three, "denial", target=target, target_outside=target is None),
            make_entry(nine, label),
        )
        submit_assignment(assignment=assignment)
    return article


def decide(client: Client, article: Article, position: int, **fields: object) -> str:
    form = {"sentence": article.sentences.get(position=position).pk, **fields}
    address = f"/p/dam/adjudicate/{article.pk}/decide/"
    return client.post(address, form, follow=True).content.decode()


def test_the_form_takes_sentence_0_and_minus_1(as_rita: Client, article: Article) -> None:
    decide(as_rita, article, 9, label="denial", target="0")
    assert Adjudication.objects.decided().get().target == article.sentences.get(position=0)

    page = decide(as_rita, article, 9, label="denial", target="-1")
    assert Adjudication.objects.decided().get().target_outside
    assert 'min="-1" placeholder="-1 = not in article"' in page
    assert 'value="-1"' in page

    page = decide(as_rita, article, 9, label="denial", target="4")
    assert "The article has no sentence 4." in page


def test_the_form_shows_a_decided_target_0(as_rita: Client, article: Article) -> None:
    page = decide(as_rita, article, 9, label="denial", target="0")

    assert 'value="0"' in page
    assert "target 0" in " ".join(page.split())


def test_minus_1_is_refused_where_no_sentence_is_0(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)

    page = decide(as_rita, article, 1, label="denial", target="-1")
    assert "The article has no sentence -1." in page

    decide(as_rita, article, 1, label="denial", target="0")
    assert Adjudication.objects.decided().get().target_outside


def test_pages_show_the_numbers_of_the_file(as_rita: Client, article: Article) -> None:
    page = as_rita.get(f"/p/dam/adjudicate/{article.pk}/").content.decode()
    for number in (0, 3, 9):
        assert f'<span class="number">{number}</span>' in page

    page = " ".join(as_rita.get("/p/dam/disagreements/").content.decode().split())
    assert "sentence 9" in page


def test_neighbours_are_found_across_a_gap(as_rita: Client, article: Article) -> None:
    found, _target = as_rita.get("/api/v1/projects/dam/disagreements/").json()["results"]

    assert (found["position"], found["before"], found["after"]) == (9, "Three stands here.", "")


def test_the_api_has_numbers_and_ids(as_mia: Client, article: Article) -> None:
    found = as_mia.get(f"/api/v1/projects/dam/articles/{article.pk}/").json()["sentences"]

    assert [(one["position"], one["original_id"]) for one in found] == [
        (0, "z"),
        (3, "t"),
        (9, "n"),
    ]


def test_the_api_tells_sentence_0_from_no_sentence(as_rita: Client, article: Article) -> None:
    zero, _three, nine = article.sentences.order_by("position").values_list("pk", flat=True)
    for target in (str(zero), "none"):
        decision = {"sentence": nine, "label": "denial", "target": target}
        answer = as_rita.post(
            "/api/v1/projects/dam/adjudications/",
            json.dumps(decision),
            content_type="application/json",
        )
        assert answer.json()["target"] in (zero, "none")
        assert str(answer.json()["target"]) == target


def exported(project: Project) -> dict[int, dict[str, object]]:
    lines = b"".join(sentences(project).json_rows()).splitlines()
    return {row["position"]: row for row in map(json.loads, lines)}


def test_there_is_no_final_target_if_they_differ_in_it(article: Article, project: Project) -> None:
    row = exported(project)[3]

    assert (row["label"], row["target_position"]) == ("denial", None)


@pytest.mark.parametrize(("target", "number"), [("0", 0), ("-1", -1), ("3", 3), ("", None)])
def test_the_final_target_is_the_decided_one(
    as_rita: Client, article: Article, project: Project, target: str, number: int | None
) -> None:
    decide(as_rita, article, 9, label="denial", target=target)

    row = exported(project)[9]

    assert (row["sentence_id"], row["original_sentence_id"]) == (f"{article.external_id}:9", "n")
    assert (row["label_origin"], row["target_position"]) == ("adjudicated", number)


def test_ids_in_a_table_for_spreadsheets_are_no_formulas(project: Project) -> None:
    make_article(project, "One.", sentences=("One.",), numbers=(4,), original_ids=("=1+1",))

    table = b"".join(sentences(project).csv_rows(spreadsheet_safe=True)).decode()

    assert ",'=1+1" in table
