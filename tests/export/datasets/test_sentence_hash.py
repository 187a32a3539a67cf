"""The hash of a sentence is the same from the database and from a text, and survives new spaces."""

import csv
import hashlib
import io

import pytest
from django.db.models import TextField, Value

from annotator.corpus.models import Article
from annotator.export.datasets.request import ExportRequest
from annotator.export.datasets.sentence_hash import SentenceHash, sentence_hash
from annotator.projects.models import Project

TEXTS = [
    "Dams hold.",
    "  Dams \t hold.\n",
    "Cafe\u0301 ﬁne “quoted” 😀",
    "قال: لم يفشل السد",
    "a\u00a0b\u2003c\u3000d\u2028e\u0085f\u001cg\u000bh",
    "\ufeffa\u200bb",
    "ä̧ a\u0327\u0308 한 \u1112\u1161\u11ab",
    "back\\slash ]^-",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_database_computes_the_same_hash(project: Project, text: str) -> None:
    value = SentenceHash(Value(text, output_field=TextField()))
    assert Project.objects.annotate(hash=value).get().hash == sentence_hash(text)


def test_white_space_and_composed_letters_make_no_difference() -> None:
    assert sentence_hash("Dam\n  held.\u00a0") == sentence_hash("Dam held.")
    assert sentence_hash("Cafe\u0301") == sentence_hash("Café")
    assert sentence_hash("Dam held.") == hashlib.sha256(b"Dam held.").hexdigest()
    assert sentence_hash("Dam held!") != sentence_hash("Dam held.")
    assert sentence_hash("“Dam”") != sentence_hash('"Dam"')


@pytest.mark.parametrize("standoff", [False, True])
def test_sentences_have_their_hash_as_their_last_column(labelled: Project, standoff: bool) -> None:
    made = b"".join(ExportRequest(labelled, "sentences", standoff=standoff).pieces()).decode()
    rows = list(csv.DictReader(io.StringIO(made, newline="")))
    articles = dict(Article.objects.in_project(labelled).values_list("external_id", "text"))
    assert list(rows[0])[-1] == "text_sha256"
    assert len(rows) == 8
    for row in rows:
        text = articles[row["article_id"]][int(row["start"]) : int(row["end"])]
        assert row["text_sha256"] == sentence_hash(text)
        assert row["text"] == ("" if standoff else text)
