"""croissant.json: machine-readable metadata of a release.

MLCommons (2024), Croissant Format Specification 1.0, http://mlcommons.org/croissant/1.0: a JSON-LD
context, the files with their checksums, and for each table a record set whose fields say which
column of which file they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.export.datasets.columns import Column, Kind
from annotator.export.datasets.dataset import Dataset
from annotator.export.releases.texts.facts import ReleaseFacts

# The JSON-LD context of the specification.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
TYPES = {
    Kind.TEXT: "sc:Text",
    Kind.WHOLE: "sc:Integer",
    Kind.NUMBER: "sc:Float",
    Kind.BOOLEAN: "sc:Boolean",
    Kind.DATE: "sc:Date",
    Kind.TIME: "sc:DateTime",
}
ENCODINGS = {
    "bib": "application/x-bibtex",
    "tex": "application/x-tex",
    "csv": "text/csv",
    "parquet": "application/x-parquet",
    "md": "text/markdown",
    "json": "application/json",
}


def croissant(
    facts: ReleaseFacts, tables: Sequence[Dataset], files: Mapping[str, tuple[str, int]]
) -> dict[str, Any]:
    """Return croissant.json. `files` has [SHA-256, bytes] of every file to list."""
    number = facts.manifest["number"]
    licence = facts.parameters.licence
    creators = [{"@type": "Person", "name": name} for name in facts.creators]

    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": facts.manifest["project"]["slug"],
        "description": facts.parameters.about.strip()
        or f"{facts.name}: sentences of news articles with labels.",
        # Croissant wants a semantic version.
        "version": f"{number}.0.0",
        "datePublished": facts.parameters.dated,
        "inLanguage": list(facts.languages),
        **({"license": licence} if licence else {}),
        **({"creator": creators} if creators else {}),
        "citeAs": f"{', '.join(facts.creators) or facts.name} ({facts.parameters.dated[:4]}). "
        f"{facts.name}, "
        f"release {number} [dataset].",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": name,
                "name": name,
                "contentUrl": name,
                "contentSize": f"{size} B",
                "encodingFormat": ENCODINGS[name.rpartition(".")[2]],
                "sha256": digest,
            }
            for name, (digest, size) in files.items()
        ],
        "recordSet": [_record_set(table.name, table.columns) for table in tables],
    }


def _record_set(name: str, columns: Sequence[Column]) -> dict[str, Any]:
    key = (
        "annotation_id"
        if name == "annotations"
        else "sentence_id"
        if name == "sentences"
        else "article_id"
    )

    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "key": {"@id": f"{name}/{key}"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column.name}",
                "name": column.name,
                "description": column.meaning,
                "dataType": TYPES[column.kind],
                "source": {
                    "fileObject": {"@id": f"{name}.parquet"},
                    "extract": {"column": column.name},
                },
            }
            for column in columns
        ],
    }
