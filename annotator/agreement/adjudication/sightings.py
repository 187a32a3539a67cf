"""Which articles a reviewer has seen with the labels of others.

The queue never gives them such an article: their own labels would not be independent any more.
"""

from collections.abc import Iterable

from annotator.agreement.adjudication.disagreements import Disagreement
from annotator.corpus.models import Article
from annotator.labelling.models import Sighting
from annotator.projects.models import Membership


def record_sightings(*, viewer: Membership, disagreements: Iterable[Disagreement]) -> None:
    """Record that the viewer has seen others' labels on the articles of these disagreements."""
    articles = {disagreement.sentence.article_id for disagreement in disagreements}
    # Conflicts are ignored, because a reviewer sees the same article again and again.
    Sighting.objects.bulk_create(
        (
            Sighting(project_id=viewer.project_id, article_id=article, reviewer=viewer)
            for article in articles
        ),
        ignore_conflicts=True,
    )


def record_sighting(*, viewer: Membership, article: Article) -> None:
    """Record that the viewer sees others' labels on this article."""
    Sighting.objects.get_or_create(
        project_id=viewer.project_id, article=article, reviewer=viewer, defaults={}
    )
