"""Imported files can't make requests or write outside their folder."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from annotator.corpus.models import Article
from annotator.projects.models import Project

# Stored XSS in a real browser: tests/browser/test_stored_xss.py.


class Trap(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.sprung = True  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    do_HEAD = do_POST = do_GET


@pytest.fixture
def trap() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Trap)
    server.sprung = False  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_ssrf_by_imported_addresses(project: Project, tmp_path: Path, trap: HTTPServer) -> None:
    url = f"http://127.0.0.1:{trap.server_address[1]}/"
    page = f"""<!doctype html><html><head><base href="{url}">
        <meta http-equiv="refresh" content="0; url={url}">
        <link rel="stylesheet" href="{url}a.css"><link rel="canonical" href="{url}c">
        <script src="{url}x.js"></script>
        <meta property="og:image" content="{url}i.png"></head><body><article><h1>The dam</h1>
        <p>The dam held for three days, the ministry said. <img src="{url}b.png">
        Nobody was hurt in the valley.</p>
        <iframe src="{url}"></iframe><object data="{url}"></object></article></body></html>"""
    (tmp_path / "page.html").write_text(page)
    (tmp_path / "rows.jsonl").write_text(
        json.dumps({"id": "a", "text": f"See {url}.", "url": url, "source": url})
    )
    (tmp_path / "entity.html").write_text(
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]><p>&e; The dam held.</p>'
    )
    call_command("import_articles", "dam", str(tmp_path))
    assert Article.objects.count() >= 2
    assert not trap.sprung  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/etc/evil.txt", "..\\..\\evil.txt", "a/../../../evil.txt"]
)
def test_path_traversal_in_zip_names(
    as_mia: Client, project: Project, name: str, tmp_path: Path
) -> None:
    """Names in an archive become the names of articles, never of files on this machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, "The dam held.")
    before = {str(path) for path in Path(default_storage.location).rglob("*")}
    upload = SimpleUploadedFile("../../../tmp/news.zip", packed.getvalue())
    as_mia.post("/p/dam/import/", {"uploads": upload})
    new = {str(path) for path in Path(default_storage.location).rglob("*")} - before
    assert all("evil" not in path and "news" not in path for path in new)
    (tmp_path / "news.zip").write_bytes(packed.getvalue())
    with suppress(SystemExit):  # nothing came in, and it says so
        call_command("import_articles", "dam", str(tmp_path / "news.zip"))
    assert not (tmp_path.parent / "evil.txt").exists()
    assert not Path("/etc/evil.txt").exists()
