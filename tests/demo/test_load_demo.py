from collections import defaultdict

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.accounts.models import User
from annotator.agreement.adjudication.disagreements import find_disputed_sentences
from annotator.agreement.report.report import agreement_report
from annotator.corpus.segmentation.boilerplate import suggest_boilerplate
from annotator.corpus.segmentation.sentences import sentence_spans
from annotator.demo.articles import demo_articles
from annotator.demo.loading import load_demo
from annotator.labelling.models import Annotation
from annotator.projects.models import Project
from tests.support.make import make_user


@pytest.mark.parametrize(
    "article", list(demo_articles()), ids=lambda article: article.record.external_id
)
def test_each_article_shows_all_there_is_to_see(article) -> None:  # type: ignore[no-untyped-def]
    text, spans = (
        article.record.text,
        list(sentence_spans(article.record.text, article.record.language)),
    )
    furniture = suggest_boilerplate(text, spans)
    body = [
        text[span.start : span.end] for index, span in enumerate(spans) if index not in furniture
    ]
    assert body == [sentence.text for sentence in article.sentences], (
        "the labels stand beside other sentences"
    )
    assert furniture
    assert set("CD?O") <= {code for sentence in article.sentences for code in sentence.codes}


def test_one_article_is_written_from_right_to_left() -> None:
    assert {article.record.language for article in demo_articles()} == {"en", "ar"}


def test_every_page_has_something_to_show(db: None) -> None:
    project = load_demo(password="a fine long password")
    report = agreement_report(project)
    assert 0.5 < (report["krippendorff_alpha"]["value"] or 0) < 0.9
    assert find_disputed_sentences(project, list(project.labels.all())).count() >= 5
    assert Annotation.objects.filter(target__isnull=False).exists()
    assert Annotation.objects.exclude(skip_reason="").exists()


def test_ana_has_an_article_to_label_at_once(db: None, client: Client) -> None:
    load_demo(password="a fine long password")
    assert client.login(username="ana", password="a fine long password")
    page = client.get("/p/demo/label/", follow=True).content.decode()
    assert "The bell of Marrow Island" in page


def test_the_command_says_how_to_sign_in_and_loads_once(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_demo")
    call_command("load_demo")
    said = capsys.readouterr().out
    passwords = defaultdict(set)
    for line in said.splitlines():
        if "password" in line:
            passwords[line.split()[0]].add(line.split()[-1])
    assert set(passwords) == {"mia", "rita", "ana", "ben", "cleo"}
    assert all(len(found) == 1 for found in passwords.values())
    assert Project.objects.count() == 1


def test_a_database_in_use_is_left_alone(db: None) -> None:
    make_user("mia")
    call_command("load_demo", if_empty=True)
    assert not Project.objects.exists()
    assert User.objects.count() == 1
