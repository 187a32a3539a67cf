import json
import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.corpus.models import Sentence
from annotator.labelling.assignments.places import assign
from annotator.labelling.assignments.queue import next_assignment
from annotator.labelling.models import Annotation, Assignment, Sighting
from annotator.projects.labels.changing import retire_label
from annotator.projects.models import Membership, Project, Role
from tests.support.make import label_article, make_article, make_member


@pytest.fixture
def labelled(project: Project, ana: Membership, ben: Membership) -> Project:
    make_article(project, title="The Aldra dam")
    label_article(ana, "claim", "denial", "opinion")
    label_article(ben, "claim", "claim", "question")
    return project


def output(*command: str) -> str:
    """Return what a command prints."""
    written = StringIO()
    call_command(*command, stdout=written)
    return written.getvalue()


def text_of(page: str) -> str:
    """Return the page with each run of whitespace as one space."""
    return " ".join(page.split())


def test_without_labels_the_page_says_when_figures_appear(as_rita: Client) -> None:
    assert "Nothing to compare yet" in as_rita.get("/p/dam/agreement/").content.decode()
    assert "No disagreements yet" in as_rita.get("/p/dam/disagreements/").content.decode()


def test_figures_are_shown_with_their_n(as_rita: Client, labelled: Project) -> None:
    page = text_of(as_rita.get("/p/dam/agreement/").content.decode())
    assert "0.50" in page
    assert "no interval (fewer than 10 articles) · n 2" in page
    assert "2 sentences have conflicting labels, or a label and a skip" in page
    assert "Too few articles for a verdict: alpha is 0.000 on 2 sentences of 1 article." in page


def test_agreement_on_targets_is_shown_without_accepted_candidates(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project)
    for member in (ana, ben):
        label_article(member, "claim", "denial", "doubt", article=article)
    with_target = Annotation.objects.exclude(label__key="claim")
    with_target.update(target=article.sentences.order_by("position").first())
    before = text_of(as_rita.get("/p/dam/agreement/").content.decode())
    with_target.filter(label__key="denial").update(target_rank=2)
    with_target.filter(label__key="doubt", assignment__annotator=ben).update(target_rank=0)

    page = text_of(as_rita.get("/p/dam/agreement/").content.decode())

    assert "without accepted candidates" not in before
    assert "Targets without accepted candidates: percent agreement" in page
    assert "Candidates were offered for 3 targets." in page
    assert "First taken: 0, second: 2, third: 0, none of them: 1." in page


