"""How an import would come in: its first articles, its columns, its labels. Nothing is written."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.corpus.importing import SplitArticle, split_article
from annotator.corpus.models import Article
from annotator.corpus.readers.columns import recognised
from annotator.corpus.readers.files import Intake, columns_of
from annotator.corpus.readers.records import Found, Refused, UnreadableError
from annotator.labelling.import_job import ImportParameters
from annotator.projects.models import Project

HEAD = 2_000_000  # bytes of each file of rows that are looked at
MOST_ITEMS = 500
SHOWN = 5
MOST_WORDS = 60


@dataclass(frozen=True)
class Shown:
    """An article as it would come in; `known` says that the project has it already."""

    article: SplitArticle
    known: bool

    @property
    def sentences(self) -> list[tuple[str, bool]]:
        """The first sentences, each with whether it would be set aside."""
        text = self.article.record.text
        return [
            (text[span.start : span.end], index in self.article.excluded)
            for index, span in enumerate(self.article.spans[:8])
        ]

    @property
    def more(self) -> int:
        return max(0, len(self.article.spans) - 8)


@dataclass(frozen=True)
class Preview:
    """`columns` are those of the first file of rows, `fields` what they were taken for (field to column), `kind` what a
    row is; all empty where there is no such file. `words` are the labels that came along, `seen` how many articles were
    looked at, and `is_whole` whether that was all.
    """

    shown: Sequence[Shown]
    refused: Sequence[Refused]
    columns: Sequence[str]
    fields: dict[str, str]
    kind: str
    words: Sequence[str]
    seen: int
    is_whole: bool


def preview(*, project: Project, parameters: ImportParameters) -> Preview:
    files, reading = parameters.input_files(), parameters.reading
    columns, kind = columns_of(files, reading, HEAD) or ([], "")
    items = list(itertools.islice(Intake(files, reading, head=HEAD), MOST_ITEMS))
    is_cut = len(items) == MOST_ITEMS or any(file.size > HEAD for file in files)
    if is_cut and len(items) < MOST_ITEMS and items and isinstance(items[-1], Refused):
        items.pop()  # the row, or the array, that was cut off
    found = [item for item in items if isinstance(item, Found)]
    refused = [item for item in items if isinstance(item, Refused)]
    split: list[SplitArticle] = []
    for item in found[:SHOWN]:
        try:
            split.append(split_article(item))
        except UnreadableError as error:
            refused.append(Refused(item.place, str(error)))
    names = [article.record.external_id for article in split]
    known = set(Article.objects.in_project(project).filter(external_id__in=names).values_list("external_id", flat=True))
    words = dict.fromkeys(label.says for item in found for label in item.record.labels)
    return Preview(
        shown=[Shown(article, article.record.external_id in known) for article in split],
        refused=refused[:SHOWN],
        columns=columns,
        fields=recognised(columns, reading.columns),
        kind=kind,
        words=list(words)[:MOST_WORDS],
        seen=len(found),
        is_whole=not is_cut,
    )
