"""Imports a release into an empty project: articles, sentences, labels, codebook, annotations and
gold labels.

Everything is checked against the checksums first, and imported in one transaction.
"""

import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow.parquet
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, Sentence
from annotator.corpus.readers.records import ArticleRecord
from annotator.corpus.segmentation.sentences import Span
from annotator.corpus.segmented_articles import SegmentedArticle
from annotator.corpus.sentence_lines import sentence_lines
from annotator.corpus.storing import ArticleSettings, add_articles, refresh_statistics
from annotator.export.releases.metadata.reading_manifest import take_settings
from annotator.export.releases.partitions.copying import PARTITIONS
from annotator.labelling.annotations.bulk_insert import (
    ImportedAnnotation,
    RefusedAnnotationsError,
    bulk_insert_annotations,
)
from annotator.labelling.annotations.imported_members import AnnotatorNames
from annotator.lib.checksums import MANIFEST, Files, NoReleaseError, files_of, verify
from annotator.lib.names import name_problem
from annotator.projects.members import draw_pseudonym
from annotator.projects.models import Membership, Project, Role

# The formats of releases that can be imported.
FORMATS = (1, 2)
# Rows that are read from Parquet, and articles that are stored, at once.
ROWS = 5_000
ARTICLES = 500
OVERLAPS = """
    UPDATE corpus_article article SET overlap = given.overlap, free = given.overlap
    FROM unnest(%s::text[], %s::int[]) AS given (name, overlap)
    WHERE article.project_id = %s AND article.external_id = given.name
"""

# What a file raises that only looks like a release: it has the names and checksums of
# one, and its tables hold something else.
MISFITS = (
    IntegrityError, DataError, ValidationError, KeyError, TypeError, ValueError, AttributeError,
    csv.Error,
)  # fmt: skip
MAX_CELL = 2**31 - 1


class NotEmptyError(Exception):
    """The project is not empty; the message says what it contains."""


@dataclass(frozen=True)
class ImportedRelease:
    number: int
    articles: int
    sentences: int
    annotations: int
    adjudications: int


def import_release(*, project: Project, place: Path) -> ImportedRelease:
    """Import the release at `place`, a folder or a ZIP. The project's labels and codebook are
    replaced.

    Annotators and adjudicators become members who can't sign in. Raises NoReleaseError and
    NotEmptyError.
    """
    wrong = verify(place)
    if wrong:
        raise NoReleaseError("; ".join(wrong))

    with files_of(place) as files:
        try:
            manifest = _manifest(files)
            with transaction.atomic():
                return _import(project, files, manifest)
        except MISFITS as error:
            why = next(iter(str(error).splitlines()), "")
            raise NoReleaseError(
                _("its parts don’t fit together: %(reason)s") % {"reason": why}
            ) from error


def _import(project: Project, files: Files, manifest: Mapping[str, Any]) -> ImportedRelease:
    project = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    _must_be_empty(project)
    take_settings(project, manifest)
    sentences = _import_articles(project, files)
    overlaps = manifest["overlaps"]
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS, [list(overlaps), list(overlaps.values()), project.pk])

    _import_people(project, files)
    annotations = _import_annotations(project, files, _some_day(manifest))
    decisions = _import_adjudications(project, files, _some_day(manifest))
    touched = Q(assignments__isnull=False) | Q(adjudications__isnull=False)
    Article.objects.filter(
        project=project,
        pk__in=Article.objects.in_project(project).filter(touched).values("pk"),
    ).update(frozen_at=timezone.now())

    articles = project.articles.count()
    return ImportedRelease(manifest["number"], articles, sentences, annotations, decisions)


def _manifest(files: Files) -> Mapping[str, Any]:
    if MANIFEST not in files.names:
        raise NoReleaseError(_("%(file)s is missing") % {"file": MANIFEST})
    if PARTITIONS in files.names:
        raise NoReleaseError(_("a partitioned copy can’t be imported; import the release itself"))

    with files.open(MANIFEST) as file:
        try:
            manifest: Mapping[str, Any] = json.load(file)
        except ValueError as error:
            raise NoReleaseError(_("%(file)s isn’t valid JSON") % {"file": MANIFEST}) from error

    if manifest.get("format") not in FORMATS:
        readable = ", ".join(map(str, FORMATS))
        raise NoReleaseError(
            _("%(file)s has format %(format)s; this version of Skepsis reads %(readable)s")
            % {"file": MANIFEST, "format": manifest.get("format"), "readable": readable}
        )

    if manifest["parameters"]["standoff"]:
        raise NoReleaseError(_("a stand-off release can’t be imported, because it has no text"))

    return manifest


