"""What the preview asks, shows and keeps: each guess, and the way to say otherwise."""

import json

import pytest
from django.test import Client

from annotator.corpus.models import Article
from annotator.jobs.models import Job, JobState
from annotator.labelling.models import Annotation
from annotator.projects.labels.changing import retire_label
from annotator.projects.models import Membership
from tests.corpus.readers.office_files import sheet_rows, xlsx
from tests.importing.pages import choose, fields, finish, upload

TWO_DAMS = "1,The first dam held on Monday.,claim\n2,The second dam held on Tuesday.,denial\n"


def test_a_table_without_a_header_is_asked_about_and_read(as_mia: Client) -> None:
    page = upload(as_mia, ("bare.csv", TWO_DAMS))
    assert "Does the table have a header?" in page
    assert "The first dam held on Monday." in page

    page = choose(as_mia, **fields(page), header="no")
    assert "Does the table have a header?" not in page
    assert '<option value="2" selected>2: The first dam held on Monday.</option>' in page

    page = choose(as_mia, **fields(page) | {"column-label": "3", "look": ""})
    choose(as_mia, **fields(page))
    assert "2 labels in the files: 2 imported" in finish(as_mia)


def test_the_first_row_can_be_the_header_although_it_looks_like_data(as_mia: Client) -> None:
    page = upload(as_mia, ("bare.csv", TWO_DAMS))

    page = choose(as_mia, **fields(page), header="yes")

    assert "Now: the first row is the header (chosen)." in page


def test_a_retired_label_is_offered_as_such_and_its_labels_are_imported(
    as_mia: Client, mia: Membership
) -> None:
    retire_label(mia.project.labels.get(key="denial"), by=mia)

    page = upload(as_mia, ("labelled.csv", f"id,text,label\n{TWO_DAMS}"))
    assert '<option value="denial" selected>Denial (retired)</option>' in page

    choose(as_mia, **fields(page))
    account = finish(as_mia)
    assert "2 labels in the files: 2 imported" in account
    assert "“denial” as denial, a retired label: 1" in account


RATED = "id,sentence,annotator1,annotator2\n" + "".join(
    f"{number},Dam {number} held on Monday.,claim,{other}\n"
    for number, other in enumerate(["claim", "denial"] * 4)
).replace("claim,denial", "denial,claim")


def test_columns_of_annotators_are_offered(as_mia: Client) -> None:
    page = upload(as_mia, ("rated.csv", RATED))
    assert "columns that may each have one annotator’s labels aren’t used" in page

    chosen = ["annotator1", "annotator2"]
    page = choose(as_mia, **fields(page) | {"annotator_columns": chosen, "look": ""})
    assert page.count('name="annotator_columns" value="annotator') == 2
    assert page.count("checked") == 2

    choose(as_mia, **fields(page) | {"annotator_columns": chosen})
    assert "16 labels in the files: 16 imported" in finish(as_mia)


def test_the_labels_of_a_tool_can_be_left_out(as_mia: Client) -> None:
    task = {
        "id": 1,
        "data": {"text": "The dam held."},
        "annotations": [
            {"completed_by": 1, "result": [{"type": "choices", "value": {"choices": ["Odd"]}}]}
        ],
    }
    page = upload(as_mia, ("export.json", json.dumps([task])))
    assert '<option value="" selected>as the tool wrote them</option>' in page

    page = choose(as_mia, **fields(page) | {"column-label": "-", "look": ""})
    assert '<option value="-" selected>no column has labels</option>' in page
    assert "Label mapping" not in page

    choose(as_mia, **fields(page))
    page = finish(as_mia)
    assert Article.objects.count() == 1
    assert not Annotation.objects.exists()


def test_the_text_column_of_another_file_can_be_chosen(as_mia: Client) -> None:
    page = upload(
        as_mia, ("a.csv", "id,text\n1,It held.\n"), ("b.csv", "nr,Inhalt,y\n1,Es hielt.,2\n")
    )
    choose(as_mia, **fields(page) | {"column-sentence": "Inhalt"})
    finish(as_mia)
    assert Article.objects.count() == 2


def test_whose_labels_a_file_has_is_said_and_can_be_changed(as_mia: Client) -> None:
    row = '{"id": 1, "text": "The dam held.", "label": ["claim"]}\n'
    page = upload(as_mia, ("ana.jsonl", row), ("ben.jsonl", row))
    assert "labels without an annotator belong to “ana”, after the name of the file" in page
    assert "If files aren’t named after people, enter the annotator’s name." in page

    page = choose(as_mia, **fields(page) | {"annotator": "cleo", "look": ""})

    assert "belong to “ana”" not in page


def test_a_headline_can_become_the_title(as_mia: Client) -> None:
    text = "Dam holds after a stormy night\n\nThe dam held, the ministry said. It did."
    page = upload(as_mia, ("dam.txt", text))
    assert "the first line looks like a headline and stays in the text" in page

    page = choose(as_mia, **fields(page) | {"reading-first_line": "title", "look": ""})
    assert "the first line is the title (chosen)" in page

    choose(as_mia, **fields(page))
    finish(as_mia)
    assert Article.objects.get().title == "Dam holds after a stormy night"


def test_an_unknown_encoding_is_marked_at_its_field(as_mia: Client) -> None:
    page = upload(as_mia, ("dam.txt", "The dam held."))

    page = choose(as_mia, **fields(page) | {"encoding": "klingon", "look": ""})

    assert "Unknown encoding. Use a name such as utf-8 or cp1252." in page


