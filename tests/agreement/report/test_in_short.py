"""The agreement page answers what managers ask, and each answer leads to where it is."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from annotator.projects.models import Project
from tests.support.make import label_article, make_article, make_member
from tests.support.remembered import remember
from tools.campaign.storing import load_campaign

ADDRESS = "/p/campaign/agreement/"


@pytest.fixture
def campaign(db: None) -> Project:
    return remember("campaign", lambda: load_campaign("campaign", seed=3))


def signed_in(campaign: Project, username: str) -> Client:
    client = Client()
    user = campaign.memberships.get(user__username=username).user
    assert user is not None
    client.force_login(user)
    return client


def answers(client: Client, address: str = ADDRESS) -> dict[str, str]:
    found = client.get(address).context["answers"]
    return {answer.question: " | ".join(answer.lines) for answer in found}


def test_each_question_has_its_answer_in_a_line(campaign: Project) -> None:
    mia = signed_in(campaign, "mia")
    report = mia.get(f"{ADDRESS}report.json").json()
    pseudonyms = dict(campaign.memberships.values_list("user__username", "pseudonym"))
    found = {
        question: answer.replace("\N{NO-BREAK SPACE}", " ")
        for question, answer in answers(mia).items()
    }

    claim = report["per_label"]["claim"]["krippendorff_alpha"]["value"]
    assert f"Claim {claim:.2f}" in found["How reliable is each label?"]
    worst = pseudonyms["campaign-05"]
    assert f"with the others: {worst} 0." in found["Who disagrees with whom?"]

    training = found["Who needs training, and on what?"].split(" | ")
    assert len(training) == 3
    assert {line.split(" ")[0] for line in training} == {
        pseudonyms[name] for name in ("campaign-05", "campaign-10", "campaign-15")
    }
    assert any(line.endswith("fast") for line in training)

    alpha = report["krippendorff_alpha"]["value"]
    assert (
        f"3 annotators {3 * alpha / (1 + 2 * alpha):.2f}"
        in found["What would more annotators bring?"]
    )
    assert "disputed sentences" in found["Which sentences should we discuss?"]
    assert found["How did agreement change between rounds?"].startswith("Alpha: pilot 0.")
    assert "last change" in found["How did agreement change between rounds?"]


def test_each_answer_leads_to_a_place_that_is_there(campaign: Project) -> None:
    mia = signed_in(campaign, "mia")
    response = mia.get(f"{ADDRESS}?round=main")
    for answer in response.context["answers"]:
        parts = urlsplit(answer.address)
        target = mia.get(f"{parts.path}?{parts.query}") if parts.path else response
        assert target.status_code == 200
        if parts.fragment:
            assert f'id="{parts.fragment}"' in target.content.decode()


def test_only_managers_read_who_needs_training(campaign: Project) -> None:
    questions = answers(signed_in(campaign, "rita"))
    assert "Who disagrees with whom?" in questions
    assert "Who needs training, and on what?" not in questions


def test_what_nobody_can_answer_yet_is_not_asked(project: Project, as_mia: Client) -> None:
    article = make_article(project)
    for name in ("ana", "ben"):
        label_article(make_member(project, name), "claim", "claim", "opinion", article=article)

    assert list(answers(as_mia, "/p/dam/agreement/")) == [
        "How reliable is each label?",
        "Who needs training, and on what?",
        "What would more annotators bring?",
    ]
