"""The header of README.md, beside what Hugging Face `datasets` finds in the files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotator.corpus.models import Article
from annotator.labelling.choices import Origin
from annotator.labelling.models import Assignment
from annotator.projects.models import Project, ProjectFacts
from tests.export.releases.conftest import folder_of, publish

pytestmark = pytest.mark.filterwarnings("ignore")  # theirs are not ours


def header(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / "README.md").read_text().split("---\n")[1])
    return found


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("asked", [{}, {"standoff": True}, {"split": ""}])
@pytest.mark.parametrize("config", ["sentences", "annotations", "articles"])
def test_features_and_sizes_are_those_that_the_library_finds(
    rich: Project, tmp_path: Path, released: Callable[..., Path], config: str, asked: dict[str, Any]
) -> None:
    from datasets import load_dataset, load_dataset_builder

    folder = released(**asked)
    stated = load_dataset_builder(str(folder), config, cache_dir=str(tmp_path / "cache")).info

    # Without the sizes and features, the library has to find them out.
    configs = header(folder)["configs"]
    (folder / "README.md").write_text(f"---\n{yaml.safe_dump({'configs': configs})}---\n")
    files = {one["config_name"]: one["data_files"] for one in configs}
    found = load_dataset(str(folder), config, cache_dir=str(tmp_path / "other"))

    assert {
        name: (split.num_bytes, split.num_examples) for name, split in stated.splits.items()
    } == {name: (part.info.splits[name].num_bytes, part.num_rows) for name, part in found.items()}
    [features] = {str(part.features) for part in found.values()}
    assert str(stated.features) == features
    paths = [file["path"] for file in files[config]]
    assert stated.download_size == sum((folder / path).stat().st_size for path in paths)


def test_it_says_who_made_labels_and_texts(rich: Project, tmp_path: Path) -> None:
    here = header(folder_of(publish(rich, split=""), tmp_path / "here"))
    assert here["annotations_creators"] == ["other"]
    for kind, word in (("experts", "expert-generated"), ("crowd", "crowdsourced")):
        ProjectFacts.objects.update_or_create(
            project=rich, defaults={"answers": {"annotator_kind": kind}}
        )
        stated = header(folder_of(publish(rich, split=""), tmp_path / kind))
        assert stated["annotations_creators"] == [word]
    assert here["language_creators"] == ["found"]
    assert here["source_datasets"] == ["original"]

    Assignment.objects.filter(article__external_id="n1").update(origin=Origin.IMPORT)
    both = header(folder_of(publish(rich, split=""), tmp_path / "both"))
    assert both["annotations_creators"] == ["crowdsourced", "found"]

    Assignment.objects.update(origin=Origin.IMPORT)
    imported = header(folder_of(publish(rich, split=""), tmp_path / "imported"))
    assert imported["annotations_creators"] == ["found"]
    assert "source_datasets" not in imported


def test_it_says_how_many_languages_there_are(rich: Project, tmp_path: Path) -> None:
    several = header(folder_of(publish(rich, split=""), tmp_path / "several"))
    assert several["multilinguality"] == ["multilingual"]

    Article.objects.update(language="en-GB")
    one = header(folder_of(publish(rich, split=""), tmp_path / "one"))
    assert (one["language"], one["multilinguality"]) == (["en"], ["monolingual"])

    Article.objects.update(language="und")
    unknown = header(folder_of(publish(rich, split=""), tmp_path / "unknown"))
    assert "language" not in unknown
    assert "multilinguality" not in unknown
