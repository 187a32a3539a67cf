"""Uses the import pages as a browser does."""

import html
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotator.importing.job import run_import
from annotator.jobs.models import Job

CAMPAIGN = {"overlap": "3", "round": "main", "language": "en"}


def paste(client: Client, **fields: object) -> str:
    return client.post("/p/dam/import/paste/", CAMPAIGN | fields, follow=True).content.decode()


def upload(client: Client, *files: tuple[str, bytes | str]) -> str:
    """Upload the files, and return the preview page."""
    uploads = [
        SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)
        for name, data in files
    ]
    return client.post("/p/dam/import/", {"uploads": uploads}, follow=True).content.decode()


def choose(client: Client, **fields: object) -> str:
    job = Job.objects.latest("pk")
    return client.post(
        f"/p/dam/import/{job.pk}/start/", CAMPAIGN | fields, follow=True
    ).content.decode()


def finish(client: Client) -> str:
    """Run the import like the worker, and return the page of the result."""
    job = Job.objects.latest("pk")
    run_import.call(job.pk)
    return client.get(f"/p/dam/import/{job.pk}/").content.decode()


def fields(page: str) -> dict[str, str]:
    """Return what a browser would send from the form on the page."""
    found = dict(
        re.findall(r'<input type="(?:text|number|hidden)" name="([^"]+)" value="([^"]*)"', page)
    )
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return found | {"start": ""}
