from collections import defaultdict
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from annotator.accounts.models import User
from annotator.agreement.adjudication.lists.finding import find_disputed_sentences
from annotator.agreement.models import Adjudication
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.report import agreement_report
from annotator.corpus.models import Article, Stage
from annotator.demo.loading import ARABIC_SLUG, load_demo
from annotator.labelling.choices import AssignmentState
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Project
from tests.support.make import make_user
from tests.support.remembered import remember

PASSWORD = "a fine long password"


@pytest.fixture
def demo(db: None) -> Project:
    return remember("demo", lambda: load_demo(password=PASSWORD))


def test_every_page_has_something_to_show(demo: Project) -> None:
    report = agreement_report(demo)
    assert 0.75 <= (report["krippendorff_alpha"]["value"] or 0) <= 0.85
    assert report["krippendorff_alpha"]["low"] is not None
    assert report["retest"]["krippendorff_alpha"]["low"] is not None
    assert len(find_disputed_sentences(demo, list(demo.labels.all()))) >= 5
    assert Annotation.objects.filter(target__isnull=False).exists()
    assert Annotation.objects.exclude(skip_reason="").exists()
    assert Annotation.objects.exclude(note="").exists()
    assert Annotation.objects.exclude(confidence=None).exists()


def test_agreement_is_better_under_the_second_codebook(demo: Project) -> None:
    alphas = [
        agreement_report(demo, ReportFilter(rounds=[round]))["krippendorff_alpha"]["value"]
        for round in ("pilot", "main")
    ]
    assert alphas[0] < alphas[1]
    assert demo.current_codebook().version == 2
    assert demo.current_codebook().reason


def test_the_adjudicator_has_given_some_twenty_reasons(demo: Project) -> None:
    decisions = Adjudication.objects.in_project(demo).decided()
    assert 18 <= decisions.count() <= 25
    assert not decisions.filter(reason="").exists()
    disputed = find_disputed_sentences(demo, list(demo.labels.all()))
    assert not decisions.exclude(sentence__in=disputed.sentences).exists()


def test_the_labels_are_the_same_each_time(db: None) -> None:
    with transaction.atomic():
        labels = labels_in_order(load_demo(password=PASSWORD))
        transaction.set_rollback(True)
    assert labels == labels_in_order(load_demo(password=PASSWORD))


def labels_in_order(project: Project) -> list[tuple[object, ...]]:
    rows = Annotation.objects.in_project(project).order_by(
        "sentence__article__external_id", "sentence__position", "annotated_at"
    )
    return list(
        rows.values_list("label__key", "skip_reason", "target__position", "confidence", "note")
    )


def test_labels_are_spread_over_six_weeks_before_today(demo: Project) -> None:
    days = set(Annotation.objects.in_project(demo).values_list("annotated_at__date", flat=True))
    today = timezone.now().date()
    assert max(days) <= today
    assert timedelta(days=40) <= today - min(days) <= timedelta(days=43)
    assert len(days) >= 20


def test_articles_are_at_every_stage(demo: Project) -> None:
    articles = Article.objects.in_project(demo)
    for stage in Stage:
        assert articles.at_stage(stage).exists(), stage
    assert articles.count() >= 30


def test_tallies_and_dates_agree_with_the_rows(demo: Project) -> None:
    for assignment in Assignment.objects.annotate(labelled=Count("annotations")):
        rows = assignment.annotations.select_related("label")
        labels = [row.label.key for row in rows if row.label]
        assert assignment.decided == assignment.labelled
        assert assignment.label_counts == {label: labels.count(label) for label in set(labels)}
        assert assignment.began_at <= timezone.now()
        if assignment.state == AssignmentState.SUBMITTED:
            assert assignment.decided == assignment.article.to_label
            assert assignment.submitted_at is not None
            assert assignment.began_at < assignment.submitted_at <= timezone.now()
    for article in Article.objects.in_project(demo):
        held = Assignment.objects.holding_places().filter(article=article).count()
        assert article.free == (article.overlap or 0) - held


def test_ana_has_an_article_to_label_at_once(demo: Project, client: Client) -> None:
    assert client.login(username="ana", password=PASSWORD)
    page = client.get("/p/demo/label/", follow=True).content.decode()
    assert "The bell of Marrow Island" in page


@pytest.mark.parametrize("name", ["ana", "ben", "cleo", "dan"])
def test_every_annotator_has_work(demo: Project, client: Client, name: str) -> None:
    assert client.login(username=name, password=PASSWORD)
    page = client.get("/p/demo/label/", follow=True).content.decode()
    assert "/p/demo/label/" in page
    assert Assignment.objects.open().filter(annotator__user__username=name).exists()


def test_the_manager_may_create_projects(demo: Project) -> None:
    assert User.objects.get(username="mia").has_perm("projects.add_project")
    assert not User.objects.get(username="ana").has_perm("projects.add_project")


def test_an_account_that_was_there_before_gets_no_new_rights(db: None) -> None:
    make_user("mia")
    load_demo(password=PASSWORD)
    assert not User.objects.get(username="mia").has_perm("projects.add_project")


def test_the_second_project_is_small_and_in_arabic(demo: Project) -> None:
    articles = Article.objects.in_project(Project.objects.get(slug=ARABIC_SLUG))
    assert 4 <= articles.count() <= 6
    assert set(articles.values_list("language", flat=True)) == {"ar"}


@pytest.mark.parametrize("name", ["mia", "rita", "ana", "dan"])
def test_pages_answer(demo: Project, client: Client, name: str) -> None:
    assert client.login(username=name, password=PASSWORD)
    paths = ["", "label/", "codebook/"]
    if name in ("mia", "rita"):
        paths += ["agreement/", "disagreements/"]
    if name == "mia":
        paths += ["articles/", "people/", "settings/", "export/", "releases/", "audit/", "import/"]
    for path in paths:
        assert client.get(f"/p/demo/{path}", follow=True).status_code == 200, path


def test_the_command_prints_how_to_sign_in_and_loads_once(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_demo")
    call_command("load_demo")
    output = capsys.readouterr().out
    passwords = defaultdict(set)
    for line in output.splitlines():
        if "password" in line:
            passwords[line.split()[0]].add(line.split()[-1])
    assert set(passwords) == {"mia", "rita", "ana", "ben", "cleo", "dan"}
    assert all(len(found) == 1 for found in passwords.values())
    assert Project.objects.count() == 2


def test_a_database_in_use_is_left_alone(db: None) -> None:
    make_user("mia")
    call_command("load_demo", if_empty=True)
    assert not Project.objects.exists()
    assert User.objects.count() == 1