def test_disagreements_show_all_annotations(
    as_rita: Client,
    labelled: Project,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    Annotation.objects.filter(label__key="denial").update(note="<b>plainly</b>")
    with django_assert_max_num_queries(14):
        page = text_of(as_rita.get("/p/dam/disagreements/").content.decode())
    assert "It did not fail, the ministry said." in page
    assert '<span class="context">The dam held.</span> It did not fail' in page
    assert "&lt;b&gt;plainly" in page
    # As a word: a token of a form may have these letters.
    assert not re.search(r"\bana\b", page), "people appear under their pseudonyms"


def test_nobody_sees_others_labels_on_an_article_they_hold_open(
    as_rita: Client, rita: Membership, labelled: Project
) -> None:
    assign(article=labelled.articles.get(), membership=rita)
    page = as_rita.get("/p/dam/disagreements/").content.decode()
    assert "It did not fail" not in page
    assert not Sighting.objects.exists()


def test_a_reviewer_who_saw_others_labels_does_not_get_the_article(
    as_rita: Client, rita: Membership, labelled: Project
) -> None:
    as_rita.get("/p/dam/disagreements/")
    as_rita.get("/p/dam/disagreements/")
    assert Sighting.objects.get().reviewer == rita
    assert next_assignment(membership=rita) is None


def test_page_api_and_files_have_the_same_figures(
    as_rita: Client, labelled: Project, ana: Membership
) -> None:
    report = as_rita.get("/api/v1/projects/dam/agreement/").json()
    assert report == as_rita.get("/p/dam/agreement/report.json").json()
    assert report["krippendorff_alpha"]["value"] == pytest.approx(0)
    rows = as_rita.get("/p/dam/agreement/figures.csv").content.decode().splitlines()
    assert rows[0] == "figure,value,n,low,high,reason"
    assert rows[1] == "percent_agreement,0.5,2,,,no interval (fewer than 10 articles)"
    assert (
        as_rita.get("/p/dam/agreement/confusion.csv").content.decode().splitlines()[2]
        == "denial,1,0,0,0"
    )
    assert as_rita.get("/p/dam/agreement/nonsense.csv").status_code == 404
    pairs = as_rita.get("/p/dam/agreement/pairs.csv").content.decode()
    assert ana.pseudonym in pairs


def test_the_address_filters_the_figures(
    as_rita: Client, labelled: Project, ana: Membership
) -> None:
    page = text_of(as_rita.get(f"/p/dam/agreement/?annotators={ana.pseudonym}").content.decode())
    assert "1 annotator · 3 annotations" in page
    assert f"report.json?annotators={ana.pseudonym}" in page
    assert (
        "2 annotators"
        in as_rita.get("/p/dam/agreement/?annotators=nobody&since=soon").content.decode()
    )
    page = as_rita.get("/p/dam/agreement/?round=nope").content.decode()
    assert "There is no “nope”. Choose from: main." in page
    assert '<details class="filter-box" open>' in page
    for file in ("report.json", "figures.csv", "months.csv"):
        assert as_rita.get(f"/p/dam/agreement/{file}?round=nope").status_code == 400
    refused = as_rita.get("/api/v1/projects/dam/agreement/?since=soon")
    assert (refused.status_code, list(refused.json())) == (400, ["since"])


def test_disagreements_are_counted_on_the_annotations_of_the_figures(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    cleo = make_member(project, "cleo")
    says = {"main": ("claim", "denial", "opinion"), "pilot": ("claim", "claim", "question")}
    for round, by_ben in says.items():
        article = make_article(project, f"It held in {round}. It did not. Luckily.", round=round)
        label_article(ana, "claim", "denial", "claim", article=article)
        label_article(ben, *by_ben, article=article)
        label_article(cleo, "claim", "denial", by_ben[2], article=article)

    def counted(query: str) -> str:
        page = as_rita.get(f"/p/dam/agreement/?{query}").content.decode()
        return text_of(page.split('id="of-disagreements"')[1].split("<p>")[1].split("</p>")[0])

    assert counted("").startswith("3 sentences have")
    assert counted("round=main").startswith("1 sentence has")
    assert counted("round=pilot").startswith("2 sentences have")
    assert counted(f"annotators={ben.pseudonym}&annotators={cleo.pseudonym}").startswith(
        "1 sentence has"
    )
    assert counted(f"annotators={ben.pseudonym}").startswith("No sentence has two labels")
    Assignment.objects.filter(annotator=ana).update(origin="tie-break")
    assert counted("").startswith("1 sentence has"), "the figures count no tie-break"


def test_every_file_has_the_filters_of_the_page(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    make_article(project)
    label_article(ana, "claim", "claim", "claim")
    label_article(ben, "claim", "claim", "claim")
    page = as_rita.get("/p/dam/agreement/?round=main").content.decode()
    links = re.findall(r'href="(/p/dam/agreement/[a-z]+\.(?:csv|json)[^"]*)"', page)
    assert len(links) >= 8
    assert all(link.endswith("?round=main") for link in links)


def test_the_page_warns_of_a_very_frequent_label(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    article = make_article(project, " ".join(f"It held on day {number}." for number in range(20)))
    label_article(ana, *["claim"] * 19, "denial", article=article)
    label_article(ben, "denial", *["claim"] * 19, article=article)
    page = as_rita.get("/p/dam/agreement/").content.decode()
    assert "95% of the labels are “Claim”" in page


def test_disagreements_can_be_filtered(as_rita: Client, labelled: Project, ana: Membership) -> None:
    def shown(query: str) -> list[bool]:
        page = as_rita.get(f"/p/dam/disagreements/?{query}").content.decode()
        page = re.sub(r'<span class="context">.*?</span>', "", page)
        return [text in page for text in ("It did not fail, the ministry said.", "That was lucky.")]

    assert shown("") == [True, True], "labelled against skipped is a disagreement too"
    assert shown("one=denial&other=claim") == [True, False]
    assert shown("one=opinion&other=skipped") == [False, True]
    assert shown("one=claim&other=opinion") == [False, False]
    assert shown("article=aldra") == [True, True]
    assert shown("article=gate") == [False, False]
    assert shown(f"annotator={ana.pseudonym}") == [True, True]
    assert shown("one=nonsense") == [True, True]


def test_annotators_are_compared_with_the_team(
    as_mia: Client, labelled: Project, ana: Membership
) -> None:
    Annotation.objects.filter(assignment__annotator=ana).update(seconds=4)
    page = " ".join(as_mia.get("/p/dam/agreement/annotators/").content.decode().split())
    assert ana.pseudonym in page
    assert ">ana<" not in page
    assert '<td data-head="Median seconds"> <span> 4.0' in page
    assert "(n &lt; 50)" in page
    assert '33% <span class="note">+13</span>' in page
    month = timezone.now().strftime("%Y-%m")
    assert page.count(f'{month}: 50% <span class="note">n 2</span>') == 2, (
        "they agree on one of two sentences"
    )
    assert ">ana<" in as_mia.get("/p/dam/agreement/annotators/?names=1").content.decode()


def in_the_row_of(person: Membership, page: str, head: str) -> str:
    """Return the figure under this column head, and the n in the next cell."""
    row = text_of(page).split(f'<th scope="row"> {person.pseudonym}', 1)[1].split("</tr>")[0]
    cells = row.split(f'data-head="{head}">', 1)[1].split("</td>")[:2]
    figure, n = (text_of(re.sub("<[^>]*>", " ", cell)) for cell in cells)
    return f"{figure} n {n}"


def test_annotators_are_compared_with_decisions_if_there_are_any(
    as_mia: Client, labelled: Project, ana: Membership, ben: Membership
) -> None:
    page = as_mia.get("/p/dam/agreement/annotators/").content.decode()
    assert "adjudicated" not in page, "nothing is decided: nobody agrees with it"
    rita = make_member(labelled, "rita", Role.ADJUDICATOR)
    first, second, third = Sentence.objects.order_by("position")
    adjudicate(sentence=second, adjudicator=rita, label="denial")
    adjudicate(sentence=third, adjudicator=rita, skip_reason="question")
    page = as_mia.get("/p/dam/agreement/annotators/").content.decode()
    assert in_the_row_of(ana, page, "Matches adjudicated label") == "100% n 1"
    assert in_the_row_of(ben, page, "Matches adjudicated label") == "0% n 1"
    adjudicate(sentence=first, adjudicator=ana, label="claim")
    page = as_mia.get("/p/dam/agreement/annotators/").content.decode()
    assert in_the_row_of(ana, page, "Matches adjudicated label") == "100% n 1", (
        "her own decision tells nothing"
    )
    assert in_the_row_of(ben, page, "Matches adjudicated label") == "50% n 2"


def test_annotators_are_compared_with_the_majority_of_the_others(
    as_mia: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    cleo, dora = make_member(project, "cleo"), make_member(project, "dora")
    article = make_article(project, overlap=4)
    label_article(ana, "claim", "claim", "opinion", article=article)
    label_article(ben, "claim", "claim", "opinion", article=article)
    label_article(cleo, "claim", "denial", "claim", article=article)
    label_article(dora, "opinion", "denial", "claim", article=article)
    page = as_mia.get("/p/dam/agreement/annotators/").content.decode()
    assert in_the_row_of(ana, page, "Matches majority of others") == "33% n 3"
    assert in_the_row_of(cleo, page, "Matches majority of others") == "33% n 3"
    assert in_the_row_of(dora, page, "Matches majority of others") == "0% n 3"


def test_without_labels_there_are_no_annotators(as_mia: Client) -> None:
    assert (
        "No articles have been submitted yet"
        in as_mia.get("/p/dam/agreement/annotators/").content.decode()
    )


def test_agreement_is_shown_by_month(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    for month in (3, 4):
        article = make_article(
            project, f"It held in month {month}. So they said.", external_id=f"m{month}"
        )
        for member in (ana, ben):
            label_article(
                member,
                "claim",
                "opinion" if month == 3 or member == ana else "claim",
                article=article,
            )
        Annotation.objects.filter(article=article).update(
            annotated_at=datetime(2031, month, 9, tzinfo=UTC)
        )
    page = as_rita.get("/p/dam/agreement/").content.decode()
    assert "By month" in page
    table = page.split("<table", 1)[1].split('aria-labelledby="of-months"')[1].split("</table>")[0]
    march, april = table.split("2031-03", 1)[1].split("</tr>", 1)
    assert "1.00" in march
    assert "0.50" in april
    rows = as_rita.get("/p/dam/agreement/months.csv").content.decode().splitlines()
    assert rows[0] == "month,articles,sentences,figure,value,n,low,high,reason"
    assert rows[1].startswith("2031-03,1,2,percent_agreement,1.0,2,")
    assert len(as_rita.get("/p/dam/agreement/codebooks.csv").content.decode().splitlines()) == 1


def test_error_rates_are_the_same_as_json_in_the_api_and_on_the_command_line(
    as_mia: Client, as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    for number in range(12):
        article = make_article(project, f"It holds.\n\nIt doesn't.\n\nNumber {number}!")
        label_article(ana, "claim", "denial", "opinion", article=article)
        label_article(ben, "claim", "denial", "question", article=article)

    rates = as_mia.get("/p/dam/agreement/model.json").json()
    assert rates == as_mia.get("/api/v1/projects/dam/agreement/error-rates/").json()
    assert rates == json.loads(output("agreement", "dam", "--error-rates", "--json"))

    by_name = {person["annotator"]: person["rows"] for person in rates["annotators"]}
    assert list(by_name) == sorted([ana.pseudonym, ben.pseudonym])
    claims, _, _, opinions = by_name[ben.pseudonym]
    assert claims["true_label"] == "claim"
    assert claims["n"] == pytest.approx(12, abs=0.5)
    assert not claims["few"]
    assert claims["shares"]["claim"] > 0.8
    assert opinions["few"]
    assert opinions["n"] < 1, "Ben skipped the opinions"

    text = output("agreement", "dam", "--error-rates")
    assert "(n 12)" in text
    assert "(n 0; few)" in text
    with pytest.raises(CommandError, match="can’t be combined with --round"):
        output("agreement", "dam", "--error-rates", "--round", "main")

    for address in ("/p/dam/agreement/model.json", "/api/v1/projects/dam/agreement/error-rates/"):
        assert as_rita.get(address).status_code == 403


def test_without_labels_the_error_rates_are_empty(as_mia: Client, project: Project) -> None:
    rates = as_mia.get("/p/dam/agreement/model.json").json()
    assert rates["annotators"] == []
    assert rates["converged"] is None
    assert "No labels have been submitted yet" in output("agreement", "dam", "--error-rates")


def test_the_error_rates_of_everybody_are_shown(
    as_mia: Client, labelled: Project, ana: Membership
) -> None:
    page = as_mia.get("/p/dam/agreement/model/").content.decode()
    assert f">{ana.pseudonym}</h2>" in page
    assert "Converged after" in page
    assert "All annotators</h2>" in page
    # Nobody has ten sentences of a label: grey alone would not say so to everybody.
    assert page.count('<tr class="few">') == page.count('<span class="note">few</span>') == 12
    Annotation.objects.all().delete()
    assert (
        "No labels have been submitted yet"
        in as_mia.get("/p/dam/agreement/model/").content.decode()
    )


def test_intervals_for_other_annotators_need_six_people(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    people = [ana, ben, *(make_member(project, f"person{number}") for number in range(4))]
    for number in range(12):
        article = make_article(project, f"Dam {number} held. It did not. Luckily.")
        for member in people[: 5 if number else 2]:
            label_article(
                member, "claim", "denial" if member.pk % 2 else "doubt", "opinion", article=article
            )
    page = as_rita.get("/p/dam/agreement/").content.decode()
    assert (
        "share sentences with others: 5. Intervals for other annotators need at least 6."
        in text_of(page)
    )
    assert "Alpha of Claim" not in page

    label_article(people[5], "claim", "denial", "denial", article=article)
    page = text_of(as_rita.get("/p/dam/agreement/").content.decode())
    assert "These take the 6 people as a sample, too" in page
    assert "Alpha of Claim" in page


def test_intervals_in_tables_are_marked_as_approximate(
    as_rita: Client, project: Project, ana: Membership, ben: Membership
) -> None:
    for number in range(12):
        article = make_article(project, f"Dam {number} held. It did not. Luckily.")
        label_article(ana, "claim", "denial", "opinion", article=article)
        label_article(ben, "claim", "denial", "opinion" if number % 3 else "doubt", article=article)
    page = as_rita.get("/p/dam/agreement/").content.decode()
    claim, denial, doubt, opinion = (
        page.split('id="of-labels"')[1].split("<tbody>")[1].split("</tr>")[:4]
    )
    for row in (claim, denial):
        assert text_of(row).count("1.00") == 2
        assert "[" not in text_of(row), "nobody disagreed, so how articles differ isn’t known"
    assert opinion.count("approximate") == 2
    assert "approximate" not in doubt, "no interval, so nothing about it"
    assert "95% intervals: jackknife over articles." in page
    assert 'aria-label="Shades"' in page
    assert '<li class="shade-0">below 0.1</li>' in page


def test_a_retired_label_is_named_as_retired_where_its_labels_are_counted(
    as_mia: Client, labelled: Project, mia: Membership
) -> None:
    retire_label(labelled.labels.get(key="denial"), by=mia)

    page = as_mia.get("/p/dam/agreement/").content.decode()
    for heading in ("of-labels", "of-prevalence", "of-confusion"):
        section = page.split(f'id="{heading}"')[1].split("</table>")[0]
        assert "Denial (retired)" in section, heading
        assert "Claim (retired)" not in section
    assert "Denial (retired)" in as_mia.get("/p/dam/").content.decode()
    for address in ("disagreements/", "plan/", "agreement/model/", "agreement/final-labels/"):
        assert "Denial (retired)" in as_mia.get(f"/p/dam/{address}").content.decode(), address
