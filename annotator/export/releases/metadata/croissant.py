"""croissant.json: machine-readable metadata of a release.

MLCommons (2026), Croissant Format Specification 1.1, http://mlcommons.org/croissant/1.1: a JSON-LD
context, the files with their checksums, and for each table a record set whose fields say which
column of which file they are. What 1.1 adds is only in terms that programs for 1.0 pass over.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.export.datasets.columns import Column, Kind
from annotator.export.datasets.dataset import Dataset
from annotator.export.releases.metadata.citation import KEYWORDS, bibtex, description
from annotator.export.releases.metadata.licences import spdx_licence
from annotator.export.releases.metadata.responsible_ai import responsible_ai
from annotator.export.releases.texts.facts import ReleaseFacts

CONFORMS_TO = [
    "http://mlcommons.org/croissant/1.1",
    "http://mlcommons.org/croissant/1.0",
    "http://mlcommons.org/croissant/RAI/1.0",
]
# The JSON-LD context of the specification.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "annotation": "cr:annotation",
    "arrayShape": "cr:arrayShape",
    "containedIn": "cr:containedIn",
    "isArray": "cr:isArray",
    "prov": "http://www.w3.org/ns/prov#",
    "sdVersion": "cr:sdVersion",
    "value": "cr:value",
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
    "cff": "application/yaml",
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
    licence = facts.parameters.licence
    spdx = spdx_licence(licence)
    creators = [{"@type": "Person", "name": name} for name in facts.creators]

    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": facts.manifest["project"]["slug"],
        "description": description(facts.manifest),
        # Croissant wants a semantic version.
        "version": f"{facts.manifest['number']}.0.0",
        "datePublished": facts.parameters.dated,
        "inLanguage": list(facts.languages),
        "keywords": list(KEYWORDS),
        "isLiveDataset": False,
        **(
            {"license": f"https://spdx.org/licenses/{spdx}" if spdx else licence} if licence else {}
        ),
        **({"creator": creators} if creators else {}),
        "citeAs": bibtex(facts.manifest),
        **responsible_ai(facts),
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
        "recordSet": [
            *(_record_set(table.name, table.columns) for table in tables),
            _label_set(facts.manifest["labels"]),
        ],
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
        "field": [_field(name, column) for column in columns],
    }


def _field(table: str, column: Column) -> dict[str, Any]:
    field = {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": column.name,
        "description": column.meaning,
        "dataType": TYPES[column.kind],
        "source": _source(table, column.name),
    }
    if column.name == "label":
        field["dataType"] = [TYPES[column.kind], "cr:Label"]
    if (table, column.name) == ("annotations", "label"):
        # Who gave the label, as Croissant 1.1 has it.
        field["annotation"] = {
            "@type": "cr:Field",
            "@id": f"{table}/label/annotator",
            "name": "annotator of the label",
            "description": "pseudonym of the person who gave the label",
            "dataType": "sc:Text",
            "equivalentProperty": "prov:wasAttributedTo",
            "source": _source(table, "annotator"),
        }
    return field


def _source(table: str, column: str) -> dict[str, Any]:
    return {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": column}}


def _label_set(labels: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the labels of the project with their definitions, as an enumeration."""
    meanings = {"key": "value of the columns", "name": "name", "definition": "definition"}
    return {
        "@type": "cr:RecordSet",
        "@id": "labels",
        "name": "labels",
        "description": "the labels and their definitions",
        "dataType": "sc:Enumeration",
        "key": {"@id": "labels/key"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"labels/{name}",
                "name": name,
                "description": meaning,
                "dataType": "sc:Text",
            }
            for name, meaning in meanings.items()
        ],
        "data": [{f"labels/{name}": label[name] for name in meanings} for label in labels],
    }
