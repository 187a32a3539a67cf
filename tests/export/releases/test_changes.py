from pathlib import Path

from annotator.agreement.adjudication.decisions import adjudicate
from annotator.corpus.models import Article
from annotator.projects.models import Project
from tests.export.releases.conftest import folder_of, publish
from tests.support.make import make_article


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
