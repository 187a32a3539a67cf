"""Nobody can see or change the data of another project or of another annotator."""

import json
import re

from django.test import Client

from annotator.corpus.models import Article
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import Membership
from tests.support.make import (
    annotate,
    label_article,
    make_article,
    make_assignment,
    make_entry,
    make_member,
    make_project,
)
from tests.support.roles import table

API = "/api/v1/projects/dam/"


def post(client: Client, path: str, body: object) -> tuple[int, object]:
    answer = client.post(API + path, json.dumps(body), "application/json")
    return answer.status_code, answer.json() if answer.content else None


# Insecure direct object reference: ids of another project under an address of one's own:
# tests/app_wide/test_roles.py.


def test_idor_by_ids_in_bodies(
    ana: Membership, as_ana: Client, as_rita: Client, as_mia: Client
) -> None:
    """Sentences, targets, assignments and people of another project are treated as missing."""
    make_article(ana.project)
    mine = make_assignment(ana).article.sentences.to_label().first()
    other = make_project("other")
    theirs = make_article(other).sentences.to_label().first()
    zoe = make_member(other, "zoe")
    assert mine is not None
    assert theirs is not None
    # A number that stands nowhere else in the answers, from which it is taken below.
    type(theirs).objects.filter(pk=theirs.pk).update(id=999_999_999)
    theirs.pk = 999_999_999
    nobodys = 10**9
    entry = {"submission": "c9a7a1de-6d0c-4c43-8f60-0d0f55555555", "label": "denial"}

    def answers(pk: int) -> list[object]:
        asked = [
            post(as_ana, "annotations/", entry | {"sentence": pk}),
            post(as_ana, "annotations/", entry | {"sentence": mine.pk, "target": pk}),
            post(as_ana, "assignments/next/", {"after": pk}),
            post(as_rita, "adjudications/", {"sentence": pk, "label": "claim"}),
            post(as_rita, "adjudications/", {"sentence": mine.pk, "label": "denial", "target": pk}),
        ]
        return json.loads(
            re.sub(
                r'"reference": '
                r'"\w+"' + rf"|\b{pk}\b",
                "",
                json.dumps(asked),
            )
        )  # type: ignore[no-any-return]

    assert answers(theirs.pk) == answers(nobodys)
    assert not Annotation.objects.exists()
    address = f"/p/dam/articles/{Article.objects.get(project=ana.project).pk}/people/assign/"
    as_mia.post(address, {"member": zoe.pk})
    assert not Assignment.objects.filter(annotator=zoe).exists()


def test_idor_by_another_persons_submission(
    ana: Membership, ben: Membership, as_ana: Client
) -> None:
    make_article(ana.project)
    entry = make_entry(
        make_assignment(ben).article.sentences.to_label()[0].pk, "denial", note="what ben thinks"
    )
    annotate(Assignment.objects.get(annotator=ben), entry)
    make_assignment(ana)
    status, answer = post(
        as_ana, "annotations/", {"submission": str(entry.submission), "sentence": entry.sentence}
    )
    assert status == 409
    assert "what ben thinks" not in json.dumps(answer)


def test_labels_of_others_have_no_visible_effect(
    ana: Membership, ben: Membership, as_ana: Client
) -> None:
    """All pages and API responses are byte for byte the same after ben has labelled."""
    for number in range(3):
        make_article(ana.project, f"Dam {number} held. It did not.", external_id=f"dam-{number}")
    make_assignment(ana)

    def everything() -> dict[str, tuple[int, bytes]]:
        seen = {}
        for row in [*table("Pages"), *table("API")]:
            if row.method == "GET" and "_ID" not in row.address and "TOKEN" not in row.address:
                address = row.address
                for name, value in {
                    "SLUG": "dam",
                    "NAME": "annotations",
                    "SUFFIX": "csv",
                    "NUMBER": "1",
                }.items():
                    address = address.replace(name, value)
                answer = as_ana.get(address.replace("…", "").replace("TABLE", "pairs"))
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
                body = re.sub(
                    rb'csrfmiddlewaretoken" value="\w+|reference <code>\w+|"reference": "\w+"',
                    b"",
                    body,
                )
                seen[row.address] = (answer.status_code, body)
        mine = Assignment.objects.get(annotator=ana)
        for address in (f"/p/dam/label/{mine.pk}/",):
            seen[address] = (
                200,
                re.sub(rb"csrf\w+[^>]+>|expires\w*\W+[^,]+,", b"", as_ana.get(address).content),
            )
        answer = as_ana.post(f"{API}assignments/next/", "{}", "application/json")
        seen["next"] = (answer.status_code, re.sub(rb'"expires_at":"[^"]+"', b"", answer.content))
        return seen

    everything()  # the first look writes when it was
    before = everything()
    label_article(ben, "denial", "opinion", article=Assignment.objects.get(annotator=ana).article)
    label_article(ben, "claim", "claim")
    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()
    assert any(status == 200 for status, _ in after.values())


def test_figures_exclude_articles_that_the_viewer_has_open(
    rita: Membership, as_rita: Client
) -> None:
    """Filtered to a round with one article, agreement would reveal the labels of the others."""
    article = make_article(rita.project, round="solo")
    for name in ("ana", "ben"):
        label_article(
            make_member(rita.project, name), "claim", "denial", "opinion", article=article
        )

    def counts() -> list[int]:
        answers = [
            as_rita.get("/p/dam/agreement/report.json?round=solo"),
            as_rita.get(f"{API}agreement/?round=solo"),
        ]
        return [answer.json()["annotations"] for answer in answers]

    assert counts() == [6, 6]
    assert make_assignment(rita).article == article
    assert counts() == [0, 0]
