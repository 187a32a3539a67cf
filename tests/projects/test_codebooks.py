from django.test import Client

from annotator.lib.markdown import render_markdown
from annotator.projects.models import Codebook, Project


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
