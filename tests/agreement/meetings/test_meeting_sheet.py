"""The meeting sheet: which sentences are on it, what it shows, and decisions entered from it."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.agreement.meetings.choosing import MeetingForm
from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, Sentence
from annotator.labelling.assignments.places import assign
from annotator.labelling.models import Annotation, Sighting
from annotator.projects.audit import audit_log
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article, make_project

ADDRESS = "/p/dam/meeting/"


def disputed(
    project: Project, ana: Membership, ben: Membership, title: str, pairs: str, **fields: object
) -> Article:
    """An article whose sentences ana and ben labelled as the pairs say: c, d, o or q for a skip."""
    names = {"c": "claim", "d": "denial", "o": "opinion", "q": "question"}
    text = " ".join(f"The {title} number {index} held." for index in range(len(pairs.split())))
    article = make_article(project, text, title=title, source=f"{title} Post", **fields)
    for place, member in enumerate((ana, ben)):
        label_article(member, *(names[pair[place]] for pair in pairs.split()), article=article)
    return article


def chosen(project: Project, query: str, viewer: Membership | None = None) -> list[str]:
    sentences = MeetingForm(QueryDict(query), project=project).sentences(viewer=viewer)
    return [f"{sentence.article.title}{sentence.position}" for sentence in sentences]


@pytest.fixture
def articles(project: Project, ana: Membership, ben: Membership) -> list[Article]:
    return [
        disputed(project, ana, ben, "A", "cc cd co qc"),
        disputed(project, ana, ben, "B", "dc dd dc cd"),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "A2 A3 B1 B3 B4 A4"),
        ("per_article=1", "A2 B1"),
        ("number=3", "A2 A3 B1"),
        ("per_article=2&number=3", "A2 A3 B1"),
        ("one=claim&other=denial", "A2 B1 B3 B4"),
        ("one=opinion&other=claim", "A3"),
        ("one=skipped", "A4"),
        ("one=nothing", "A2 A3 B1 B3 B4 A4"),
        ("number=0&per_article=x", "A2 A3 B1 B3 B4 A4"),
    ],
)
def test_sentences_are_chosen_worst_first(
    project: Project, articles: list[Article], query: str, expected: str
) -> None:
    assert chosen(project, query) == expected.split()


def test_sentences_are_chosen_by_hand(project: Project, articles: list[Article]) -> None:
    ids = [articles[1].sentences.get(position=2).pk, articles[0].sentences.get(position=1).pk]
    query = "&".join(f"sentence={pk}" for pk in [*ids, 10**9])
    assert chosen(project, query) == ["A1", "B2"], "also those that nobody disputes"


def test_sentences_with_notes_are_chosen(
    project: Project, ana: Membership, ben: Membership
) -> None:
    disputed(project, ana, ben, "A", "cd cc co")
    noted = Annotation.objects.filter(sentence__position__lte=2, assignment__annotator=ana)
    assert noted.update(note="Discuss.") == 2

    assert chosen(project, "about=notes") == ["A1", "A2"]
    assert chosen(project, "about=disputed_notes") == ["A1"]


def test_decided_sentences_can_be_left_out(
    project: Project, articles: list[Article], rita: Membership
) -> None:
    first = articles[0].sentences.get(position=2)
    adjudicate(sentence=first, adjudicator=rita, label="claim")
    assert chosen(project, "undecided=on") == ["A3", "B1", "B3", "B4", "A4"]


def test_articles_that_the_viewer_has_open_are_not_on_the_sheet(
    project: Project, articles: list[Article], rita: Membership
) -> None:
    assign(article=articles[0], membership=rita)
    assert chosen(project, "", rita) == ["B1", "B3", "B4"]
    pk = articles[0].sentences.get(position=2).pk
    assert chosen(project, f"sentence={pk}", rita) == []


def test_the_sheet_shows_context_labels_and_pseudonyms(
    as_rita: Client, articles: list[Article], ana: Membership, ben: Membership
) -> None:
    pk = articles[0].sentences.get(position=2).pk
    page = " ".join(as_rita.get(f"{ADDRESS}?sentence={pk}").content.decode().split())
    for number in (0, 1, 2, 3):
        assert f"The A number {number} held." in page
    assert "A Post" in page
    assert ana.pseudonym in page.partition("<ol")[2]
    blind = as_rita.get(f"{ADDRESS}?sentence={pk}&blind=on").content.decode().partition("<ol")[2]
    assert not re.search(rf"\b({ana.pseudonym}|{ben.pseudonym})\b", blind)
    assert Sighting.objects.filter(article=articles[0]).exists()
    assert not Sighting.objects.filter(article=articles[1]).exists()


def test_the_order_of_labels_tells_nothing_on_a_blind_sheet(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    article = disputed(project, ana, ben, "A", "cd dc")
    rows = sheet(as_rita, "blind=on")
    assert [row["labels"] for row in rows] == ["claim; denial", "claim; denial"]
    rows = sheet(as_rita, "")
    assert {row["labels"] for row in rows} != {"claim; denial"}
    assert rows[0]["article"] == article.external_id


def make_article_elsewhere() -> int:
    article = make_article(make_project("other"))
    return Sentence.objects.filter(article=article).earliest("pk").pk


def sheet(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"{ADDRESS}sheet.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def upload(client: Client, content: bytes | str) -> str:
    data = content if isinstance(content, bytes) else content.encode()
    answer = client.post(
        f"{ADDRESS}decisions/", {"file": SimpleUploadedFile("sheet.csv", data, "text/csv")}
    )
    return " ".join(answer.content.decode().split())


def filled(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def gold() -> list[tuple[int, str, str]]:
    rows = Adjudication.objects.decided().order_by("sentence__article", "sentence__position")
    return [(row.sentence.position, row.decision, row.reason) for row in rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_decisions_come_back_in_the_table(
    as_rita: Client, project: Project, articles: list[Article], delimiter: str
) -> None:
    rows = sheet(as_rita, "number=4")
    assert rows[0]["sentence"] == "The A number 1 held."
    rows[0] |= {"decision": "denial", "target": "1", "reason": "It is denied;\nsee, there."}
    rows[1] |= {"decision": "Opinion"}
    rows[2] |= {"decision": "cannot_tell"}
    page = upload(as_rita, filled(rows, delimiter))
    assert "3 decisions saved." in page
    assert "1 row has no decision." in page
    assert gold() == [
        (2, "denial", "It is denied;\nsee, there."),
        (3, "opinion", ""),
        (1, "cannot_tell", ""),
    ]
    first = Adjudication.objects.get(label__key="denial")
    assert first.target is not None
    assert first.target.position == 1

    page = upload(as_rita, filled(rows, delimiter))
    assert "3 had been decided like this before." in page
    assert Adjudication.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "line", "reason"),
    [
        ({"decision": "maybe"}, 3, "neither a label"),
        ({"decision": "", "target": "1"}, 3, "The decision is missing."),
        ({"decision": "denial", "target": "99"}, 3, "no sentence 99"),
        ({"decision": "denial", "target": "x"}, 3, "isn’t the number of a sentence"),
        ({"decision": "claim", "target": "1"}, 3, "can’t have a target"),
        ({"decision": "denial", "target": "3"}, 3, "its own target"),
        ({"decision": "claim", "sentence_id": "abc"}, 3, "isn’t a number"),
        ({"decision": "claim", "sentence_id": str(10**12)}, 3, "There is no sentence"),
        ({"decision": "claim", "reason": "x" * 2001}, 3, "more than 2,000 characters"),
    ],
)
def test_one_wrong_row_refuses_all(
    as_rita: Client, articles: list[Article], changes: dict[str, str], line: int, reason: str
) -> None:
    rows = sheet(as_rita, "number=3")
    rows[0] |= {"decision": "claim"}
    rows[1] |= changes
    page = upload(as_rita, filled(rows))
    assert "Nothing was saved, because 1 row can’t be:" in page
    assert f"Line {line}:" in page
    assert reason in page
    assert not Adjudication.objects.exists()


def test_lines_are_counted_with_cells_of_several_lines(
    as_rita: Client, articles: list[Article]
) -> None:
    rows = sheet(as_rita, "number=3")
    rows[0] |= {"decision": "claim", "reason": "One.\r\nTwo.\nThree."}
    rows[1] |= {"decision": "maybe", "reason": "One.\nTwo."}
    page = upload(as_rita, filled(rows))
    assert re.findall(r"Line (\d+):", page) == ["5"]
    rows[2] |= rows[0] | {"reason": ""}
    page = upload(as_rita, filled(rows))
    assert re.findall(r"Line (\d+):", page) == ["7"]
    assert "The sentence is in line 2, too." in page


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("sentence,decision\n1,claim\n", "Missing columns: sentence_id."),
        ("sentence_id,decision,decision\n1,claim,claim\n", "occur twice: decision"),
        ("sentence_id,decision\n1,claim,x\n", "more cells than the header"),
        ('sentence_id,decision\n1,"claim\n', "isn’t CSV"),
        ("sentence_id,decision\n1,cl\0aim\n", "null characters"),
        ("sentence_id,decision\n1,\xe9\n".encode("latin-1"), "isn’t UTF-8"),
        ("", "The submitted file is empty."),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(
    as_rita: Client, project: Project, content: bytes | str, reason: str
) -> None:
    assert reason in upload(as_rita, content)
    assert not Adjudication.objects.exists()


def test_columns_that_are_not_ours_are_named(as_rita: Client, articles: list[Article]) -> None:
    pk = articles[0].sentences.get(position=2).pk
    page = upload(as_rita, f"sentence_id,decision,who\n{pk},claim,Rita\n")
    assert "1 decision saved." in page
    assert "Columns not used: who." in page


def test_a_sentence_is_decided_on_the_page(
    as_rita: Client, articles: list[Article], rita: Membership
) -> None:
    pk = articles[0].sentences.get(position=2).pk
    form = {"sentence": pk, "decision": "denial", "target": "4", "reason": "It is."}
    answer = as_rita.post(f"{ADDRESS}decide/?one=claim&blind=on", form)
    assert answer["Location"] == f"{ADDRESS}?one=claim&blind=on#s{pk}"
    assert gold() == [(2, "denial", "It is.")]
    page = as_rita.get(f"{ADDRESS}?sentence={pk}").content.decode()
    assert "Decided: A, sentence 2: Denial." in page
    assert '<option value="denial" selected>' in " ".join(page.split())
    assert 'value="4"' in page
    page = as_rita.post(f"{ADDRESS}decide/", form | {"target": "99"}, follow=True)
    assert "no sentence 99" in page.content.decode()
    page = as_rita.post(f"{ADDRESS}decide/", {"sentence": pk, "decision": ""}, follow=True)
    assert "Choose a label" in page.content.decode()
    assert gold() == [(2, "denial", "It is.")]


def test_nobody_decides_on_an_article_that_they_have_open(
    as_rita: Client, project: Project, articles: list[Article], rita: Membership
) -> None:
    assign(article=articles[0], membership=rita)
    pk = articles[0].sentences.get(position=2).pk
    assert "you have its article open" in upload(as_rita, f"sentence_id,decision\n{pk},claim\n")
    assert not Adjudication.objects.exists()


def test_sentences_of_other_projects_are_not_found(
    as_rita: Client, articles: list[Article], project: Project
) -> None:
    other = make_article_elsewhere()
    assert "There is no sentence" in upload(as_rita, f"sentence_id,decision\n{other},claim\n")
    assert (
        str(other)
        not in as_rita.get(f"{ADDRESS}?sentence={other}").content.decode().partition("<ol")[2]
    )


def test_the_download_is_in_the_audit_log(as_rita: Client, articles: list[Article]) -> None:
    sheet(as_rita, "number=2")
    assert audit_log(articles[0].project)[0].about == "meeting.csv, 2 sentences"


def test_the_pages_lead_to_the_sheet(as_rita: Client, articles: list[Article]) -> None:
    page = as_rita.get("/p/dam/disagreements/?one=claim&other=denial").content.decode()
    assert f'href="{ADDRESS}?one=claim&amp;other=denial"' in page
    assert f'href="{ADDRESS}"' in as_rita.get("/p/dam/agreement/").content.decode()
