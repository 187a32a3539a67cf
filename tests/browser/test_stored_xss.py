"""Stored XSS: markup in whatever is typed or imported is text on every page, in a real browser with
the CSP on.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from annotator.accounts.models import User
from annotator.agreement.adjudication.decisions import adjudicate
from annotator.corpus.models import Article
from annotator.export.releases.parameters import ReleaseParameters
from annotator.export.releases.publishing import publish_release
from annotator.jobs.models import Job, JobProblem
from annotator.labelling.assignments.suspension import suspend
from annotator.labelling.models import Assignment
from annotator.projects.codebooks.versions import publish_codebook
from annotator.projects.models import Label, Membership, Project, Role
from tests.support.make import (
    PASSWORD,
    annotate,
    make_article,
    make_assignment,
    make_entry,
    make_invitation,
    make_member,
    make_project,
)
from tests.support.roles import manager_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

XSS = (
    "<img src=x onerror=pwned=1><script>pwned=1</script>\"'><svg "
    "onload=pwned=1></textarea></script>{{7*7}}"
)
LINK = "javascript:window.pwned=1"
MARKDOWN = (
    f"# Codebook {XSS}\n\n[a link]({LINK}) <iframe "
    f"src=javascript:pwned=1></iframe>\n\n![x]({LINK})\n\n`{XSS}`"
)


@pytest.fixture
def poisoned() -> Project:
    """A project in which everything that takes text has markup in it."""
    project = make_project("dam", name=XSS)
    mia, rita = (
        make_member(project, "mia", Role.MANAGER),
        make_member(project, "rita", Role.ADJUDICATOR),
    )
    ana, ben, eva = (make_member(project, name) for name in ("ana", "ben", "eva"))
    make_member(project, "zoe")
    for user in User.objects.all():
        user.name = XSS
        user.set_password(PASSWORD)
        user.save()
    Label.objects.filter(project=project).update(definition=XSS)
    Label.objects.filter(project=project, key="claim").update(name=XSS[:60])
    publish_codebook(project=project, text=MARKDOWN, reason=XSS)
    Membership.objects.filter(project=project).update(codebook_seen=2)
    fields = {"title": XSS, "source": XSS, "rights": XSS, "group": XSS}
    article = make_article(
        project,
        f"{XSS} said the ministry. The dam held.",
        external_id=XSS,
        round=XSS[:40],
        **fields,
    )
    make_article(project, "A second dam held.", external_id="second", **fields)
    for member, says in [(ana, "claim"), (ben, "denial")]:
        mine = make_assignment(member)
        sentences = mine.article.sentences.to_label()
        annotate(mine, *(make_entry(sentence.pk, says, note=XSS) for sentence in sentences))
        Assignment.objects.filter(pk=mine.pk).update(
            state="submitted", submitted_at=mine.project.created_at
        )
    adjudicate(
        sentence=article.sentences.to_label()[0], adjudicator=rita, label="claim", reason=XSS
    )
    Article.objects.update(url=LINK)  # an import would have refused it
    suspend(membership=eva, reason=XSS)
    make_invitation(mia).project.invitations.update(note=XSS[:100])
    job = Job.objects.create(project=project, kind="import", state="done", made_by=mia, result={})
    JobProblem.objects.create(job=job, location=XSS, reason=XSS)
    publish_release(
        project=project,
        made_by=mia,
        parameters=ReleaseParameters("2031-03-03", about=XSS, creators=XSS, licence="MIT"),
    )
    return project


def addresses(project: Project) -> Iterator[str]:
    """All that a manager sees but the next article, which would hide its labels from her."""
    article = Article.objects.filter(project=project).order_by("pk")[0]
    job = Job.objects.get(project=project, kind="import")
    return manager_pages(
        SLUG="dam",
        ARTICLE_ID=article.pk,
        JOB_ID=job.pk,
        NUMBER=1,
        TABLE="pairs",
        VERSION=1,
        LABEL_KEY="claim",
    )


def test_stored_xss(poisoned: Project, sign_in: Callable[..., Page]) -> None:
    """The fixture fails on whatever the console has to say, a breach of the CSP for one."""
    page = sign_in("mia")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    visited = [
        *addresses(poisoned),
        "/p/dam/people/?names=1",
        "/p/dam/audit/?names=1",
        "/p/dam/articles/?q=img",
    ]
    assert len(visited) > 20
    shown = 0
    for address in visited:
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        assert page.evaluate("typeof pwned") == "undefined", address
        assert not page.locator("img[src=x], svg[onload], iframe, a[href^='javascript']").count(), (
            address
        )
        shown += "onerror=pwned=1" in page.inner_text("body")
        page.evaluate(
            "document.querySelectorAll('details').forEach((details) => { details.open = true })"
        )
        assert page.evaluate("typeof pwned") == "undefined", address
    assert shown > 10, "and it can be read as what it is"


def test_stored_xss_while_labelling(poisoned: Project, sign_in: Callable[..., Page]) -> None:
    """The page that draws itself from JSON."""
    page = sign_in("zoe")
    page.goto("/p/dam/label/")
    page.locator(".sentence.lit").wait_for()
    for key in ("1", "2", "ArrowUp", "n"):
        page.keyboard.press(key)
    assert page.evaluate("typeof pwned") == "undefined"
    assert "onerror=pwned=1" in page.inner_text("body")
    assert not page.locator("img[src=x], svg[onload], iframe, a[href^='javascript']").count()
