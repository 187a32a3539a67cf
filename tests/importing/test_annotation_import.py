"""`import_annotations` imports all labels of a file, or none."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.labelling.models import Annotation, Assignment
from annotator.projects.labels.changing import retire_label
from annotator.projects.models import Membership, Project
from tests.support.make import label_article, make_article

HEADER = "article_id,position,annotator,label,skip_reason"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "labels.csv"


def run(file: Path, *rows: str, head: str = HEADER, options: tuple[str, ...] = ()) -> int:
    file.write_text("\n".join([head, *rows, ""]))
    try:
        call_command("import_annotations", "dam", str(file), *options)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_imported_labels_are_submitted_work(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = make_article(project, external_id="dam", overlap=1)
    assert (
        run(
            file,
            "dam,1,zoe,claim,",
            "dam,2,zoe,denial,",
            "dam,1,yan,,question",
            "dam,3,yan,opinion,",
        )
        == 0
    )
    yan, zoe = Membership.objects.order_by("alias")
    assert capsys.readouterr().out.endswith(
        f"Annotators:\n  “yan” is {yan.pseudonym}\n  “zoe” is {zoe.pseudonym}\n"
        "Imported: 4 labels of 2 annotators on 1 article.\n"
    )
    assert (yan.alias, yan.user, yan.role) == ("yan", None, "annotator")
    assert [
        (a.sentence.position, a.decision)
        for a in Annotation.objects.filter(assignment__annotator=zoe)
    ] == [
        (1, "claim"),
        (2, "denial"),
    ]
    article.refresh_from_db()
    assert (article.overlap, article.free) == (2, 0), (
        "the overlap grows where more people have the article"
    )
    assert article.done_at is not None
    assert {(a.state, a.origin, a.decided) for a in Assignment.objects.all()} == {
        ("submitted", "import", 2)
    }


def test_optional_columns_are_imported(project: Project, file: Path) -> None:
    make_article(project, external_id="dam")
    head = HEADER + ",target_position,confidence,note,seconds,annotated_at"
    run(
        file,
        "dam,2,zoe,denial,,1,3,“so”,4.5,2024-05-03T10:00:00Z",
        "dam,3,zoe,doubt,,0,,,,",
        head=head,
    )
    denial, doubt = Annotation.objects.order_by("pk")
    assert denial.target is not None
    assert (denial.target.position, denial.confidence, denial.note, denial.seconds) == (
        1,
        3,
        "“so”",
        4.5,
    )
    assert denial.annotated_at.isoformat() == "2024-05-03T10:00:00+00:00"
    assert denial.assignment.began_at == denial.annotated_at
    assert denial.assignment.touched_at == doubt.annotated_at
    assert (doubt.target, doubt.target_outside) == (None, True)


def test_every_bad_row_is_named_and_nothing_is_imported(
    project: Project, ana: Membership, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, external_id="dam")
    own = make_article(project, "Another one. Here.", external_id="own")
    make_article(project, "It held.\nIt did.\nShare this story", external_id="short")
    label_article(ana, "claim", "claim", article=own)
    assert (
        run(
            file,
            "dam,1,zoe,claim,",
            "gate,1,zoe,claim,",
            "dam,9,zoe,claim,",
            "dam,0,zoe,claim,",
            "dam,two,zoe,claim,",
            "dam,2,zoe,klaim,",
            "dam,2,zoe,,nonsense",
            "dam,2,zoe,,",
            "dam,2,zoe,claim,question",
            "dam,2,,claim,",
            "dam,1,zoe,denial,",
            f"own,1,{ana.pseudonym},denial,",
            "dam,2,zoe",
            "short,3,zoe,claim,",
            "dam,3,zoe,claim,,1",
            options=(f"--as-member={ana.pseudonym}",),
        )
        == 1
    )
    output = capsys.readouterr().err
    for line, reason in {
        3: "the project has no article “gate”",
        4: "the article has no sentence 9",
        5: "the article has no sentence 0",
        6: "position “two” must be a whole number of 0 or more",
        7: "unknown label “klaim”",
        8: "“nonsense” isn’t a skip reason; the skip reasons are boilerplate,",
        9: "it has neither a label nor a skip reason",
        10: "it has both a label and a skip reason",
        11: "no annotator is named",
        12: "it repeats line 2",
        13: f"{ana.pseudonym} labels this article in the app",
        14: "it has neither a label nor a skip reason",
        15: "sentence 3 is excluded as boilerplate",
        16: "the row has 6 cells, more than the header, which has 5",
    }.items():
        assert f"labels.csv, line {line}: {reason}" in output
    assert "Nothing imported; 14 rows" in output
    assert Membership.objects.get() == ana
    assert Annotation.objects.count() == 2


@pytest.mark.parametrize("name", ["Z\u202e9", "Z\u200b9", "Z9\u3164"], ids=ascii)
def test_a_name_with_invisible_characters_is_refused(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    make_article(project, external_id="dam")
    assert run(file, f"dam,1,{name},claim,") == 1
    assert "line 2: annotator: it contains invisible characters" in capsys.readouterr().err
    assert not project.memberships.exists()


def test_composed_and_decomposed_letters_are_the_same_name(project: Project, file: Path) -> None:
    make_article(project, external_id="dam")
    assert (
        run(file, "dam,1,Zo\u00eb,claim,", "dam,2,Zoe\u0308,claim,", "dam,3,Zo\u00eb\u00a0,claim,")
        == 0
    )
    assert project.memberships.count() == 1


def test_targets_are_checked(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, external_id="dam")
    head = HEADER + ",target_position,confidence"
    assert (
        run(file, "dam,1,z,claim,,2,", "dam,2,z,denial,,2,", "dam,3,z,denial,,9,4", head=head) == 1
    )
    output = capsys.readouterr().err
    assert "line 2: this label can’t have a target" in output
    assert "line 3: its target is the sentence itself" in output
    assert "line 4: its target, sentence 9, doesn’t exist" in output


def test_a_second_run_imports_only_new_rows(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, external_id="dam")
    run(file, "dam,1,zoe,claim,")
    assert run(file, "dam,1,zoe,claim,", "dam,2,zoe,denial,") == 0
    printed = capsys.readouterr().out
    assert "2 labels in the files: 1 imported, 1 already in the project" in printed
    assert "Imported: 1 label of 1 annotator on 1 article." in printed
    assert Assignment.objects.get().decided == 2
    assert run(file, "dam,1,zoe,opinion,") == 1
    assert "line 2: zoe already has a different answer on this sentence" in capsys.readouterr().err
    head = HEADER + ",target_position,confidence,note"
    for more in ("1,,", ",3,", ",,so"):
        assert run(file, f"dam,2,zoe,denial,,{more}", head=head) == 1
        assert "a different answer" in capsys.readouterr().err
    assert run(file, "dam,2,zoe,denial,,,,", head=head) == 0


def test_times_out_of_range_and_e_mail_addresses_are_refused(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, external_id="dam")
    head = HEADER + ",annotated_at,pass,assignment_state"
    rows = [
        "dam,1,zoe,claim,,0001-01-01T00:00:00+10:00,1,submitted",
        "dam,1,zoe,claim,,9999-12-31T23:59:59-12:00,,",
    ]
    rows += [
        "dam,1,z@example.org,claim,,,1,submitted",
        "dam,1,zoe,claim,,,2,submitted",
        "dam,1,zoe,claim,,,1,open",
    ]
    assert run(file, *rows, head=head) == 1
    output = capsys.readouterr().err
    assert output.count("is in the future, or before 1970") == 2
    assert "line 4: annotator names are published" in output
    assert output.count("only submitted work of pass 1 can be imported") == 2


def test_labels_in_a_file_can_be_mapped(project: Project, file: Path) -> None:
    make_article(project, external_id="dam")
    options = ("--map=POS=claim", "--map=noise=boilerplate", "--map=junk=")
    run(file, "dam,1,z,POS,", "dam,2,z,noise,", "dam,3,z,junk,", options=options)
    assert [a.decision for a in Annotation.objects.order_by("pk")] == ["claim", "boilerplate"]


def test_a_retired_label_is_imported_and_named_as_retired(
    project: Project, mia: Membership, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, external_id="dam")
    retire_label(project.labels.get(key="opinion"), by=mia)

    run(file, "dam,1,z,opinion,", "dam,2,z,claim,")

    printed = capsys.readouterr().out
    assert [a.decision for a in Annotation.objects.order_by("pk")] == ["opinion", "claim"]
    assert "“opinion” as opinion, a retired label: 1" in printed
    assert "“claim” as claim: 1" in printed


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "missing columns: article_id, position"),
        ("", "the file is empty"),
        ("id,text\n", "has no rows"),
        (None, "No such file"),
    ],
)
def test_an_invalid_table_is_named(
    project: Project, file: Path, content: str | None, message: str
) -> None:
    if content is not None:
        file.write_text(content)
    with pytest.raises(CommandError, match=message):
        call_command("import_annotations", "dam", str(file))


def test_the_account_of_labels_names_what_was_not_used_and_how_the_file_was_read(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, external_id="dam")

    run(
        file,
        "dam;1;zoe;claim;;The dam held.",
        "dam;2;zoe;noise;;It broke.",
        ";;;;;",
        "dam;3;zoe;;question;",
        head="article_id;position;annotator;label;skip_reason;text",
        options=("--map=noise=",),
    )

    printed = capsys.readouterr().out
    assert "3 labels in the files: 2 imported, 1 ignored as chosen" in printed
    assert "“claim” as claim: 1" in printed
    assert "“question” as question: 1" in printed
    assert "label “noise”, ignored as chosen: 1" in printed
    assert f"column “text” of {file}" in printed
    assert f"{file}: table; 3 rows; 1 empty row; encoding utf-8; cells separated by semi" in printed


def test_labels_that_are_all_ignored_import_nothing(
    project: Project, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_article(project, external_id="dam")

    run(file, "dam,1,zoe,noise,", options=("--map=noise=",))

    assert capsys.readouterr().out.endswith("Imported: nothing.\n")
    assert not Annotation.objects.exists()
