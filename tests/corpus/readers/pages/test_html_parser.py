"""A malicious page ends the process of the parser, and nothing else."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import psutil
import pytest

from annotator.corpus.readers.limited_process import ROOT
from annotator.corpus.readers.pages.html_parser import PageParser, check_shape
from annotator.corpus.readers.records import UnreadableError
from tools.served import wait_for

PAGE = (
    "<html><head><title>Dam holds</title></head><body><article><h1>Dam holds</h1><p>The dam above "
    "the city held on Monday, the ministry said in a statement.</p><p>Engineers had feared that "
    "it would fail after three weeks of heavy rain.</p></article></body></html>"
)


@pytest.fixture
def parser() -> Iterator[PageParser]:
    parser = PageParser()
    yield parser
    parser.close()


def test_one_process_reads_many_pages(parser: PageParser) -> None:
    first, process = parser.extract(PAGE), parser._process
    second = parser.extract(PAGE.replace("Monday", "Tuesday"))

    assert "on Monday" in first["text"]
    assert "on Tuesday" in second["text"]
    assert parser._process is process
    assert parser.extract("<p></p>") == {}


def test_a_page_that_takes_too_long_is_refused_and_the_next_one_read() -> None:
    """Twice as many attributes take the parser four times as long."""
    attributes = " ".join(f"a{number}" for number in range(120_000))
    hurried = PageParser(seconds=2)

    try:
        assert "on Monday" in hurried.extract(PAGE)["text"]
        with pytest.raises(UnreadableError, match="took too long"):
            hurried.extract(f"<html><body><p {attributes}>One.</p></body></html>")
        assert "on Monday" in hurried.extract(PAGE)["text"]
    finally:
        hurried.close()


def test_a_process_that_was_killed_is_started_again(parser: PageParser) -> None:
    parser.extract(PAGE)
    assert parser._process is not None
    parser._process.kill()
    parser._process.wait()

    assert "on Monday" in parser.extract(PAGE)["text"]


def test_threads_wait_for_each_other(parser: PageParser) -> None:
    found: list[str] = []

    def read(day: str) -> None:
        found.append(parser.extract(PAGE.replace("Monday", day))["text"])

    days = ["Monday", "Tuesday", "Friday", "Sunday"]
    threads = [threading.Thread(target=read, args=(day,)) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(any(day in text for text in found) for day in days)


def test_the_process_ends_with_its_parent() -> None:
    code = (
        "import sys; from annotator.corpus.readers.pages.html_parser import page_parser; "
        "page_parser.extract('<p>One. Two.</p>'); "
        "print(page_parser._process.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()

    wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<script></script>" + "<b>" * 1_001, "nested more than 1,000 levels"),
        ("<b>" * 1_001, "nested more than 1,000 levels"),
        ("<p>x" * 100_001, "more than 100,000 elements"),
        ("<p " + "a=1 " * 1_001 + ">", "more than 1,000 attributes"),
    ],
)
def test_a_page_of_an_unusual_shape_is_refused(page: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        check_shape(page)


@pytest.mark.parametrize(
    "page",
    [
        "<p>x</p>" * 5_000,
        "<li>x" * 5_000,
        "<br>" * 5_000,
        "<img src='data:" + "A=" * 5_000 + "'>",
        "<b>x</b>" * 5_000,
        "<svg/>" * 5_000,
        "<script>var a = '" + "<b>" * 5_000 + "';</script><p>x</p>",
    ],
)
def test_a_page_of_a_usual_shape_is_accepted(page: str) -> None:
    check_shape(page)