def _some_day(manifest: Mapping[str, Any]) -> date:
    """The day for rows without one: the last day of work in the release."""
    _first, last = manifest.get("labelled") or (None, None)
    return date.fromisoformat(last or manifest["dated"])


def _must_be_empty(project: Project) -> None:
    held = project.articles.count()
    if held:
        raise NotEmptyError(
            ngettext(
                "%(project)s has %(count)s article already. A release needs an empty project.",
                "%(project)s has %(count)s articles already. A release needs an empty project.",
                held,
            )
            % {"project": project.slug, "count": f"{held:,}"}
        )


def _import_articles(project: Project, files: Files) -> int:
    """Import articles with their sentences; return the number of sentences."""
    waiting: dict[str, list[SegmentedArticle]] = defaultdict(list)
    count = 0

    def store(round: str) -> None:
        settings = ArticleSettings(round=round, overlap=project.overlap)
        added = add_articles(project=project, articles=waiting.pop(round), settings=settings)
        if added.duplicates:
            first = added.duplicates[0]
            raise NoReleaseError(f"articles.parquet: {first.source}: {first.reason}")

    for round, article in _articles(files):
        count += len(article.spans)
        waiting[round].append(article)
        if len(waiting[round]) >= ARTICLES:
            store(round)
    for round in list(waiting):
        store(round)
    refresh_statistics()
    return count


def _articles(files: Files) -> Iterator[tuple[str, SegmentedArticle]]:
    """Each article with its round. Both tables are in the order of the articles' identifiers."""
    sentences = _rows(files, "sentences.parquet")
    sentence = next(sentences, None)

    for row in _rows(files, "articles.parquet"):
        name, text = row["article_id"], row["text"] or ""
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            raise NoReleaseError(
                _("articles.parquet: the text of %(name)s doesn’t match its checksum")
                % {"name": name}
            )
        spans: list[Span] = []
        excluded: set[int] = set()
        numbers: list[int] = []
        original_ids: list[str] = []
        while sentence is not None and sentence["article_id"] == name:
            start, end = sentence["start"], sentence["end"]
            is_next = not numbers or sentence["position"] > numbers[-1]
            if not is_next or text[start:end] != sentence["text"]:
                raise NoReleaseError(
                    _("sentences.parquet: %(name)s doesn’t match the text of its article")
                    % {"name": sentence["sentence_id"]}
                )
            if sentence["excluded"]:
                excluded.add(len(spans))
            spans.append(Span(start, end, sentence["paragraph"]))
            numbers.append(sentence["position"])
            # Releases of older versions don't have it.
            original_ids.append(sentence.get("original_sentence_id") or "")
            sentence = next(sentences, None)
        record = ArticleRecord(
            external_id=name,
            text=text,
            title=row["title"] or "",
            source=row["source"] or "",
            url=row["url"] or "",
            published=row["published"],
            language=row["language"],
            rights=row["rights"] or "",
            group=row["group"] or "",
            split=row["split"] or "",
            numbers=tuple(numbers),
            original_ids=tuple(original_ids),
        )
        lines = sentence_lines(record, spans, excluded)
        yield (
            row["round"],
            SegmentedArticle(name, record, row["sha256"], spans, frozenset(excluded), lines),
        )

    if sentence is not None:
        raise NoReleaseError(
            _("sentences.parquet: %(name)s belongs to no article")
            % {"name": sentence["sentence_id"]}
        )


def _check_names(names: Iterable[str]) -> None:
    for name in names:
        fault = name_problem(name)
        if fault:
            raise NoReleaseError(
                _("the pseudonym %(name)s isn’t valid: %(reason)s")
                % {"name": ascii(name)[:100], "reason": fault}
            )


def _import_people(project: Project, files: Files) -> None:
    annotators = {row["annotator"]: row for row in _csv(files, "annotators.csv")}
    adjudicators = {row["adjudicator"] for row in _csv(files, "adjudications.csv")}
    names = {*annotators, *adjudicators}
    _check_names(names)

    # Nothing was published from an empty project, so its members can get new
    # pseudonyms.
    for membership in project.memberships.filter(pseudonym__in=names):
        while membership.pseudonym in names:
            membership.pseudonym = draw_pseudonym(project)
        membership.save(update_fields=["pseudonym"])

    now = timezone.now()
    aside = {name for name, row in annotators.items() if row["set_aside"] == "true"}
    Membership.objects.bulk_create(
        Membership(
            project=project,
            pseudonym=name,
            role=Role.ADJUDICATOR if name in adjudicators else Role.ANNOTATOR,
            suspended_at=now if name in aside else None,
            suspension_reason=_("Suspended when the release was made.") if name in aside else "",
        )
        for name in sorted(names)
    )


