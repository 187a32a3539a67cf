from django.test import Client

from annotator.lib.markdown import render_markdown
from annotator.projects.codebooks.versions import MAX_COMPARED, publish_codebook
from annotator.projects.models import Codebook, Membership, Project
from tests.support.make import make_article


def test_members_read_the_latest_version(as_ana: Client, project: Project) -> None:
    Codebook.objects.create(project=project, version=2, text="# Second thoughts")
    page = as_ana.get("/p/dam/codebook/").content.decode()
    assert "Second thoughts" in page
    assert "version 2" in page


def test_markdown_shows_html_as_text_and_no_script_runs() -> None:
    html = render_markdown(
        "<script>alert(1)</script> **bold** [x](javascript:alert(1)) ![](http://a/b.png)"
    )
    assert "<script" not in html
    assert "javascript:" not in html.replace("(javascript:alert(1))", "")
    assert "<img" not in html
    assert "<strong>bold</strong>" in html


def test_a_codebook_that_is_too_long_is_refused(as_mia: Client, project: Project) -> None:
    page = as_mia.post(
        "/p/dam/codebook/edit/", {"text": "[" * 50_001, "reason": "too much"}
    ).content.decode()

    assert "at most 50000 characters" in page
    assert project.current_codebook().version == 1


def test_who_saw_a_version_keeps_the_mark_of_the_next_until_there_is_another(
    as_ana: Client, project: Project, ana: Membership
) -> None:
    make_article(project)
    as_ana.get("/p/dam/label/")

    for number in (2, 3):
        publish_codebook(project=project, text=f"# Rules\n\nRule {number}.", reason="clearer")
        assert f"changed in version {number}" in panel(as_ana)
        as_ana.post("/p/dam/codebook/seen/")
        assert f"changed in version {number}" in panel(as_ana)

    assert "changed in version 2" not in panel(as_ana)
    ana.refresh_from_db()
    assert (ana.codebook_seen, ana.codebook_seen_before) == (3, 2)
    as_ana.post("/p/dam/codebook/seen/")
    ana.refresh_from_db()
    assert ana.codebook_seen_before == 2


def test_newcomers_need_no_marks(as_ana: Client, project: Project) -> None:
    make_article(project)
    publish_codebook(project=project, text="# Rules\n\nOther ones.", reason="clearer")
    assert "Other ones." in panel(as_ana)
    assert "changed in" not in panel(as_ana)
    as_ana.get("/p/dam/label/")
    assert "changed in" not in panel(as_ana)


def test_of_many_versions_only_the_first_and_the_last_are_compared(
    as_ana: Client, project: Project
) -> None:
    make_article(project)
    as_ana.get("/p/dam/label/")
    for number in range(MAX_COMPARED + 1):
        publish_codebook(project=project, text=f"Rule {number}.", reason="clearer")
    assert "changed since version 1" in panel(as_ana)


def test_the_page_before_the_next_article_shows_what_changed(
    as_ana: Client, project: Project
) -> None:
    make_article(project)
    as_ana.get("/p/dam/label/")
    text = project.current_codebook().text
    old, new = "Refusing is not denying.", "Refusing or declining is not denying."
    publish_codebook(project=project, text=text.replace(old, new), reason="declining, too")
    publish_codebook(
        project=project, text=text.replace(old, new) + "\nAsk if unsure.\n", reason="ask"
    )

    page = as_ana.get("/p/dam/label/").content.decode()

    assert "declining, too" in page, "the reason of each version that is new to the person"
    assert "Refusing <ins>or declining</ins> is not denying." in page
    assert "Rules 3" in page
    assert "<ins>Ask if unsure.</ins>" in page


def panel(client: Client) -> str:
    return client.get("/p/dam/codebook/panel/").content.decode()
