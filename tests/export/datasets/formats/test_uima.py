import io
import zipfile
from typing import Any

from cassis import Cas, load_cas_from_xmi, load_typesystem

from annotator.corpus.models import Article, Sentence
from annotator.export.datasets.formats.uima import LABEL, METADATA, SENTENCE, TARGET
from annotator.labelling.models import Annotation
from annotator.projects.models import Project
from tests.export.datasets.test_exports import exported, rows_of


def archive(project: Project) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(exported(project, "articles", "uima")))


def read(files: zipfile.ZipFile, name: str) -> Cas:
    types = load_typesystem(io.BytesIO(files.read("TypeSystem.xml")))
    return load_cas_from_xmi(io.BytesIO(files.read(name)), typesystem=types)


def test_there_is_a_file_for_each_article_and_annotator(labelled: Project) -> None:
    assert archive(labelled).namelist() == [
        "TypeSystem.xml",
        "source/Z.xmi",
        "annotation/Z/b2.xmi",
        "curation/Z.xmi",
        "source/a.xmi",
        "source/é,1.xmi",
        "annotation/é,1/C3.xmi",
        "annotation/é,1/b2.xmi",
        "curation/é,1.xmi",
    ]


def test_cassis_reads_the_labels_of_every_annotator(labelled: Project) -> None:
    files = archive(labelled)
    found = sorted(
        (read(files, name).select(METADATA)[0].documentId, each.get_covered_text(), each.annotator,
         each.label or "", each.skipReason or "", each.note or "")
        for name in files.namelist()
        if name.startswith("annotation/")
        for each in read(files, name).select(LABEL)
    )  # fmt: skip
    names = ("article_id", "text", "annotator", "label", "skip_reason", "note")
    rows = rows_of(exported(labelled, "annotations"))
    assert found == sorted(tuple(row[name] for name in names) for row in rows)


def test_cassis_reads_the_final_labels(labelled: Project) -> None:
    files = archive(labelled)
    cases = [read(files, name) for name in files.namelist() if name.startswith("curation/")]
    found = [
        (each.get_covered_text(), each.label, each.origin)
        for cas in cases
        for each in cas.select(LABEL)
    ]
    rows = rows_of(exported(labelled, "sentences"))
    assert found == [
        (row["text"], row["label"], row["label_origin"]) for row in rows if row["label"]
    ]


def test_an_article_is_whole_with_its_sentences(labelled: Project) -> None:
    files = archive(labelled)
    article = Article.objects.get(external_id="é,1")
    for name in ("source/é,1.xmi", "annotation/é,1/b2.xmi", "curation/é,1.xmi"):
        cas = read(files, name)
        assert cas.sofa_string == article.text
        (about,) = cas.select(METADATA)
        assert (about.documentTitle, about.language) == (article.title, "ar")
        texts = [sentence.get_covered_text() for sentence in cas.select(SENTENCE)]
        assert texts == [sentence.text for sentence in article.sentences.order_by("position")]


def test_offsets_are_in_utf_16(labelled: Project) -> None:
    text = archive(labelled).read("curation/é,1.xmi").decode()
    last = Sentence.objects.get(article__external_id="é,1", position=4)
    # The emoji takes two units.
    assert f'begin="{last.start}" end="{last.end + 1}"' in text


def relations(project: Project) -> list[tuple[Any, ...]]:
    cas = read(archive(project), "annotation/é,1/b2.xmi")
    return [
        (each.Governor.get_covered_text(), each.Dependent.get_covered_text(), each.Dependent.label)
        for each in cas.select(TARGET)
        if each.get_covered_text() == each.Dependent.get_covered_text()
    ]


def test_a_target_is_a_relation_from_the_sentence_to_it(labelled: Project) -> None:
    first, third = Sentence.objects.filter(article__external_id="é,1", position__in=(1, 3))
    assert relations(labelled) == [(third.text, first.text, "denial")]

    # The excluded sentence has no label, but can be a target.
    fifth = Sentence.objects.get(article__external_id="é,1", position=5)
    Annotation.objects.filter(label__key="doubt").update(target=fifth)
    assert relations(labelled) == [(third.text, fifth.text, None)]

    cas = read(archive(labelled), "annotation/é,1/b2.xmi")
    outside = [each.label for each in cas.select(LABEL) if each.targetOutside]
    assert outside == ["denial"]


def test_characters_that_xml_cannot_have_are_replaced_and_keep_their_place(
    labelled: Project,
) -> None:
    Annotation.objects.exclude(note="").update(note="a\x0bb\ufffec")
    cas = read(archive(labelled), "annotation/Z/b2.xmi")
    assert [each.note for each in cas.select(LABEL) if each.note] == ["a\ufffdb\ufffdc"]
