"""How much of real articles the reader of web pages finds: `python -m tools.gold_pages FOLDER`.

FOLDER is `tests/` of a checkout of https://github.com/adbar/trafilatura. Its `evaldata.json` has
passages of 990 pages in the folders `eval/` and `cache/`: passages that belong to the article, and
passages that don’t. They are searched in the text, with white space evened out. `--pages` prints
each page with a missing or a wrong passage.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.corpus.readers.pages.html_pages import read_page
from annotator.corpus.readers.records import UnreadableError


@dataclass(frozen=True, slots=True)
class PageResult:
    """What was found on a page; `reason` says why it has no article."""

    file: str
    missing: list[str]
    wrong: list[str]
    wanted: int
    unwanted: int
    reason: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", action="store_true", help="print the pages with faults")
    options = parser.parse_args()

    start = time.perf_counter()
    results = list(read_pages(options.folder))
    seconds = time.perf_counter() - start

    if options.pages:
        print_pages(results)
    print_figures(results, seconds)


def read_pages(folder: Path) -> Iterator[PageResult]:
    for page in json.loads((folder / "evaldata.json").read_text()).values():
        yield read_gold_page(folder, page)


def read_gold_page(folder: Path, page: dict[str, object]) -> PageResult:
    file, inside, outside = str(page["file"]), list(page["with"]), list(page["without"])
    path = next(path for name in ("cache", "eval") if (path := folder / name / file).is_file())
    text = reason = ""
    try:
        text = flat(read_page(path.read_bytes(), "en").text)
    except UnreadableError as error:
        reason = str(error)

    missing = [passage for passage in inside if flat(passage) not in text]
    wrong = [passage for passage in outside if flat(passage) in text]
    return PageResult(file, missing, wrong, len(inside), len(outside), reason)


def print_pages(results: list[PageResult]) -> None:
    for result in results:
        if result.missing or result.wrong or result.reason:
            print(result.file, result.reason)
        for passage in result.missing:
            print("  missing:", flat(passage)[:100])
        for passage in result.wrong:
            print("  wrong:", flat(passage)[:100])


def print_figures(results: list[PageResult], seconds: float) -> None:
    wanted = sum(result.wanted for result in results)
    missing = sum(len(result.missing) for result in results)
    unwanted = sum(result.unwanted for result in results)
    wrong = sum(len(result.wrong) for result in results)
    none = sum(bool(result.reason) for result in results)
    print(f"pages: {len(results):,}, {none} without article")
    print(f"passages found: {wanted - missing:,} of {wanted:,}")
    print(f"wrongly included: {wrong:,} of {unwanted:,}")
    print(f"seconds: {seconds:.0f}, {1000 * seconds / len(results):.0f} ms a page")


def flat(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    main()
