from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotator.corpus.models import Article


def post(client: Client, **fields: object) -> str:
    form = {"language": "en", "overlap": "3", "round": "main"} | fields
    return client.post("/p/dam/import/", form, follow=True).content.decode()


def test_a_pasted_article_keeps_every_letter(as_mia: Client) -> None:
    page = post(
        as_mia, text="  “Teh dam\u00a0held…”\r\nIt did.\r\n", title="Dam", source="Courier", published="2031-03-03"
    )
    article = Article.objects.get()
    assert article.text == "  “Teh dam\u00a0held…”\nIt did.\n"
    assert (article.title, article.source, str(article.published)) == ("Dam", "Courier", "2031-03-03")
    assert "Imported 1 articles, 2 sentences, 0 excluded, 0 failed" in page


def test_uploads_come_in_one_by_one_and_failures_are_named(as_mia: Client) -> None:
    files = [
        SimpleUploadedFile("dam.txt", b"The dam held."),
        SimpleUploadedFile("empty.txt", b""),
        SimpleUploadedFile("photo.txt", b"\x89PNG\0"),
        SimpleUploadedFile("page.html", b"<html><body>Hello there.</body></html>"),
    ]
    page = post(as_mia, texts=files)
    assert "Imported 1 articles, 1 sentences, 0 excluded, 3 failed" in page
    assert "<b>empty.txt</b>: it is empty" in page
    assert "<b>photo.txt</b>: it is a binary file" in page
    assert "<b>page.html</b>: only .txt files can be imported" in page
    assert Article.objects.get().external_id == "dam"


def test_a_calibration_set_is_for_everyone(as_mia: Client) -> None:
    post(as_mia, text="The dam held.", overlap="", round="calibration")
    article = Article.objects.get()
    assert (article.overlap, article.free, article.round) == (None, None, "calibration")


def test_a_duplicate_is_named(as_mia: Client) -> None:
    post(as_mia, text="The dam held.", external_id="dam")
    assert "the project has an article “dam” already" in post(as_mia, text="Another text.", external_id="dam")
    assert Article.objects.count() == 1


def test_what_the_form_needs_is_said(as_mia: Client) -> None:
    assert "Paste an article or choose files." in post(as_mia)
    both = post(as_mia, text="A dam.", texts=[SimpleUploadedFile("dam.txt", b"The dam held.")])
    assert "not both at once" in both
    assert "A language tag such as" in post(as_mia, text="A dam.", language="klingon!")
    assert not Article.objects.exists()
