"""The labels that come with imported articles: their checks, and what becomes of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from annotator.corpus.readers.records import (
    ImportedLabel,
    ReadWarning,
    UnreadableError,
    clean_name,
)
from annotator.corpus.segmented_articles import SegmentedArticle, labelled_sentences
from annotator.importing.account.result import LabelOutcome
from annotator.importing.label_mapping import LabelMapping
from annotator.labelling.annotations.bulk_insert import ImportedAnnotation
from annotator.labelling.annotations.imported_members import MAX_NAME

# Of the outcomes of a label on several sentences, the first of these counts.
PRECEDENCE = (
    LabelOutcome.STORED, LabelOutcome.KNOWN, LabelOutcome.SUPERSEDED, LabelOutcome.REFUSED,
    LabelOutcome.REPEATED, LabelOutcome.IGNORED, LabelOutcome.LEFT_OUT,
)  # fmt: skip


@dataclass(slots=True)
class ArticleLabels:
    """The labels of an article, mapped to the project.

    `annotations` are by their line, and `label_of` has the index of the file's label that each
    line comes from. `outcomes` are those of the file's labels, in its order, and
    `warnings` say what is left out.
    """

    annotations: dict[int, ImportedAnnotation] = field(default_factory=dict)
    label_of: dict[int, int] = field(default_factory=dict)
    outcomes: list[LabelOutcome] = field(default_factory=list)
    warnings: list[ReadWarning] = field(default_factory=list)

    def add(self, given: "_Given", key: tuple[int, str], index: int, external_id: str) -> None:
        (position, name), (label, skip_reason) = key, given.decision
        self.annotations[given.line] = ImportedAnnotation(
            given.line, external_id, position, name, label, skip_reason
        )
        self.label_of[given.line] = index

    def supersede(self, line: int) -> None:
        self.annotations[line] = replace(self.annotations[line], is_superseded=True)
        self.set_outcome(line, LabelOutcome.SUPERSEDED)

    def set_outcome(self, line: int, outcome: LabelOutcome) -> None:
        """Note what became of a line: the best of its lines is what became of a label."""
        index = self.label_of[line]
        self.outcomes[index] = min(self.outcomes[index], outcome, key=PRECEDENCE.index)

    def set_stored(self, lines: Iterable[int], outcome: LabelOutcome) -> None:
        """Note that these lines are in the project now. Superseded ones stay superseded."""
        for line in lines:
            if not self.annotations[line].is_superseded:
                self.set_outcome(line, outcome)

    def refuse(self) -> None:
        """Note that nothing of the article comes in."""
        self.outcomes = [
            outcome if outcome in (LabelOutcome.IGNORED, LabelOutcome.LEFT_OUT)
            else LabelOutcome.REFUSED
            for outcome in self.outcomes
        ]  # fmt: skip


def map_labels(
    article: SegmentedArticle,
    mapping: LabelMapping,
    default_annotator: str,
    numbers: Iterator[int],
) -> ArticleLabels:
    """Return the labels that came with the article, as labels of the project.

    The position of an annotation is the place of its sentence in the article, from 1. Where a
    person labelled a sentence twice, the later label counts and the earlier one is superseded.
    `numbers` are the lines to give to the annotations. Raises UnreadableError and
    UnknownLabelError.
    """
    mapped = ArticleLabels()
    current: dict[tuple[int, str], _Given] = {}

    for index, label in enumerate(article.record.labels):
        decision = mapping.decision(label.name)
        if decision is None:
            mapped.outcomes.append(LabelOutcome.IGNORED)
            continue
        sentences = labelled_sentences(label, article.spans)
        if not sentences:
            mapped.outcomes.append(LabelOutcome.LEFT_OUT)
            reason = _("a label is on characters outside every sentence")
            mapped.warnings.append(ReadWarning(article.source, reason))
            continue

        # Until one of its sentences takes it.
        mapped.outcomes.append(LabelOutcome.REPEATED)
        name = clean_name(label.annotator.strip() or default_annotator, "annotator", MAX_NAME)
        for sentence in sentences:
            key = (sentence + 1, name)
            before = current.get(key)
            if before is not None and before.decision == decision:
                continue
            if before is not None:
                _supersede(mapped, before, label, name, article, sentence)
            current[key] = _Given(decision, label.answer, next(numbers))
            mapped.add(current[key], key, index, article.record.external_id)

    return mapped


@dataclass(frozen=True, slots=True)
class _Given:
    """The label that a person gave a sentence: the label or skip reason, the answer, its line."""

    decision: tuple[str, str]
    answer: int
    line: int


def number_of(article: SegmentedArticle, place: int) -> int:
    """Return the number of the sentence at this place, from 0: that of the file, if it gave one."""
    numbers = article.record.numbers
    return numbers[place] if numbers else place + 1


def sentence_name(article: SegmentedArticle, place: int) -> str:
    """Return what messages call the sentence at this place, from 0: what the file calls it."""
    numbers, ids = article.record.numbers, article.record.original_ids
    if not numbers and ids and ids[place]:
        return _("sentence “%(id)s”") % {"id": ids[place][:80]}
    return _("sentence %(number)s") % {"number": number_of(article, place)}


def _supersede(
    mapped: ArticleLabels,
    before: _Given,
    label: ImportedLabel,
    name: str,
    article: SegmentedArticle,
    place: int,
) -> None:
    sentence = sentence_name(article, place)
    if before.answer == label.answer:
        raise UnreadableError(
            _("%(name)s gave %(sentence)s two labels at once; only one is allowed")
            % {"name": name, "sentence": sentence}
        )

    mapped.supersede(before.line)
    mapped.warnings.append(
        ReadWarning(
            article.source,
            _("%(name)s labelled %(sentence)s more than once; the last label counts")
            % {"name": name, "sentence": sentence},
        )
    )
