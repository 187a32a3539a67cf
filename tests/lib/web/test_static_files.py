"""Scripts and style sheets are sent compressed to browsers that take it."""

import gzip
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import Client, override_settings

from annotator.lib.web.static_files import CompressedStaticFiles, compress

SCRIPT = settings.BASE / "static" / "labelling" / "label.js"


def content(client: Client, **headers: str) -> tuple[str, bytes]:
    response = client.get("/static/labelling/label.js", headers=headers)
    return response.headers.get("Content-Encoding", ""), b"".join(response)  # type: ignore[arg-type]


def test_a_script_is_compressed_for_browsers_that_take_it(client: Client) -> None:
    encoding, sent = content(client, accept_encoding="gzip, br")
    assert encoding == "gzip"
    assert gzip.decompress(sent) == SCRIPT.read_bytes()


def test_a_script_is_sent_as_it_is_to_others(client: Client) -> None:
    assert content(client) == ("", SCRIPT.read_bytes())


def test_a_file_that_has_changed_is_compressed_anew(tmp_path: Path) -> None:
    source = tmp_path / "page.js"
    source.write_text("one")
    first = compress(source, tmp_path / "compressed")
    assert compress(source, tmp_path / "compressed") == first

    source.write_text("two")
    second = compress(source, tmp_path / "compressed")

    assert gzip.decompress(second.read_bytes()) == b"two"
    assert gzip.decompress(first.read_bytes()) == b"one"


def test_without_a_place_for_it_a_script_is_sent_as_it_is(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("")
    with override_settings(COMPRESSED_STATIC=in_the_way / "static"):
        files = CompressedStaticFiles(lambda request: HttpResponse())
        served = files.get_static_file(str(SCRIPT), "/static/labelling/label.js")

    assert [path for _encoding, path, _headers in served.alternatives] == [str(SCRIPT)]


def test_a_browser_keeps_the_files_of_a_page_for_good(client: Client) -> None:
    url = static("labelling/label.js")
    response = client.get(url)
    assert response["Cache-Control"] == "max-age=31536000, public, immutable"
    assert b"".join(response) == SCRIPT.read_bytes()  # type: ignore[arg-type]


def test_a_page_of_another_version_gets_the_files_of_this_one(client: Client) -> None:
    response = client.get("/static/v-0123456789ab/labelling/label.js")
    assert response["Cache-Control"] == "max-age=60, public"
    assert b"".join(response) == SCRIPT.read_bytes()  # type: ignore[arg-type]


def test_a_file_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/static/v-0123456789ab/missing.js").status_code == 404
