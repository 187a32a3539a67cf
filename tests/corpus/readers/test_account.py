"""The account of what was read: for any file, the numbers add up to what the file holds."""

import csv
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.corpus.readers.account import Account, Certainty, FileAccount, reason_kind
from annotator.corpus.readers.files import Intake
from annotator.corpus.readers.records import InputFile, ReadArticle, ReadOptions, Refused

COLUMNS = ("article_id", "position", "sentence", "label", "annotator", "topic")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "article_id": st.sampled_from(["", "a1", "a2"]),
            "position": st.sampled_from(["", "0", "1", "2.0", "two"]),
            "sentence": st.sampled_from(["", "It held.", "It broke.", 'She said "no".', "So,\nso"]),
            "label": st.sampled_from(["", "claim", "denial"]),
            "annotator": st.sampled_from(["", "ana", "ben"]),
            "topic": st.sampled_from(["", "dam"]),
        }
    ),
    min_size=1,
    max_size=12,
)


OPTIONS = {
    kind: ReadOptions(rows=kind, header="yes", delimiter="comma", quoting="doubled")
    for kind in ("sentences", "articles", "")
}


def as_csv(rows: list[dict[str, str]], broken: int | None) -> str:
    output = io.StringIO()
    writer = csv.DictWriter(output, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(rows):
        if number == broken:
            output.write('a1,1,"It "held" well.",claim,ana,dam\n')
        writer.writerow(row)
    return output.getvalue()


def as_json_lines(rows: list[dict[str, str]], broken: int | None) -> str:
    lines = [json.dumps(row) for row in rows]
    if broken is not None:
        lines.insert(broken, '{"sentence" 1}')
    return "\n".join(lines) + "\n"


def read_all(name: str, text: str, options: ReadOptions) -> tuple[list[object], Account]:
    data = text.encode()
    intake = Intake([InputFile(name, "f", len(data), lambda: io.BytesIO(data))], options)
    return list(intake), intake.account


def count_rows(item: object) -> int:
    assert isinstance(item, ReadArticle | Refused)
    return item.rows


def count_labels(item: object) -> int:
    if isinstance(item, Refused):
        return item.labels
    assert isinstance(item, ReadArticle)
    return len(item.record.labels) + sum(warning.labels for warning in item.warnings)


@settings(max_examples=200, deadline=None)
@given(
    rows=ROWS,
    broken=st.none() | st.integers(0, 11),
    kind=st.sampled_from(["sentences", "articles", ""]),
    name=st.sampled_from(["f.csv", "f.jsonl"]),
)
def test_rows_and_labels_add_up(
    rows: list[dict[str, str]], broken: int | None, kind: str, name: str
) -> None:
    broken = broken if broken is not None and broken < len(rows) else None
    write = as_csv if name.endswith(".csv") else as_json_lines

    items, account = read_all(name, write(rows, broken), OPTIONS[kind])

    (entry,) = account.entries
    assert sum(map(count_rows, items)) == entry["rows"]
    written = len(rows) + (broken is not None)
    # A file that is refused as a whole isn't read to its end.
    if entry["is_cut"]:
        assert isinstance(items[-1], Refused)
        return

    assert entry["rows"] + entry["blank"] == written
    assert sum(map(count_labels, items)) == sum(bool(row["label"]) for row in rows)
    assert set(entry["used"]) | set(entry["unused"]) == (set(COLUMNS) if entry["rows"] else set())
    assert "topic" not in entry["used"]


def test_files_that_were_read_alike_share_an_entry() -> None:
    account = Account()

    for number in range(7):
        file = FileAccount(f"{number}.txt", kind="text", rows=1)
        file.note("encoding", "utf-8" if number else "cp1251", Certainty.GUESSED)
        account.add(file)

    odd, rest = account.entries
    assert (odd["names"], odd["facts"]) == (["0.txt"], {"encoding": ["cp1251", "guessed"]})
    assert (rest["files"], rest["rows"], len(rest["names"])) == (6, 6, 5)


def test_reasons_of_a_kind_are_one() -> None:
    one = reason_kind("date “1.2.2025” not recognised in line 12")

    assert one == reason_kind("date “soon” not recognised in line 3,000")
    assert one == "date “…” not recognised in line N"


def test_the_example_of_a_date_stays_in_a_reason() -> None:
    assert reason_kind("date “soon” not recognised; use 2025-04-03") == (
        "date “…” not recognised; use 2025-04-03"
    )
    time = "“soon” not recognised; use 2025-04-03T10:00:00+00:00"
    assert reason_kind(time).endswith("use 2025-04-03T10:00:00+00:00")
