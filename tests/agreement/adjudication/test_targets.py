"""Targets that differ are disputes, and a target on which most agree comes with the label."""

import pytest
from django.test import Client

from annotator.agreement.adjudication.articles.answers import offered_answers
from annotator.agreement.adjudication.articles.review import review
from annotator.agreement.adjudication.lists.finding import (
    find_different_targets,
    find_disputed_sentences,
    find_unsettled_targets,
)
from annotator.agreement.adjudication.lists.listed import Listed
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, Sentence
from annotator.labelling.assignments.places import assign
from annotator.projects.models import Project
from tests.support.make import annotate, make_article, make_entry, make_member, submit_assignment


@pytest.fixture
def article(project: Project) -> Article:
    """Sentence 1 is a denial for all, of 2, 2 and 3; 2 a denial of 1 or 3, and 3 a claim."""
    article = make_article(project)
    one, two, three = article.sentences.order_by("position").values_list("pk", flat=True)
    for name, of_one, says, of_two in (
        ("ana", two, "denial", one),
        ("ben", two, "denial", three),
        ("cy", three, "claim", None),
    ):
        assignment = assign(article=article, membership=make_member(project, name))
        annotate(
            assignment,
            make_entry(one, "denial", target=of_one),
            make_entry(two, says, target=of_two),
            make_entry(three, "claim"),
        )
        submit_assignment(assignment=assignment)
    return article


def positions(found: Listed) -> list[int]:
    position = dict(Sentence.objects.values_list("pk", "position"))
    return [position[pk] for pk in found.sentences]


def decided(client: Client, article: Article, **form: object) -> tuple[str, int | None]:
    sentence = article.sentences.get(position=form.pop("position"))
    address = f"/p/dam/adjudicate/{article.pk}/decide/"
    client.post(address, {"sentence": sentence.pk, **form})
    row = Adjudication.objects.decided().get(sentence=sentence)
    return row.decision, row.target.position if row.target else None


def test_different_targets_of_one_label_are_a_dispute(project: Project, article: Article) -> None:
    labels = list(project.labels.all())
    assert positions(find_disputed_sentences(project, labels)) == [2, 1]
    assert positions(find_different_targets(project, labels)) == [2, 1]
    assert positions(find_unsettled_targets(project, labels)) == [2]

    Project.objects.update(asks_target=False)
    project.refresh_from_db()
    assert positions(find_disputed_sentences(project, labels)) == [2]
    assert positions(find_different_targets(project, labels)) == []


def test_the_page_and_the_lists_have_the_same_rule(project: Project, article: Article) -> None:
    labels = list(project.labels.all())
    items = review(article)
    assert [item.sentence.position for item in items if item.is_disputed] == [1, 2]
    assert [item.sentence.position for item in items if item.lacks_target] == positions(
        find_unsettled_targets(project, labels)
    )


def test_the_list_can_be_filtered_by_different_targets(as_rita: Client, article: Article) -> None:
    page = as_rita.get("/p/dam/disagreements/", {"about": "different_targets"})
    assert [item.sentence.position for item in page.context["disagreements"]] == [2, 1]
    rows = as_rita.get("/api/v1/projects/dam/disagreements/?about=labels").json()["results"]
    assert [row["position"] for row in rows] == [2]


def test_a_label_comes_with_the_target_of_its_majority(as_rita: Client, article: Article) -> None:
    page = as_rita.get(f"/p/dam/adjudicate/{article.pk}/").content.decode()
    assert '<input type="hidden" name="target_denial" value="2">' in page
    assert "The annotators agree on the label, and differ in its target." in page

    shown = {"target_denial": "2"}
    assert decided(as_rita, article, position=1, label="denial", target="", **shown) == (
        "denial",
        2,
    )
    assert decided(as_rita, article, position=1, label="denial", target="3", **shown) == (
        "denial",
        3,
    )
    assert decided(as_rita, article, position=1, label="claim", target="", **shown) == (
        "claim",
        None,
    )


def test_a_label_with_its_target_is_taken_by_one_button(as_rita: Client, article: Article) -> None:
    one, two, _three = review(article)
    assert [(answer.value, answer.votes, answer.letter) for answer in one.answers] == [
        ("denial:2", 2, "X"),
        ("denial:3", 1, "Y"),
    ]
    assert one.majority is not None
    assert one.majority.value == "denial:2"
    assert two.majority is None, "the label has a majority, its target none"

    assert decided(as_rita, article, position=2, answer="denial:3") == ("denial", 3)
    assert decided(as_rita, article, position=2, answer="denial:0") == ("denial", None)
    assert Adjudication.objects.decided().get().target_outside


@pytest.mark.parametrize("answer", ["denial:9", "denial:x", ":3", "denial:1:2", "klaim:1"])
def test_an_answer_that_is_none_decides_nothing(
    as_rita: Client, article: Article, answer: str
) -> None:
    sentence = article.sentences.get(position=2)
    address = f"/p/dam/adjudicate/{article.pk}/decide/"
    as_rita.post(address, {"sentence": sentence.pk, "answer": answer})
    assert not Adjudication.objects.exists()


def test_at_most_three_answers_have_letters(project: Project) -> None:
    article = make_article(project, " ".join(f"It held on day {n}." for n in range(6)))
    ids = list(article.sentences.order_by("position").values_list("pk", flat=True))
    for number, name in enumerate(["ana", "ben", "cy", "dora"]):
        assignment = assign(article=article, membership=make_member(project, name))
        says = [make_entry(pk, "claim") for pk in ids[1:]]
        annotate(assignment, make_entry(ids[0], "denial", target=ids[1 + number]), *says)
        submit_assignment(assignment=assignment)

    answers = offered_answers(review(article)[0].annotations, article)
    assert [(answer.number, answer.letter) for answer in answers] == [
        (2, "X"),
        (3, "Y"),
        (4, "Z"),
        (5, ""),
    ]
