"""The YAML header of README.md, from which the Hugging Face Hub and `datasets` read a release."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.export.datasets.columns import Column, Kind
from annotator.export.releases.metadata.citation import KEYWORDS
from annotator.export.releases.metadata.table_sizes import TableSize
from annotator.export.releases.texts.facts import ReleaseFacts

# The size categories of the Hub.
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
# The Hub does not accept these tags as languages.
UNDETERMINED = {"und", "zxx", "mul"}
# What the Hub calls the kinds of annotators.
ANNOTATORS = {"experts": "expert-generated", "crowd": "crowdsourced", "": "other"}
# What `datasets` calls the types of our columns.
TYPES = {
    Kind.TEXT: "string",
    Kind.WHOLE: "int64",
    Kind.NUMBER: "float64",
    Kind.BOOLEAN: "bool",
    Kind.DATE: "date32",
    Kind.TIME: "timestamp[ms, tz=UTC]",
}


def hub_header(facts: ReleaseFacts) -> dict[str, Any]:
    sentences = facts.counts["sentences"]
    # The Hub knows languages by their primary subtags, such as en for en-GB.
    primary = sorted({tag.split("-")[0].lower() for tag in facts.languages} - UNDETERMINED)
    configs = _configs(facts)

    return {
        "pretty_name": facts.name,
        **({"language": primary} if primary else {}),
        **({"multilinguality": [_multilinguality(primary)]} if primary else {}),
        **({"license": facts.parameters.licence.lower()} if facts.parameters.licence else {}),
        **_creators(facts),
        "task_categories": ["text-classification"],
        "task_ids": ["multi-class-classification"],
        "size_categories": [next((name for most, name in SIZES if sentences < most), "1M<n<10M")],
        "tags": list(KEYWORDS),
        "dataset_info": [
            _dataset_info(name, facts.columns[name], files, facts.sizes)
            for name, files in configs.items()
        ],
        "configs": [
            {
                "config_name": name,
                **({"default": True} if name == "sentences" else {}),
                "data_files": [{"split": split, "path": path} for split, path in files.items()],
            }
            for name, files in configs.items()
        ],
    }


def _configs(facts: ReleaseFacts) -> dict[str, dict[str, str]]:
    """Return the file of each split of each table. `datasets` can't read a split without rows."""
    whole = {name: {"full": f"{name}.parquet"} for name in ("annotations", "articles")}
    splits = {
        name: f"splits/{name}.parquet"
        for name in facts.split_names
        if facts.sizes[f"splits/{name}.parquet"].rows
    }
    return {"sentences": splits or {"full": "sentences.parquet"}, **whole}


def _multilinguality(languages: Sequence[str]) -> str:
    return "monolingual" if len(languages) == 1 else "multilingual"


def _creators(facts: ReleaseFacts) -> dict[str, Any]:
    """Return who made the labels and the texts, and from what, in the words of the Hub.

    Nothing is claimed about imported labels but that they were found.
    """
    imported = facts.counts["imported"]
    made_here = facts.counts["annotations"] - imported
    people = ANNOTATORS[facts.stated.annotator_kind]
    labels = [*([people] if made_here else []), *(["found"] if imported else [])]

    return {
        "annotations_creators": labels or ["no-annotation"],
        "language_creators": ["found"],
        **({"source_datasets": ["original"]} if made_here and not imported else {}),
    }


def _dataset_info(
    name: str,
    columns: Sequence[Column],
    files: Mapping[str, str],
    sizes: Mapping[str, TableSize],
) -> dict[str, Any]:
    return {
        "config_name": name,
        "features": [{"name": column.name, "dtype": TYPES[column.kind]} for column in columns],
        "splits": [
            {
                "name": split,
                "num_bytes": sizes[path].memory_bytes,
                "num_examples": sizes[path].rows,
            }
            for split, path in files.items()
        ],
        "download_size": sum(sizes[path].file_bytes for path in files.values()),
        "dataset_size": sum(sizes[path].memory_bytes for path in files.values()),
    }
