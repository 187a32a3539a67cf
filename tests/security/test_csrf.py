"""Cross-site request forgery."""

import re
from uuid import UUID

from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from annotator.accounts.tokens import make_token
from annotator.projects.models import Membership
from tests.support.make import (
    make_user,
)
from tests.support.roles import table

API = "/api/v1/projects/dam/"


def test_csrf(ana: Membership) -> None:
    """Every address that accepts POST rejects it without the token, for every role."""
    client = Client(enforce_csrf_checks=True)
    root = make_user("root", is_superuser=True)
    client.force_login(root)
    tried = 0
    for row in [*table("Pages"), *table("Accounts"), *table("API")]:
        if row.method != "GET":
            known = row.address.replace("SLUG", "dam").replace("/ACT/", f"/{UUID(int=1)}/")
            address = re.sub(r"[A-Z]+(36)?(_ID|-KEY)?", "1", known)
            # A page that was shown before has set the cookie, so the token is looked for in the
            # body, which must be of a kind that the address reads.
            body, kind = b"{}", "application/json"
            if address.endswith("/imports/"):
                body, kind = encode_multipart(BOUNDARY, {}), MULTIPART_CONTENT
            answer = client.generic(row.method, address, body, content_type=kind)
            assert answer.status_code == 403 or row.address.startswith("/accounts/oidc/"), row.name
            tried += 1
    assert tried > 40


def test_api_tokens_need_no_csrf_token(ana: Membership) -> None:
    """Programs send this token themselves. A browser never adds it to a request."""
    assert ana.user is not None
    client = Client(
        enforce_csrf_checks=True,
        headers={"Authorization": f"Token {make_token(user=ana.user, name='x')}"},
    )
    assert client.post(f"{API}annotations/", "[]", "application/json").status_code == 200
