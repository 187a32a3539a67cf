"""UIMA CAS in XMI, which INCEpTION reads: a file for each article and annotator.

`dkpro-cassis` writes them, with offsets in UTF-16 code units, as UIMA counts. The layers have the
names and features that INCEpTION gives its own.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cassis import Cas, TypeSystem
from django.db.backends.base.base import BaseDatabaseWrapper

from annotator.export.datasets.formats.items import ArticleItem, Items, Values
from annotator.export.datasets.formats.zip_files import FileNames, Member, zip_pieces

DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
METADATA = f"{DKPRO}.metadata.type.DocumentMetaData"
SENTENCE = f"{DKPRO}.segmentation.type.Sentence"
# INCEpTION puts the layers of a project into this package.
LABEL = "webanno.custom.SentenceLabel"
TARGET = "webanno.custom.SentenceTarget"
STRING, INTEGER, BOOLEAN = "uima.cas.String", "uima.cas.Integer", "uima.cas.Boolean"
FEATURES = {
    METADATA: {"documentTitle": STRING, "documentId": STRING},
    SENTENCE: {"id": STRING},
    LABEL: {
        "label": STRING,
        "skipReason": STRING,
        "annotator": STRING,
        "origin": STRING,
        "confidence": INTEGER,
        "note": STRING,
        "targetOutside": BOOLEAN,
    },
    # The names that INCEpTION expects of a relation.
    TARGET: {"Governor": LABEL, "Dependent": LABEL},
}
# XML can't have these. The replacement has one code unit, so that offsets stay right.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def type_system() -> TypeSystem:
    """Return the types of the annotations."""
    types = TypeSystem()
    for name, features in FEATURES.items():
        is_metadata = name == METADATA
        supertype = "uima.tcas.DocumentAnnotation" if is_metadata else "uima.tcas.Annotation"
        made = types.create_type(name, supertype)
        for feature, kind in features.items():
            types.create_feature(made, feature, kind)
    return types


def cas_files(items: Items, using: BaseDatabaseWrapper | None = None) -> Iterator[bytes]:
    """Yield a ZIP with the types, and the text, the annotations and the final labels of articles.

    As in a project of INCEpTION, the annotations of an article are in a folder of their own.
    """
    return zip_pieces(_members(items.articles(using=using)))


def _members(articles: Iterable[ArticleItem]) -> Iterator[Member]:
    types = type_system()
    names, people = FileNames(), FileNames()
    yield "TypeSystem.xml", [types.to_xml().encode()]

    for article in articles:
        name = names.of(article.values["article_id"])
        yield f"source/{name}.xmi", [_xmi(types, article, {})]

        for annotator, rows in sorted(_by_annotator(article).items()):
            path = f"annotation/{name}/{people.of(annotator)}.xmi"
            yield path, [_xmi(types, article, rows)]

        final = {
            sentence.values["position"]: sentence.values
            for sentence in article.sentences
            if sentence.values["label"]
        }
        if final:
            yield f"curation/{name}.xmi", [_xmi(types, article, final)]


def _by_annotator(article: ArticleItem) -> dict[str, dict[int, Values]]:
    found: dict[str, dict[int, Values]] = {}
    for sentence in article.sentences:
        for values in sentence.annotations:
            found.setdefault(values["annotator"], {})[values["position"]] = values
    return found


def _xmi(types: TypeSystem, article: ArticleItem, rows: dict[int, Values]) -> bytes:
    """Return the CAS with the sentences and these labels, by position."""
    values = article.values
    cas = Cas(types)
    cas.sofa_string = _as_xml(values["text"])
    cas.sofa_mime = "text/plain"
    about = cas.typesystem.get_type(METADATA)(
        begin=0,
        end=len(values["text"]),
        language=values["language"],
        documentTitle=_as_xml(values["title"] or ""),
        documentId=_as_xml(values["article_id"]),
    )
    cas.add(about)

    places: dict[int, tuple[int, int]] = {}
    for sentence in article.sentences:
        position = sentence.values["position"]
        places[position] = (sentence.values["start"], sentence.values["end"])
        _add(cas, SENTENCE, places[position], id=str(position))

    labels = {position: _label(cas, position, row, places) for position, row in rows.items()}
    for position, row in rows.items():
        target = row["target_position"]
        if target not in places:
            continue
        # A relation needs a span at both ends, also if nobody labelled the target.
        if target not in labels:
            labels[target] = _add(cas, LABEL, places[target])
        # INCEpTION draws it from the governor to the dependent, where it also stands.
        _add(cas, TARGET, places[target], Governor=labels[position], Dependent=labels[target])

    xmi: str = cas.to_xmi()
    return xmi.encode()


def _label(cas: Cas, position: int, row: Values, places: dict[int, tuple[int, int]]) -> Any:
    features = {
        "label": row["label"],
        "skipReason": row.get("skip_reason"),
        "annotator": row.get("annotator"),
        "origin": row.get("label_origin"),
        "confidence": row.get("confidence"),
        "note": row.get("note"),
    }
    texts = {
        name: _as_xml(value) if isinstance(value, str) else value
        for name, value in features.items()
    }
    # No sentence has the number that stands for “not in this article”.
    target = row["target_position"]
    is_outside = target is not None and target not in places
    return _add(cas, LABEL, places[position], **texts, targetOutside=is_outside or None)


def _add(cas: Cas, kind: str, place: tuple[int, int], **features: Any) -> Any:
    start, end = place
    annotation = cas.typesystem.get_type(kind)(begin=start, end=end, **features)
    cas.add(annotation)
    return annotation


def _as_xml(text: str) -> str:
    return NO_XML.sub("\ufffd", text)
