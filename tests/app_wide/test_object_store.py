"""Releases and uploads in an object store, which several machines share."""

import io
import zipfile
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.faults.storm import Storm
from tests.support.prepared import serving_prepared
from tools.crowd import SLUG, ask, hire

BUCKET = "skepsis-test"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an object store with the bucket."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-a-test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        client = boto3.client("s3", endpoint_url=address)
        client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        yield address
        client.close()
    finally:
        server.stop()


def test_uploads_and_releases_are_stored_in_the_bucket(store: str) -> None:
    with serving_prepared(S3_BUCKET=BUCKET, S3_ENDPOINT_URL=store) as served:
        crew = hire(served, 1, articles=1, sentences=3, overlap=1)
        work = Storm([served])
        assert work.brought_in(crew.manager, [f"import{number}" for number in range(10)])
        assert work.published(crew.manager)
        _, archive = ask(served, crew.manager, "GET", f"/p/{SLUG}/releases/1/release.zip")
        files = served.var / "files"
        assert not files.exists() or not any(path.is_file() for path in files.rglob("*"))
    assert "sentences.csv" in {
        name.rpartition("/")[2] for name in zipfile.ZipFile(io.BytesIO(archive)).namelist()
    }

    # An upload is kept for some hours after its import, for a backup that runs meanwhile.
    listed = boto3.client("s3", endpoint_url=store).list_objects_v2(Bucket=BUCKET)["Contents"]
    assert {item["Key"].split("/")[0] for item in listed} == {"imports", "releases"}
