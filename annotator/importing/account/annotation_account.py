"""The account of a table of labels for articles that are in the project already."""

from collections import Counter

from annotator.corpus.readers.account import Account, FileAccount
from annotator.corpus.readers.rows.rows import TableRow
from annotator.importing.account.result import ImportResult, LabelOutcome, count_reasons
from annotator.importing.label_mapping import LabelMapping
from annotator.labelling.annotations.bulk_insert import BulkInsertResult

# The field of each column that such a table may have. Those of our own exports that aren't about
# one answer are checked, but not stored.
FIELDS = {
    "article_id": "article", "position": "position", "sentence_id": "sentence_id",
    "original_sentence_id": "sentence_id", "annotator": "annotator", "label": "label",
    "skip_reason": "skip_reason", "target_position": "target_position",
    "confidence": "confidence", "note": "note", "seconds": "seconds",
    "annotated_at": "annotated_at", "pass": "pass", "assignment_state": "assignment_state",
}  # fmt: skip


class AnnotationAccount:
    """What a table of labels holds. `file` is for the reader, which notes there how it reads."""

    def __init__(self, name: str, mapping: LabelMapping) -> None:
        self.file = FileAccount(name, "table")
        self._mapping = mapping
        # Each name with what it stands for, "" if it is ignored.
        self._names: Counter[tuple[str, str | None]] = Counter()
        self._warnings: list[str] = []

    def add(self, row: TableRow) -> None:
        if not self.file.used:
            known = {column: FIELDS[column] for column in row.values if column in FIELDS}
            self.file.use_columns(row.values, known)
        label, skip_reason = row.values["label"].strip(), row.values["skip_reason"].strip()
        if label:
            self._names[label, self._mapping.suggestion(label, None)] += 1
        else:
            self._names[skip_reason, skip_reason] += 1
        self._warnings += [warning.reason for warning in row.warnings]

    def result(self, stored: BulkInsertResult) -> ImportResult:
        """Return the account, after the rows have been stored."""
        # Such a table always has a header, so nobody chose this.
        self.file.facts.pop("header", None)
        account = Account()
        account.add(self.file)

        ignored = sum(count for (_name, key), count in self._names.items() if key == "")
        labels = {
            LabelOutcome.STORED: stored.annotations,
            LabelOutcome.IGNORED: ignored,
            LabelOutcome.KNOWN: stored.known,
        }
        return ImportResult(
            rows=self.file.rows,
            annotations=stored.annotations,
            labels={outcome.value: count for outcome, count in labels.items() if count},
            label_names={name: [key, count] for (name, key), count in self._names.items()},
            retired_labels=self._mapping.retired_among(key for _name, key in self._names),
            warnings=count_reasons(self._warnings),
            people=sorted(stored.people.values()),
            files=account.entries,
        )