def test_many_labels_are_counted_and_can_be_mapped(as_mia: Client) -> None:
    rows = "".join(f"It held {n} times.,label {n}\n" for n in range(100))
    page = upload(as_mia, ("many.csv", f"sentence,label\n{rows}"))

    assert "The files have 100 different labels" in page
    assert "Other labels in the files" in page


def test_the_preview_says_what_would_be_left_out(as_mia: Client) -> None:
    dates = "".join(
        f"{number},The dam at mile {number} held on Monday.,{number}/04/2025\n"
        for number in range(1, 13)
    )
    page = upload(as_mia, ("dams.csv", f"id,text,published\n{dates}"))
    assert "Would be left out or changed" in page
    assert "11 × published left empty: “…” may begin with the day or the month" in page

    page = choose(as_mia, **fields(page) | {"reading-dates": "day-first", "look": ""})

    assert "Would be left out or changed" not in page
    assert "1 Apr 2025" in page


def test_of_several_sheets_the_page_says_which_is_read(as_mia: Client) -> None:
    book = xlsx(
        Notes=sheet_rows(("note",), ("Read me.",)),
        Articles=sheet_rows(("id", "text"), (1, "The dam held on Monday.")),
    )
    page = upload(as_mia, ("dams.xlsx", book))

    assert "sheet “Articles” (detected) ·" in page
    assert "1 × other sheets not read: “Notes”; save them as files of their own" in page


def test_another_encoding_is_tried_and_kept(as_mia: Client) -> None:
    page = upload(as_mia, ("ru.txt", "Плотина выдержала в понедельник.".encode("koi8-r")))

    page = choose(as_mia, **fields(page) | {"encoding": "cp1251", "look": ""})
    assert "рМПФЙОБ" in page
    page = choose(as_mia, **fields(page) | {"encoding": "koi8-r", "look": ""})

    assert "Плотина выдержала" in page
    assert 'name="encoding" value="koi8-r"' in page


def test_labels_of_columns_that_were_just_chosen_are_asked_for(as_mia: Client) -> None:
    table = RATED.replace("claim", "yes").replace("denial", "no")
    page = upload(as_mia, ("rated.csv", table))

    page = choose(as_mia, **fields(page) | {"annotator_columns": ["annotator1", "annotator2"]})

    assert "The columns that you chose have labels. Map them first." in page
    assert 'name="label-yes"' in page
    assert Job.objects.get().state == JobState.DRAFT


SHORT = "id,text\n1,Lucky!\n2,12.5 %\n"
UNCLEAR = "in English, because the language of 2 articles isn’t clear"


def test_a_language_that_is_not_clear_is_to_be_checked_and_stays_said(as_mia: Client) -> None:
    page = upload(as_mia, ("short.csv", SHORT))
    assert "Please check" in page
    assert f"<bdi>short.csv</bdi>: {UNCLEAR} (guessed) ·" in page

    choose(as_mia, **fields(page) | {"language": ""})
    assert UNCLEAR in finish(as_mia)
    entry = Job.objects.latest("pk").result["files"][0]
    assert (entry["facts"]["language"], entry["unclear_languages"]) == (["en", "guessed"], 2)


def test_languages_that_are_clear_and_one_that_is_not_are_said_apart(as_mia: Client) -> None:
    german = "3,Die Bürgermeisterin sagte am Montag der Damm sei seit Jahren sicher.\n"
    french = "4,La maire a déclaré lundi que le barrage était sûr depuis des années.\n"

    page = upload(as_mia, ("news.csv", SHORT + german + french))

    assert f"Now: in German, French (detected); {UNCLEAR} (guessed)." in page


def test_the_beginning_of_many_rows_says_how_they_are_read(
    as_mia: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.importing.previews.preview.MAX_ITEMS", 1_200)
    rows = "".join(f"{number};Lucky!\n" for number in range(1_300))

    page = upload(as_mia, ("short.csv", f"id;text\n{rows}"))

    assert "Only the beginning was checked: 1,200 articles." in page
    assert "Now: cells separated by semicolons." in page
    assert "the language of 1,200 articles isn’t clear" in page


def test_the_preview_counts_the_rejected_items_that_it_does_not_list(as_mia: Client) -> None:
    page = upload(as_mia, ("many.jsonl", '{"text": "Fine."}\n' + "{\n" * 12))

    assert page.count("<b>many.jsonl, line") == 10
    assert "and 2 more" in page


def test_the_preview_names_files_that_are_passed_over(as_mia: Client) -> None:
    page = upload(as_mia, (".DS_Store", "x"), ("a.txt", "The dam held."))

    assert "Files passed over" in page
    assert "<li>1 × .DS_Store</li>" in page


def test_lines_that_may_be_broken_at_a_width_are_asked_about(as_mia: Client) -> None:
    text = (
        "The mayor of the town said that the dam\nis safe. The water board doubts it, and wants\n"
        "a second report.\n"
    )
    page = upload(as_mia, ("wire.txt", text), ("short.txt", "The dam held.\n"))
    assert "lines seem to end within a sentence" in page
    assert "4 sentences" in page

    page = choose(as_mia, **fields(page) | {"reading-line_breaks": "wrapped", "look": ""})
    assert "2 sentences" in page
    choose(as_mia, **fields(page))
    finish(as_mia)
    assert Article.objects.get(external_id="wire").sentences.count() == 2
