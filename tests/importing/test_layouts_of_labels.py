"""Labels of several people in layouts of data sets, and what the account says of others."""

import json
import zipfile
from pathlib import Path

import pytest

from annotator.corpus.models import Sentence
from tests.importing.support import Importer, stored_labels, stored_sentences

pytestmark = pytest.mark.django_db

SAFE, DOUBT = "The dam is safe.", "Nobody knows why."
LABELS = [
    (DOUBT, "ana", "denial"),
    (DOUBT, "ben", "denial"),
    (SAFE, "ana", "claim"),
    (SAFE, "ben", "denial"),
]


def lines(*objects: dict[str, object]) -> str:
    return "".join(json.dumps(each) + "\n" for each in objects)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "by_annotator.jsonl",
            lines(
                {"sentence": SAFE, "annotations": {"ana": "claim", "ben": "denial"}},
                {"sentence": DOUBT, "annotations": {"ana": "denial", "ben": "denial"}},
            ),
        ),
        (
            "lists.jsonl",
            lines(
                {"sentence": SAFE, "annotators": ["ana", "ben"], "labels": ["claim", "denial"]},
                {"sentence": DOUBT, "annotators": ["ana", "ben"], "labels": ["denial", "denial"]},
            ),
        ),
        (
            "objects.jsonl",
            lines(
                *(
                    {
                        "sentence": sentence,
                        "annotators": [
                            {"annotator_id": "ana", "label": first},
                            {"annotator_id": "ben", "label": second},
                        ],
                    }
                    for sentence, first, second in (
                        (SAFE, "claim", "denial"),
                        (DOUBT, "denial", "denial"),
                    )
                )
            ),
        ),
        (
            "joined.csv",
            f'sentence,annotators,annotations\n{SAFE},"ana,ben","claim,denial"\n'
            f'{DOUBT},"ana,ben","denial,denial"\n',
        ),
        (
            "potato.tsv",
            "user\tinstance_id\tdisplayed_text\tstance:::claim\tstance:::denial\n"
            f"ana\t1\t{SAFE}\t1\t\nben\t1\t{SAFE}\t\t1\nana\t2\t{DOUBT}\t\t1\nben\t2\t{DOUBT}\t\t1\n",
        ),
    ],
)
def test_each_label_belongs_to_its_person(importer: Importer, name: str, content: str) -> None:
    importer.articles(name, content)
    assert stored_labels() == LABELS


def test_a_folder_for_each_person_names_them(importer: Importer, tmp_path: Path) -> None:
    archive = tmp_path / "out.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for person, label in (("ana", "claim"), ("ben", "denial")):
            file.writestr(f"out/{person}/part1.csv", f"id,text,label\n1,{SAFE},{label}\n")
            file.writestr(f"out/{person}/part2.csv", f"id,text,label\n2,{DOUBT},denial\n")
    importer.run("import_articles", archive)
    assert stored_labels() == LABELS


@pytest.mark.parametrize(
    "annotations",
    [
        # Questions, not people: their answers have nothing in common, or say nothing.
        [{"stance": "claim", "topic": "dam"}, {"stance": "denial", "topic": "town"}],
        [{"biased": "yes", "factual": "no"}, {"biased": "no", "factual": "yes"}],
        # One row doesn't show whether keys are people.
        [{"ana": "claim", "ben": "denial"}],
    ],
)
def test_objects_that_may_be_something_else_are_named(
    importer: Importer, annotations: list[dict[str, str]]
) -> None:
    rows = [{"sentence": SAFE, "annotations": each} for each in annotations]
    result = importer.articles("a.jsonl", lines(*rows))
    assert not stored_labels()
    assert "column “annotations” of" in result.out
    assert "if “annotations” has labels: give each person’s label a row of its own" in result.out


def test_counts_of_votes_are_named_with_what_to_do(importer: Importer) -> None:
    result = importer.articles("a.csv", f"sentence,votes_claim,votes_denial\n{SAFE},2,1\n")
    assert "if “votes_claim”, “votes_denial” have labels: give each person’s" in result.out


def test_columns_that_are_named_after_people_are_offered(importer: Importer) -> None:
    table = f"id,text,ana,ben\n1,{SAFE},claim,denial\n2,{DOUBT},denial,denial\n"
    offered = importer.articles("a.csv", table)
    assert "unless they are chosen (--annotator-columns): ana, ben" in offered.out
    importer.articles("a.csv", table, "--annotator-columns", "ana,ben")
    assert stored_labels() == LABELS


def test_columns_of_options_are_no_annotators(importer: Importer) -> None:
    table = f"Input.text,Answer.s.claim,Answer.s.denial\n{SAFE},true,false\n{DOUBT},false,true\n"
    result = importer.articles("a.csv", table)
    assert "--annotator-columns" not in result.out
    assert "“Answer.s.claim”" in result.out


def test_annotations_of_gate_without_a_label_are_counted(importer: Importer) -> None:
    spans = {"": {"annotations": [{"type": "Claim", "start": 0, "end": 16, "features": {}}]}}
    result = importer.articles("a.jsonl", lines({"text": SAFE, "annotation_sets": spans}))
    assert "1 × annotations of GATE that aren’t labels of Teamware are left out" in result.out


@pytest.mark.parametrize("tag", ["headline", "t1"])
def test_labels_on_a_title_never_land_on_the_text(importer: Importer, tag: str) -> None:
    value = {"start": 0, "end": 16, "text": SAFE, "labels": ["claim"]}
    result = {"from_name": "l", "to_name": tag, "type": "labels", "value": value}
    task = {
        "id": 1,
        "data": {"headline": SAFE, "body": f"{DOUBT} {SAFE}"},
        "annotations": [{"completed_by": 1, "result": [result]}],
    }
    refused = importer.articles("a.json", json.dumps([task]))
    assert "labels are on “headline”, not on the text in “body”; choose --column" in refused.err
    assert not stored_sentences()

    importer.articles("a.json", json.dumps([task]), "--column", "text=headline")
    assert stored_labels() == [(SAFE, "1", "claim")]


def test_a_file_may_name_its_articles_by_their_files(importer: Importer) -> None:
    table = f"id,filename,sentence,label\ns1,a.txt,{SAFE},claim\ns2,a.txt,{DOUBT},denial\n"
    importer.articles("a.csv", table)
    assert stored_sentences() == [("a.txt", 1, SAFE), ("a.txt", 2, DOUBT)]
    ids = Sentence.objects.order_by("position").values_list("original_id", flat=True)
    assert list(ids) == ["s1", "s2"]


def test_ids_of_labels_are_no_ids_of_sentences(importer: Importer) -> None:
    table = f"id,article_id,sentence,annotator,label\n1,a,{SAFE},ana,claim\n2,a,{SAFE},ben,denial\n"
    result = importer.articles("a.csv", table)
    assert stored_labels() == [(SAFE, "ana", "claim"), (SAFE, "ben", "denial")]
    assert "column “id” of" in result.out


def test_a_sentence_of_no_article_refuses_its_neighbours(importer: Importer) -> None:
    table = (
        "article_id,position,sentence\na,1,One here.\n,2,Two here.\na,3,Three here.\nb,1,Fine.\n"
    )
    result = importer.articles("a.csv", table)
    assert stored_sentences() == [("b", 1, "Fine.")]
    assert "line 3: has a sentence number, but no article ID" in result.err
    assert "line 2: line 3 can’t be read" in result.err
