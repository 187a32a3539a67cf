"""What is said about files that may not be an article."""

import pytest

from annotator.corpus.readers.records import ReadArticle
from tests.corpus.readers.support import read


def warnings(name: str, data: str) -> list[str]:
    (item,) = read(name, data)
    assert isinstance(item, ReadArticle)
    return [warning.reason for warning in item.warnings]


def test_a_page_with_little_text_may_be_a_notice() -> None:
    notice = "<p>Please switch on JavaScript to read this page in full.</p>"
    article = "".join(f"<p>The dam number {n} held through the night.</p>" for n in range(9))

    assert warnings("a.html", f"<html><body>{notice}</body></html>") == [
        "only 54 characters of text found on this page; it may be a notice instead of the article"
    ]
    assert warnings("a.html", f"<html><body>{article}</body></html>") == []


@pytest.mark.parametrize("name", ["README.txt", "data/licence.TXT", "requirements.txt"])
def test_a_file_named_as_one_about_others_is_pointed_out(name: str) -> None:
    assert "is about others" in warnings(name, "This is a data set of news.")[0]
    assert warnings("dam.txt", "This is a data set of news.") == []
