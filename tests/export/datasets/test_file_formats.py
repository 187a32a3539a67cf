import re
import shlex
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.export.datasets.file_formats import FORMATS
from annotator.export.datasets.forms import export_form_for
from annotator.projects.models import Project, Role
from tests.support.make import make_member


@pytest.mark.parametrize("format", [key for key, value in FORMATS.items() if value.tool])
def test_files_for_other_tools_are_the_same_from_page_api_and_the_displayed_command(
    committed: Project, client: Client, tmp_path: Path, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_member(committed, "mia", Role.MANAGER).user)  # type: ignore[arg-type]
    monkeypatch.chdir(tmp_path)
    for dataset in FORMATS[format].datasets:
        asked = {"dataset": dataset, "format": format, "languages": ["ar"]}
        page = client.get("/p/dam/export/", asked)
        assert str(FORMATS[format].about)[:20] in page.content.decode()
        rows = {"articles": "1 row", "sentences": "4 rows"}[dataset]
        assert f"{rows}\n" in page.content.decode()

        response = client.get(page.context["address"])
        name = f"{dataset}{FORMATS[format].ending}"
        assert response["Content-Disposition"] == f'attachment; filename="dam-{name}"'
        assert response["Content-Type"] == FORMATS[format].content_type
        downloaded = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        assert b"".join(client.get(page.context["api"]).streaming_content) == downloaded  # type: ignore[attr-defined]
        call_command(*shlex.split(page.context["export"].command)[2:])
        assert Path(name).read_bytes() == downloaded
        assert len(downloaded) > 200


@pytest.mark.parametrize(
    ("dataset", "format", "asked", "error"),
    [
        (
            "annotations",
            "label-studio",
            {},
            {"format": ["Label Studio (JSON) has no such dataset. Choose one of these: "
                        "Sentences, Articles."]},
        ),
        (
            "sentences",
            "uima",
            {},
            {"format": ["UIMA CAS XMI for INCEpTION (ZIP) has no such dataset. Choose one of "
                        "these: Articles."]},
        ),
        ("articles", "doccano", {"standoff": True},
         {"standoff": ["Files of this format need the text."]}),
        ("articles", "uima", {"split": "80/10/10"},
         {"split": ["Files of this format have no splits."]}),
        ("articles", "xlsx", {"mark": True}, {"mark": ["CSV only."]}),
    ],
)  # fmt: skip
def test_what_a_format_cannot_have_is_refused(
    labelled: Project, dataset: str, format: str, asked: dict[str, object], error: object
) -> None:
    assert export_form_for(asked, labelled, dataset=dataset, format=format).errors == error


def test_the_page_disables_formats_that_the_dataset_cannot_have(
    as_mia: Client, project: Project
) -> None:
    def disabled(asked: dict[str, str], **headers: str) -> list[str]:
        page = as_mia.get("/p/dam/export/", asked, headers=headers).content.decode()
        return re.findall(r'<option value="([\w-]+)"[^>]* disabled', page)

    tools = ["label-studio", "doccano", "uima", "le-wi-di"]
    assert disabled({"dataset": "annotations"}) == tools
    assert disabled({"dataset": "articles"}) == ["le-wi-di"]
    # A change of the dataset fills the list again. The chosen format stays, with its error.
    chosen = {"dataset": "annotations", "format": "uima"}
    assert disabled(chosen, HX_Request="true") == ["label-studio", "doccano", "le-wi-di"]
