"""Examples of a codebook: written in the editor, read by annotators, kept by each version."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from annotator.export.releases.metadata.manifest import release_manifest
from annotator.export.releases.metadata.reading_manifest import take_settings
from annotator.export.releases.parameters import ReleaseParameters
from annotator.projects.audit import COMMAND
from annotator.projects.codebooks.examples import MAX_EXAMPLES, ExampleRow, rows_of
from annotator.projects.codebooks.versions import publish_codebook
from annotator.projects.creating import create_project
from annotator.projects.labels.changing import delete_label, retire_label
from annotator.projects.models import CodebookExample, Membership, Project
from tests.agreement.report.test_views import text_of

EDIT = "/p/dam/codebook/edit/"
PUMP = ExampleRow("claim", "The pump failed at noon.", "Anyone can check it.")


def posted(*examples: ExampleRow, text: str = "# Rules", **more: str) -> dict[str, str]:
    """Return what the editor sends."""
    rows = {
        f"example-{number}-{name}": value
        for number, example in enumerate(examples)
        for name, value in example._asdict().items()
    }
    return {"text": text, "reason": "clearer", "examples": str(len(examples)), **rows, **more}


def with_pump(project: Project) -> None:
    publish_codebook(project=project, text="# Rules", reason="clearer", examples=[PUMP])


def test_a_manager_adds_an_example_and_annotators_read_it(
    as_mia: Client, as_ana: Client, project: Project
) -> None:
    answer = as_mia.post(EDIT, posted(PUMP), follow=True)
    assert "Version 2 published." in answer.content.decode()
    assert rows_of(project.current_codebook()) == [PUMP]

    panel = as_ana.get("/p/dam/codebook/panel/").content.decode()
    assert "<h2>Examples</h2>" in panel
    assert (
        "<strong>Claim:</strong> The pump failed at noon. <em>Why:</em> Anyone can check it."
    ) in panel


def test_what_people_write_is_no_markup(as_mia: Client, project: Project) -> None:
    nasty = ExampleRow("claim", "<script>x</script> **a** [b](c)", "# *no*")
    as_mia.post(EDIT, posted(nasty))
    page = as_mia.get("/p/dam/codebook/").content.decode()
    assert "&lt;script&gt;x&lt;/script&gt; **a** [b](c) <em>Why:</em> # *no*" in page


def test_a_version_keeps_its_examples_and_the_next_shows_what_changed(
    as_mia: Client, project: Project
) -> None:
    with_pump(project)
    other = PUMP._replace(why="It was measured.")
    as_mia.post(EDIT, posted(other, ExampleRow("opinion", "The pump is ugly.")))

    second, third = project.codebooks.filter(version__gte=2).order_by("version")
    assert rows_of(second) == [PUMP]
    assert [row.sentence for row in rows_of(third)] == [PUMP.sentence, "The pump is ugly."]

    page = as_mia.get("/p/dam/codebook/versions/3/").content.decode()
    assert "<ins><strong>Opinion:</strong> The pump is ugly.</ins>" in page
    assert "<del>Anyone can check it</del>" in page


def test_an_example_without_its_sentence_is_removed(as_mia: Client, project: Project) -> None:
    with_pump(project)
    as_mia.post(EDIT, posted(ExampleRow("claim", "", "")))
    assert rows_of(project.current_codebook()) == []
    assert project.current_codebook().version == 3


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        (ExampleRow("", "The pump failed."), "Choose the label of this sentence."),
        (ExampleRow("claim", "", "Because."), "Add the sentence, or clear the reason too."),
        (ExampleRow("nope", "The pump failed."), "nope is not one of the available choices."),
        (ExampleRow("claim", "a" * 1001), "at most 1000 characters"),
    ],
)
def test_an_example_with_an_error_changes_nothing(
    as_mia: Client, project: Project, example: ExampleRow, problem: str
) -> None:
    page = as_mia.post(EDIT, posted(PUMP, example)).content.decode()
    assert problem in text_of(page)
    # The valid one is still in the form.
    assert "The pump failed at noon." in page
    assert project.current_codebook().version == 1


def test_the_same_text_and_examples_are_no_new_version(as_mia: Client, project: Project) -> None:
    with_pump(project)
    page = text_of(as_mia.post(EDIT, posted(PUMP)).content.decode())
    assert "This is version 2, unchanged." in page
    assert project.current_codebook().version == 2


def test_more_adds_an_empty_row_and_keeps_what_was_typed(as_mia: Client, project: Project) -> None:
    page = as_mia.post(EDIT, posted(PUMP, text="# Draft", more="1")).content.decode()
    assert 'name="examples" value="2"' in page
    assert 'name="example-1-sentence"' in page
    assert "# Draft" in page
    assert "The pump failed at noon." in page
    assert project.current_codebook().version == 1

    # However many a request asks for.
    many = {**posted(PUMP), "examples": "999", "more": "1"}
    page = as_mia.post(EDIT, many).content.decode()
    assert f'name="examples" value="{MAX_EXAMPLES}"' in page


def test_the_preview_has_the_examples(as_mia: Client, project: Project) -> None:
    preview = as_mia.post("/p/dam/codebook/preview/", posted(PUMP)).content.decode()
    assert "<strong>Claim:</strong> The pump failed at noon." in preview
    assert "What changes" in preview


def test_a_label_with_an_example_is_retired_and_not_deleted(project: Project) -> None:
    with_pump(project)
    label = project.labels.get(key="claim")
    with pytest.raises(ValidationError, match="has been used"):
        delete_label(label, by=COMMAND)

    retire_label(label, by=COMMAND)
    publish_codebook(project=project, text="# Other rules", reason="clearer")
    assert rows_of(project.current_codebook()) == [PUMP]


def test_a_retired_label_is_offered_only_where_it_has_an_example(
    as_mia: Client, project: Project
) -> None:
    retire_label(project.labels.get(key="claim"), by=COMMAND)
    assert 'value="claim"' not in as_mia.post(EDIT, posted(PUMP, more="1")).content.decode()
    with_pump(project)
    assert 'value="claim" selected' in as_mia.get(EDIT).content.decode()


def test_an_example_has_a_label_of_its_own_project(project: Project) -> None:
    with_pump(project)
    other = create_project(slug="river")
    with transaction.atomic(), pytest.raises(IntegrityError, match="codebook_example_label"):
        CodebookExample.objects.update(label=other.labels.get(key="claim"))


def test_a_release_has_the_examples_and_is_read_back(project: Project, mia: Membership) -> None:
    with_pump(project)
    retire_label(project.labels.get(key="doubt"), by=COMMAND)
    written = json.loads(
        json.dumps(
            release_manifest(project, 1, ReleaseParameters(dated="2026-11-28"), (None, None))
        )
    )

    other = create_project(slug="river")
    take_settings(other, written)
    assert rows_of(other.current_codebook()) == [PUMP]
    assert [label.key for label in other.labels.all() if label.retired_at] == ["doubt"]
    again = release_manifest(other, 1, ReleaseParameters(dated="2026-11-28"), (None, None))
    for part in ("labels", "codebooks"):
        assert again[part] == written[part]
