"""Which articles a reviewer has seen with the labels of others."""

from collections.abc import Iterable

from annotator.agreement.adjudication.disagreements import Disagreement
from annotator.labelling.models import Sighting
from annotator.projects.models import Membership


def record_sightings(*, viewer: Membership, disagreements: Iterable[Disagreement]) -> None:
    """Record whose labels the viewer has seen on which articles: the queue gives them none of
    these.
    """
    articles = {disagreement.sentence.article_id for disagreement in disagreements}
    Sighting.objects.bulk_create(
        (
            Sighting(project_id=viewer.project_id, article_id=article, reviewer=viewer)
            for article in articles
        ),
        ignore_conflicts=True,
    )
