import numpy as np
import pytest
from django.core.exceptions import ValidationError

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Sentence
from annotator.labelling.models import Annotation
from annotator.projects.models import Project
from tests.support.remembered import remember
from tools.campaign.simulated import CLAIM, DOUBT, DOUBT_TO_CLAIM, RANDOM, simulate
from tools.campaign.storing import load_campaign, name_of


@pytest.fixture
def campaign(db: None) -> Project:
    return remember("campaign", lambda: load_campaign("campaign", seed=3))


def test_a_campaign_has_two_rounds_many_labels_retests_and_decisions(campaign: Project) -> None:
    counted = Annotation.objects.in_project(campaign).counted()
    assert 3000 <= counted.count() <= 3500
    assert 650 <= Sentence.objects.in_project(campaign).count() <= 800
    assert Annotation.objects.in_project(campaign).filter(assignment__pass_number=2).count() > 300
    assert Adjudication.objects.in_project(campaign).decided().count() == 12
    assert dict(counted.values_list("article__round", "codebook__version").distinct()) == {
        "pilot": 1,
        "main": 2,
    }


def test_the_texts_are_split_into_the_sentences_that_were_written(campaign: Project) -> None:
    wanted = simulate(np.random.default_rng(3)).sentences
    found = Sentence.objects.in_project(campaign).order_by("article__external_id", "position")
    assert list(found.values_list("position", flat=True)) == wanted.position.tolist()


def test_the_stored_labels_are_those_of_the_seed(campaign: Project) -> None:
    labels = simulate(np.random.default_rng(3)).labels
    theirs = (labels.annotator == RANDOM) & ~labels.is_retest

    stored = Annotation.objects.in_project(campaign).counted()
    of_random = stored.filter(assignment__annotator__user__username=name_of(RANDOM))

    assert of_random.count() == theirs.sum()
    assert of_random.filter(label__key="claim").count() == (labels.label[theirs] == CLAIM).sum()


def test_the_second_planted_annotator_calls_most_doubts_claims() -> None:
    campaign = simulate(np.random.default_rng(1))
    labels, truth = campaign.labels, campaign.sentences.label[campaign.labels.sentence]

    def share_of_claims(by_planted: bool) -> float:
        of_doubts = (truth == DOUBT) & ((labels.annotator == DOUBT_TO_CLAIM) == by_planted)
        return float((labels.label[of_doubts] == CLAIM).mean())

    assert share_of_claims(True) > 0.6
    assert share_of_claims(False) < 0.3


def test_a_slug_that_is_taken_is_refused(campaign: Project) -> None:
    with pytest.raises(ValidationError):
        load_campaign("campaign")
