"""Adjudication of a sentence, and its final label."""

import pytest
from django.db import IntegrityError, transaction

from annotator.agreement.adjudication.decisions import AdjudicationError, adjudicate
from annotator.agreement.adjudication.undoing import undo_adjudication
from annotator.agreement.final_label import with_final_target
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, Sentence
from annotator.labelling.models import Annotation
from annotator.projects.models import Membership, Project
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_assignment,
    make_entry,
    make_project,
)


@pytest.fixture
def article(project: Project, ana: Membership, ben: Membership) -> Article:
    """An article with three sentences: agreed, disputed, skipped by both."""
    article = make_article(project)
    label_article(ana, "claim", "denial", "question", article=article)
    label_article(ben, "claim", "claim", "question", article=article)
    return article


def sentence(article: Article, position: int) -> Sentence:
    return article.sentences.get(position=position)


def final(article: Article) -> list[tuple[str, str, int | None]]:
    labels = list(article.project.labels.all())
    rows = with_final_target(Sentence.objects.filter(article=article), labels).order_by("position")
    return [(row.final_label, row.label_origin, row.final_target) for row in rows]  # type: ignore[attr-defined]


def test_a_decision_is_the_final_label(article: Article, rita: Membership) -> None:
    assert final(article) == [("claim", "unanimous", None), ("", "", None), ("", "", None)]
    adjudicate(
        sentence=sentence(article, 2),
        adjudicator=rita,
        label="denial",
        target=sentence(article, 1).pk,
    )
    adjudicate(sentence=sentence(article, 3), adjudicator=rita, label="opinion")
    assert final(article) == [
        ("claim", "unanimous", None),
        ("denial", "adjudicated", 1),
        ("opinion", "adjudicated", None),
    ]
    assert set(Annotation.objects.values_list("label__key", flat=True)) == {"claim", "denial", None}


def test_a_skip_is_a_decision_without_a_label(article: Article, rita: Membership) -> None:
    adjudicate(sentence=sentence(article, 1), adjudicator=rita, skip_reason="not_a_sentence")
    adjudicate(sentence=sentence(article, 2), adjudicator=rita, label="doubt", target_outside=True)
    assert final(article)[:2] == [("", "adjudicated", None), ("doubt", "adjudicated", 0)]


def test_earlier_decisions_are_kept(article: Article, rita: Membership, mia: Membership) -> None:
    disputed = sentence(article, 2)
    adjudicate(sentence=disputed, adjudicator=rita, label="denial", reason="“did not”")
    adjudicate(sentence=disputed, adjudicator=rita, label="denial", reason="“did not”")
    adjudicate(sentence=disputed, adjudicator=mia, label="claim")
    adjudicate(sentence=disputed, adjudicator=rita)
    history = Adjudication.objects.filter(sentence=disputed).order_by("pk")
    assert [(row.decision, row.adjudicator, row.superseded_at is None) for row in history] == [
        ("denial", rita, False),
        ("claim", mia, False),
        ("", rita, True),
    ]
    assert final(article)[1] == ("", "", None)


def test_undoing_goes_back_decision_by_decision(
    article: Article, rita: Membership, mia: Membership
) -> None:
    two, three = sentence(article, 2), sentence(article, 3)
    adjudicate(sentence=two, adjudicator=mia, label="opinion", reason="hers")
    adjudicate(sentence=three, adjudicator=rita, label="opinion")
    adjudicate(sentence=two, adjudicator=rita, label="claim")
    adjudicate(sentence=two, adjudicator=rita, label="denial")
    # Withdrawn.
    adjudicate(sentence=three, adjudicator=rita)

    def standing() -> tuple[str, str]:
        rows = {row.sentence_id: row.decision for row in Adjudication.objects.current()}
        return rows.get(two.pk, ""), rows.get(three.pk, "")

    seen = [standing()]
    while undo_adjudication(article=article, adjudicator=rita):
        seen.append(standing())
    assert [one for one, _ in seen] == ["denial", "denial", "claim", "opinion", "opinion"]
    assert [other for _, other in seen] == ["", "opinion", "opinion", "opinion", ""]
    hers = Adjudication.objects.decided().get()
    assert (hers.adjudicator, hers.reason) == (mia, "hers"), "what is restored is whose it was"
    adjudicate(sentence=three, adjudicator=rita, label="doubt")
    assert undo_adjudication(article=article, adjudicator=rita) is not None
    assert standing() == ("opinion", "")


def test_withdrawing_no_decision_stores_nothing(article: Article, rita: Membership) -> None:
    assert adjudicate(sentence=sentence(article, 2), adjudicator=rita) is None
    assert not Adjudication.objects.exists()


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ({"label": "klaim"}, "isn’t a label of this project"),
        ({"label": "claim", "target_outside": True}, "This label can’t have a target"),
        ({"target": 1}, "This label can’t have a target"),
        ({"label": "denial", "target": 0}, "isn’t a sentence of this article"),
        (
            {"label": "denial", "target": 1, "target_outside": True},
            "both in the article and outside it",
        ),
        ({"label": "claim", "skip_reason": "question"}, "Choose either a label or a skip reason"),
        ({"skip_reason": "boredom"}, "Unknown skip reason “boredom”"),
    ],
)
def test_an_invalid_decision_is_refused_with_its_reason(
    article: Article, rita: Membership, decision: dict[str, object], message: str
) -> None:
    with pytest.raises(AdjudicationError, match=message):
        adjudicate(sentence=sentence(article, 2), adjudicator=rita, **decision)
    own = sentence(article, 2)
    with pytest.raises(AdjudicationError, match="can’t be its own target"):
        adjudicate(sentence=own, adjudicator=rita, label="denial", target=own.pk)
    assert not Adjudication.objects.exists()


def test_the_target_that_all_chose_is_the_final_target(
    project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)
    one, two, three = article.sentences.order_by("position")
    for member, targets in ((ana, (three.pk, one.pk)), (ben, (three.pk, two.pk))):
        assignment = make_assignment(member)
        annotate(
            assignment,
            make_entry(one.pk, "denial", target=targets[0]),
            make_entry(two.pk, "claim"),
            make_entry(three.pk, "doubt", target=targets[1]),
        )
        type(assignment).objects.filter(pk=assignment.pk).update(
            state="submitted", submitted_at=assignment.began_at
        )
    assert final(article) == [
        ("denial", "unanimous", 3),
        ("claim", "unanimous", None),
        ("doubt", "unanimous", None),
    ]


def test_the_database_holds_the_invariants(article: Article, rita: Membership) -> None:
    decided = adjudicate(sentence=sentence(article, 2), adjudicator=rita, label="denial")
    assert decided is not None
    rows = Adjudication.objects.filter(pk=decided.pk)
    elsewhere = make_article(make_project("other"))
    for change in (
        {"skip_reason": "question"},
        {"target": decided.sentence_id},
        {"label": None, "target_outside": True},
        {"target": elsewhere.sentences.first()},
        {"project": elsewhere.project},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    decided.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        decided.save()
