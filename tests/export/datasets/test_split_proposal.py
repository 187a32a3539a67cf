"""Splits of a project's articles: near-duplicates together, stable, stratified by final labels."""

from collections import Counter

import pytest
from django.db import transaction

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.corpus.models import Article
from annotator.export.datasets.selection import EVERYTHING
from annotator.export.datasets.splits.proposal import SplitProposal, propose_project_splits
from annotator.export.datasets.splits.shares import Shares
from annotator.projects.models import Membership, Project, Role
from tests.support.copies import CHANGES, changed, make_text
from tests.support.make import label_article, make_article, make_member

THIRDS = Shares(34, 33, 33)


def propose(project: Project, shares: Shares = THIRDS, **asked: int) -> SplitProposal:
    return propose_project_splits(project, EVERYTHING, shares, 0, **asked)


def by_name(project: Project, proposal: SplitProposal) -> dict[str, str]:
    names = dict(project.articles.values_list("pk", "external_id"))
    return {names[key]: split for key, split in proposal.splits.items()}


@pytest.mark.parametrize("change", CHANGES)
def test_a_copy_gets_the_split_of_its_original(project: Project, change: str) -> None:
    for number in range(12):
        make_article(project, make_text(number), external_id=f"{number}")
        make_article(project, changed(make_text(number), change), external_id=f"{number} again")

    proposal = propose(project)
    splits = by_name(project, proposal)
    assert all(splits[f"{number}"] == splits[f"{number} again"] for number in range(12))
    assert len(set(splits.values())) == 3
    assert (len(proposal.pairs), proposal.pairs_apart()) == (12, 0)


def test_articles_keep_their_splits_and_new_copies_follow_them(project: Project) -> None:
    for number in range(12):
        make_article(project, make_text(number), external_id=f"{number}")
    before = propose(project)
    for key, split in before.new.items():
        Article.objects.filter(pk=key).update(split=split)

    for number in range(12):
        make_article(project, changed(make_text(number), "one word"), external_id=f"{number} again")
    after = propose(project)
    splits = by_name(project, after)
    assert by_name(project, before).items() <= splits.items()
    assert set(after.new) == set(
        project.articles.filter(external_id__endswith="again").values_list("pk", flat=True)
    )
    assert all(splits[f"{number}"] == splits[f"{number} again"] for number in range(12))


def test_near_duplicates_that_had_different_splits_are_counted(project: Project) -> None:
    make_article(project, make_text(1), split="train")
    make_article(project, changed(make_text(1), "a byline"), split="test")
    assert propose(project).pairs_apart() == 1


def test_splits_are_stratified_by_final_labels(project: Project, ana: Membership) -> None:
    rita = make_member(project, "rita", Role.ADJUDICATOR)
    for number in range(12):
        article = make_article(project, f"Dam {number} held.", external_id=f"{number:02}")
        label_article(ana, "opinion", article=article)

    # By the labels that were given, all articles are alike.
    halves = Shares(50, 0, 50)
    before = by_name(project, propose(project, halves))
    claims = [name for name, split in before.items() if split == "train"]
    assert len(claims) == 6

    for name in claims:
        adjudicate(
            sentence=Article.objects.get(external_id=name).sentences.get(),
            adjudicator=rita,
            label="claim",
            reason="It says that something happened.",
        )
    after = by_name(project, propose(project, halves))
    assert Counter(after[name] for name in claims) == {"train": 3, "test": 3}


@pytest.mark.parametrize(
    ("articles", "shares", "expected"),
    [
        (30, Shares(34, 33, 33), []),
        (4, Shares(50, 25, 25), ["validation split would have only", "test split would have only"]),
        (2, Shares(80, 10, 10), ["validation split would be empty"]),
        # A share of 0 was chosen, so an empty split is none to warn of.
        (30, Shares(50, 0, 50), []),
    ],
)
def test_splits_that_would_be_too_small_are_warned_of(
    project: Project, articles: int, shares: Shares, expected: list[str]
) -> None:
    for number in range(articles):
        make_article(project, f"Dam {number} held.")
    warnings = propose(project, shares).warnings(shares)
    assert all(part in " ".join(warnings) for part in expected)
    assert bool(warnings) == bool(expected)


def test_texts_and_labels_of_a_large_project_are_not_read_for_an_estimate(project: Project) -> None:
    for number in range(4):
        make_article(project, changed(make_text(1), "a byline") + str(number))
    with transaction.atomic():
        assert len(propose(project).pairs) == 6
        assert propose(project, max_read=4).pairs
        assert not propose(project, max_read=3).pairs
