"""What the pages of adjudication share: who may enter, and what a reviewer has chosen to see."""

from django.utils.http import url_has_allowed_host_and_scheme

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.adjudication.articles.review import load_review
from annotator.agreement.adjudication.forms import STREAM
from annotator.agreement.adjudication.sightings import record_sighting
from annotator.agreement.adjudication.stream import ReviewStream
from annotator.corpus.models import Article
from annotator.projects.access import Access, enter
from annotator.projects.models import Role

# In the session: whether the reviewer doesn't want to see who gave which label.
BLIND = "blind_review"


def enter_article(request: SignedInRequest, slug: str, article_id: int) -> tuple[Access, Article]:
    """Return the article for an adjudicator, and record that they see all its labels."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    return access, open_review(access, article_id)


def open_review(access: Access, article_id: int) -> Article:
    """Return the article, and record that the adjudicator sees all its labels."""
    article = load_review(access, article_id)
    # So the queue never gives them the article. A superuser who isn't a member gets no
    # articles.
    if access.membership is not None:
        record_sighting(viewer=access.membership, article=article)
    return article


def stream_of(request: SignedInRequest, access: Access) -> ReviewStream | None:
    """Return the stream that the address belongs to, if any."""
    if STREAM not in request.GET:
        return None
    return ReviewStream(request.GET, project=access.project, viewer=access.membership)


def is_blind(request: SignedInRequest) -> bool:
    return bool(request.session.get(BLIND))


def id_from(text: str) -> int:
    """Return the id of a sentence in an address, or 0."""
    # `int` raises ValueError for thousands of digits; no id is that long.
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def way_back(request: SignedInRequest, default: str) -> str:
    """Return the address in the form's field `back` if it is one of this site."""
    back = request.POST.get("back", "")
    is_here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_here else default