def _import_annotations(project: Project, files: Files, some_day: date) -> int:
    # Everyone is a member by now, also annotators who are adjudicators, too.
    pseudonyms = project.memberships.values_list("pseudonym", flat=True)
    names = AnnotatorNames(as_members={pseudonym: pseudonym for pseudonym in pseudonyms})

    try:
        result = bulk_insert_annotations(
            project=project, rows=_annotations(files, some_day), names=names
        )
    except RefusedAnnotationsError as error:
        row, reason = error.reasons[0]
        raise NoReleaseError(
            _("annotations.parquet, row %(row)s: %(reason)s") % {"row": row, "reason": reason}
        ) from error

    # A name that annotators.csv lacks would become a new member without a role or a
    # suspension.
    unknown = sorted(set(result.people) - set(names.as_members))
    if unknown:
        raise NoReleaseError(
            _("annotations.parquet: annotators.csv has no annotator “%(name)s”")
            % {"name": unknown[0]}
        )

    return result.annotations


def _annotations(files: Files, some_day: date) -> Iterator[ImportedAnnotation]:
    for number, row in enumerate(_rows(files, "annotations.parquet"), start=1):
        yield ImportedAnnotation(
            line=number,
            article=row["article_id"],
            position=row["position"],
            annotator=row["annotator"],
            label=row["label"] or "",
            skip_reason=row["skip_reason"] or "",
            target=row["target_position"],
            # Releases of older versions don't have it.
            target_rank=row.get("target_rank"),
            confidence=row["confidence"],
            note=row["note"] or "",
            seconds=row["seconds"],
            annotated_at=_noon(row["annotated_at"] or some_day),
            codebook_version=row["codebook_version"],
            pass_number=row["pass"],
            state=row["assignment_state"],
            origin=row["origin"],
        )


def _import_adjudications(project: Project, files: Files, some_day: date) -> int:
    rows = list(_csv(files, "adjudications.csv"))
    labels = {label.key: label for label in project.labels.all()}
    people = {member.pseudonym: member for member in project.memberships.all()}
    names = {row["article_id"] for row in rows}
    articles = {
        article.external_id: article
        for article in Article.objects.in_project(project)
        .filter(external_id__in=names)
        .only("external_id", "outside_number")
    }
    sentences = {
        (sentence.article_id, sentence.position): sentence
        for sentence in Sentence.objects.in_project(project)
        .filter(article__in=[article.pk for article in articles.values()])
        .defer("text")
    }

    def decision(row: Mapping[str, str]) -> Adjudication:
        article = articles[row["article_id"]]
        target = int(row["target_position"]) if row["target_position"] else None
        is_outside = target == article.outside_number
        return Adjudication(
            project=project,
            article=article,
            sentence=sentences[article.pk, int(row["position"])],
            adjudicator=people[row["adjudicator"]],
            label=labels[row["label"]] if row["label"] else None,
            skip_reason=row["skip_reason"],
            target=None if target is None or is_outside else sentences[article.pk, target],
            target_outside=is_outside,
            reason=row["reason"],
            decided_at=_noon(
                date.fromisoformat(row["decided_at"]) if row["decided_at"] else some_day
            ),
        )

    Adjudication.objects.bulk_create(map(decision, rows), batch_size=1000)
    return len(rows)


def _rows(files: Files, name: str) -> Iterator[dict[str, Any]]:
    with files.open(name) as file:
        for batch in pyarrow.parquet.ParquetFile(file).iter_batches(batch_size=ROWS):
            yield from batch.to_pylist()


def _csv(files: Files, name: str) -> Iterable[dict[str, str]]:
    usual = csv.field_size_limit(MAX_CELL)
    try:
        with files.open(name) as file, io.TextIOWrapper(file, "utf-8", newline="") as text:
            return list(csv.DictReader(text))
    finally:
        csv.field_size_limit(usual)


def _noon(day: date) -> datetime:
    """Releases have days only. Noon in UTC is the same day in nearly all time zones."""
    return datetime.combine(day, time(12), UTC)
