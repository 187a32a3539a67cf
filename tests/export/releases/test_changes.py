from pathlib import Path

import pandas as pd

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.corpus.models import Article
from annotator.labelling.models import Annotation
from annotator.projects.models import Label, Project
from tests.export.releases.conftest import folder_of, publish
from tests.support.make import label_article, make_article


def test_changes_are_counted_and_listed(rich: Project, tmp_path: Path) -> None:
    assert (
        "is the first release"
        in (folder_of(publish(rich), tmp_path / "1") / "CHANGES.md").read_text()
    )
    make_article(rich, "One more.", external_id="new")
    Article.objects.filter(external_id="a").update(state="withdrawn")
    sentence = Article.objects.get(external_id="n0").sentences.get(position=1)
    rita = rich.memberships.get(pseudonym="R4")
    adjudicate(sentence=sentence, adjudicator=rita, label="opinion")
    text = (folder_of(publish(rich), tmp_path / "2") / "CHANGES.md").read_text()
    for line in ("| added | 1 |", "| removed | 1 |", "| final label changed | 1 |"):
        assert line in text
    for line in ("- `new:1`", "- `a:1`", "- `n0:1`: claim → opinion"):
        assert line in text


def test_changes_of_annotations_are_counted(rich: Project, tmp_path: Path) -> None:
    before = folder_of(publish(rich), tmp_path / "1")
    dora = rich.memberships.get(user__username="dora")
    # An article less, an article more, another label, and a skip instead of a label.
    Article.objects.filter(external_id="n5").update(state="withdrawn")
    make_article(rich, "One more. It held.", external_id="more")
    label_article(dora, "claim", "claim", article=Article.objects.get(external_id="more"))
    first, second = Annotation.objects.filter(
        assignment__annotator=dora, article__external_id="n3"
    ).order_by("sentence__position")[:2]
    other = Label.objects.get(project=rich, key="doubt")
    Annotation.objects.filter(pk=first.pk).update(label=other)
    Annotation.objects.filter(pk=second.pk).update(label=None, skip_reason="cannot_tell")
    after = folder_of(publish(rich), tmp_path / "2")

    text = (after / "CHANGES.md").read_text().split("| annotations |")[1]
    removed = (pd.read_csv(before / "annotations.csv")["article_id"] == "n5").sum()
    assert f"| added | 2 |\n| removed | {removed} |\n| changed | 2 |" in text
