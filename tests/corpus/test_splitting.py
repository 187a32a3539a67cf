"""Articles that are split in other processes."""

import textwrap
from collections.abc import Iterator

import psutil
import pytest

from annotator.corpus import splitting
from annotator.corpus.readers.records import ArticleRecord, ReadArticle, Refused
from annotator.corpus.segmented_articles import SegmentedArticle
from annotator.corpus.splitting import Item, split_articles
from annotator.lib.ways import COMMAND, worded_for

WRAPPED = textwrap.fill("The ministry of water said that no dam in the north had failed. " * 6, 60)


def make_items(count: int) -> Iterator[Item]:
    """All kinds: plain articles, warnings, given sentences with odd IDs, and refused ones."""
    for number in range(count):
        source = f"articles.jsonl, line {number}"
        if number % 7 == 0:
            yield Refused(source, "not valid JSON")
            continue
        text = f"Dam {number} held. “It did,” said Dr. Ott.\nShare this story"
        record = ArticleRecord(f"a{number}", WRAPPED if number % 5 == 0 else text)
        if number % 11 == 0:
            given = ("One.", "Nowhere.") if number % 2 else ("One.", "Two.")
            ids = ("x", "x") if number % 3 else ("x", "y")
            record = ArticleRecord(f"a{number}", "One. Two.", sentences=given, original_ids=ids)
        yield ReadArticle(source, record, rows=2)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "CHUNK_ARTICLES", 10)
    monkeypatch.setattr(splitting, "CHUNKS_HERE", 2)


@pytest.mark.parametrize("reword", [False, True])
def test_articles_are_the_same_as_without_other_processes(reword: bool) -> None:
    with worded_for(COMMAND):
        here = list(split_articles(make_items(300), "auto"))
        others = list(split_articles(make_items(300), "auto", processes=2, reword=reword))
    assert others == here
    articles = [item for item in here if isinstance(item, SegmentedArticle)]
    reasons = {warning.reason for article in articles for warning in article.warnings}
    assert any("--line-breaks paragraph" in reason for reason in reasons)


def test_an_exception_names_the_article() -> None:
    # No reader lets this through, so that it stands for a mistake of ours.
    record = ArticleRecord("a90", "It held.", language=None)  # type: ignore[arg-type]
    broken = ReadArticle("articles.jsonl, line 90", record)

    for processes in (0, 1):
        with pytest.raises(AttributeError) as raised:
            list(split_articles([*make_items(90), broken], "auto", processes=processes))
        assert "while splitting articles.jsonl, line 90" in raised.value.__notes__
    children = [" ".join(child.cmdline()) for child in psutil.Process().children()]
    assert not [line for line in children if "annotator.corpus.batch_process" in line]
