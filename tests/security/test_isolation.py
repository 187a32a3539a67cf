"""A test for each class of vulnerability that tools of this kind had, named after the class."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from annotator.accounts.models import ApiToken, User
from annotator.accounts.tokens import make_token
from annotator.corpus.models import Article
from annotator.labelling.models import Annotation, Assignment
from annotator.projects.models import AuditEvent, Membership, Project, Role
from tests.support.make import (
    PASSWORD,
    annotate,
    label_article,
    make_article,
    make_assignment,
    make_entry,
    make_member,
    make_project,
    make_user,
)
from tests.support.roles import routes, table
from tools.served import ROOT

API = "/api/v1/projects/dam/"
OTHER = "another.example"  # a second name of this site, which is not in SITE_URL


@pytest.fixture
def other_name(settings: Any) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, OTHER]


def post(client: Client, path: str, body: object) -> tuple[int, object]:
    answer = client.post(API + path, json.dumps(body), "application/json")
    return answer.status_code, answer.json() if answer.content else None


# ORM leak: a filter that takes any column lets hashes be read letter by letter.


@pytest.mark.parametrize(
    "query",
    [
        "made_by__user__password__startswith=argon2",
        "project__memberships__user__password__gt=a",
        "ordering=-password",
    ],
)
@pytest.mark.parametrize(
    "path", ["", "articles/", "disagreements/", "releases/", "export/annotations.csv"]
)
def test_orm_leak_through_filters(as_mia: Client, project: Project, path: str, query: str) -> None:
    """What is not on the list of filters changes nothing, or is refused by its name."""
    make_article(project)

    def ask(address: str) -> tuple[int, bytes]:
        answer = as_mia.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        return answer.status_code, body

    assert ask(f"{API}{path}?{query}") in (ask(API + path), (400, b""))


# Insecure direct object reference: ids of another project under an address of one's own:
# tests/app_wide/test_roles.py.


def test_idor_by_ids_in_bodies(
    ana: Membership, as_ana: Client, as_rita: Client, as_mia: Client
) -> None:
    """Sentences, targets, assignments and people of another project are as good as none at all."""
    make_article(ana.project)
    mine = make_assignment(ana).article.sentences.to_label().first()
    other = make_project("other")
    theirs = make_article(other).sentences.to_label().first()
    zoe = make_member(other, "zoe")
    assert mine is not None
    assert theirs is not None
    # A number that stands nowhere else in the answers, from which it is taken below.
    type(theirs).objects.filter(pk=theirs.pk).update(id=999_999_999)
    theirs.pk = 999_999_999
    nobodys = 10**9
    entry = {"submission": "c9a7a1de-6d0c-4c43-8f60-0d0f55555555", "label": "denial"}

    def answers(pk: int) -> list[object]:
        asked = [
            post(as_ana, "annotations/", entry | {"sentence": pk}),
            post(as_ana, "annotations/", entry | {"sentence": mine.pk, "target": pk}),
            post(as_ana, "assignments/next/", {"after": pk}),
            post(as_rita, "adjudications/", {"sentence": pk, "label": "claim"}),
            post(as_rita, "adjudications/", {"sentence": mine.pk, "label": "denial", "target": pk}),
        ]
        return json.loads(
            re.sub(
                r'"reference": '
                r'"\w+"' + rf"|\b{pk}\b",
                "",
                json.dumps(asked),
            )
        )  # type: ignore[no-any-return]

    assert answers(theirs.pk) == answers(nobodys)
    assert not Annotation.objects.exists()
    address = f"/p/dam/articles/{Article.objects.get(project=ana.project).pk}/people/assign/"
    as_mia.post(address, {"member": zoe.pk})
    assert not Assignment.objects.filter(annotator=zoe).exists()


def test_idor_by_a_submission_of_somebody_elses(
    ana: Membership, ben: Membership, as_ana: Client
) -> None:
    make_article(ana.project)
    entry = make_entry(
        make_assignment(ben).article.sentences.to_label()[0].pk, "denial", note="what ben thinks"
    )
    annotate(Assignment.objects.get(annotator=ben), entry)
    make_assignment(ana)
    status, said = post(
        as_ana, "annotations/", {"submission": str(entry.submission), "sentence": entry.sentence}
    )
    assert status == 409
    assert "what ben thinks" not in json.dumps(said)


# What annotators see of each other.


def test_others_labels_change_nothing_that_an_annotator_sees(
    ana: Membership, ben: Membership, as_ana: Client
) -> None:
    """Not a page, not a call, not a count: everything is byte for byte what it was before ben
    labelled.
    """
    for number in range(3):
        make_article(ana.project, f"Dam {number} held. It did not.", external_id=f"dam-{number}")
    make_assignment(ana)

    def everything() -> dict[str, tuple[int, bytes]]:
        seen = {}
        for row in [*table("Pages"), *table("API")]:
            if row.method == "GET" and "_ID" not in row.address and "TOKEN" not in row.address:
                address = row.address
                for name, value in {
                    "SLUG": "dam",
                    "NAME": "annotations",
                    "SUFFIX": "csv",
                    "NUMBER": "1",
                }.items():
                    address = address.replace(name, value)
                answer = as_ana.get(address.replace("…", "").replace("TABLE", "pairs"))
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
                body = re.sub(
                    rb'csrfmiddlewaretoken" value="\w+|reference <code>\w+|"reference": "\w+"',
                    b"",
                    body,
                )
                seen[row.address] = (answer.status_code, body)
        mine = Assignment.objects.get(annotator=ana)
        for address in (f"/p/dam/label/{mine.pk}/",):
            seen[address] = (
                200,
                re.sub(rb"csrf\w+[^>]+>|expires\w*\W+[^,]+,", b"", as_ana.get(address).content),
            )
        answer = as_ana.post(f"{API}assignments/next/", "{}", "application/json")
        seen["next"] = (answer.status_code, re.sub(rb'"expires_at":"[^"]+"', b"", answer.content))
        return seen

    everything()  # the first look writes when it was
    before = everything()
    label_article(ben, "denial", "opinion", article=Assignment.objects.get(annotator=ana).article)
    label_article(ben, "claim", "claim")
    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()
    assert any(status == 200 for status, _ in after.values())


# Stored XSS in a real browser: tests/browser/test_stored_xss.py.

# SSRF: an address in what is imported is text, and nobody goes there.


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


# Path traversal.


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/etc/evil.txt", "..\\..\\evil.txt", "a/../../../evil.txt"]
)
def test_path_traversal_in_zip_names(
    as_mia: Client, project: Project, name: str, tmp_path: Path
) -> None:
    """Names inside an archive are names of articles, never of files here."""
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


@pytest.mark.parametrize(
    "name", ["../secret_key", "..%2f..%2fsecret_key", "/etc/passwd", "README.md/../../x", "%00"]
)
@pytest.mark.parametrize(
    "address", ["/p/dam/releases/1/files/{}", "/api/v1/projects/dam/releases/1/{}"]
)
def test_path_traversal_in_release_file_names(
    as_mia: Client, project: Project, address: str, name: str
) -> None:
    from tests.support.make import make_release

    make_release(project)
    assert as_mia.get(address.format(name)).status_code == 404


# Cross-site request forgery.


def test_csrf(ana: Membership) -> None:
    """Every address that takes a POST refuses one without the token, whoever is signed in."""
    client = Client(enforce_csrf_checks=True)
    root = make_user("root", is_superuser=True)
    client.force_login(root)
    tried = 0
    for row in [*table("Pages"), *table("Accounts"), *table("API")]:
        if row.method != "GET":
            address = re.sub(r"[A-Z]+(36)?(_ID|-KEY)?", "1", row.address.replace("SLUG", "dam"))
            answer = client.generic(row.method, address, b"{}", content_type="application/json")
            assert answer.status_code == 403 or row.address.startswith("/accounts/oidc/"), row.name
            tried += 1
    assert tried > 40


def test_csrf_by_token_is_no_matter(ana: Membership) -> None:
    """A token is sent by programs on purpose: no browser adds it by itself."""
    assert ana.user is not None
    client = Client(
        enforce_csrf_checks=True,
        headers={"Authorization": f"Token {make_token(user=ana.user, name='x')}"},
    )
    assert client.post(f"{API}annotations/", "[]", "application/json").status_code == 200


# Open redirect.


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
    ],
)
def test_open_redirect_after_sign_in(client: Client, ana: Membership, there: str) -> None:
    assert ana.user is not None
    ana.user.set_password(PASSWORD)
    ana.user.save()
    answer = client.post("/accounts/login/", {"login": "ana", "password": PASSWORD, "next": there})
    assert answer["Location"] == "/"
    assert client.post("/accounts/logout/", {"next": there})["Location"] == "/accounts/login/"


# Host header.


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80@127.0.0.1", "127.0.0.1.evil.example"]
)
def test_host_header(client: Client, db: None, host: str) -> None:
    answer = client.get("/accounts/login/", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode()


@pytest.mark.usefixtures("other_name")
def test_links_do_not_follow_the_host_header(as_mia: Client) -> None:
    form = {"role": "annotator", "uses": 1, "days": 1}
    headers = {"Host": OTHER, "X-Forwarded-Host": "evil.example"}
    page = as_mia.post("/p/dam/people/invite/", form, headers=headers).content.decode()
    assert "http://127.0.0.1:8000/join/" in page
    assert "evil" not in page


# Session fixation.


def test_session_fixation(client: Client, db: None) -> None:
    """A session that somebody planted is not the one that its victim is signed in by."""
    make_user("zoe", password=PASSWORD)
    client.get("/join/1.x/")
    client.session["planted"] = True
    planted = client.session
    planted.save()
    before = planted.session_key
    client.post("/accounts/login/", {"login": "zoe", "password": PASSWORD})
    assert client.session.session_key != before


def test_a_session_ends_with_the_sign_out(client: Client, db: None) -> None:
    client.force_login(make_user("zoe"))
    kept = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/").status_code == 302


# User enumeration.


def test_user_enumeration_by_sign_in(client: Client, db: None) -> None:
    """A wrong name and a wrong password are told in the same words, at the same cost."""
    make_user("zoe", password=PASSWORD)
    inactive = make_user("gone", password=PASSWORD)
    inactive.is_active = False
    inactive.save()

    def said(name: str) -> str:
        page = client.post(
            "/accounts/login/", {"login": name, "password": "wrong"}
        ).content.decode()
        return re.sub(r'csrfmiddlewaretoken" value="\w+|' + name, "", page)

    assert said("zoe") == said("nobody") == said("gone")


def test_user_enumeration_by_reset(
    client: Client, db: None, settings: object, mailoutbox: list[object]
) -> None:
    settings.EMAIL_URL = "smtp://mail.example.org"  # type: ignore[attr-defined]
    make_user("zoe", password=PASSWORD, email="zoe@example.org")
    answers = [
        client.post("/accounts/password/reset/", {"email": f"{name}@example.org"})
        for name in ("zoe", "nobody")
    ]
    assert [answer["Location"] for answer in answers] == ["/accounts/password/reset/done/"] * 2
    assert len(mailoutbox) == 1, "and no mail to strangers"


def test_user_enumeration_by_a_hash_that_takes_time(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that nobody has costs a hash as well, so that no clock tells."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    made = []
    real = Argon2PasswordHasher.encode
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda *args, **kw: made.append(1) or real(*args, **kw)
    )
    Client().post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    assert made == [1]


# Mass assignment.


def test_mass_assignment(as_mia: Client, as_ana: Client, ana: Membership, client: Client) -> None:
    """What a call does not name is refused, and not written, whoever sends it."""
    changed = {
        "name": "Dam",
        "slug": "stolen",
        "lease": "00:00:01",
        "id": 99,
        "created_at": "2020-01-01",
        "labels": [],
    }
    assert as_mia.patch(API, json.dumps(changed), "application/json").status_code == 400
    project = Project.objects.get()
    assert (project.slug, project.lease, project.labels.count()) == ("dam", timedelta(hours=72), 4)
    article = {"external_id": "a", "text": "The dam held."}
    assert (
        post(
            as_mia,
            "articles/",
            article | {"overlap": 999, "free": 999, "state": "done", "project": 0},
        )[0]
        == 400
    )
    assert post(as_mia, "articles/", article)[0] == 201
    stored = Article.objects.get()
    assert (stored.overlap, stored.free, stored.done_at, stored.project) == (3, 3, None, project)
    mine = make_assignment(ana)
    sentence = mine.article.sentences.to_label()[0]
    entry = {
        "submission": "c9a7a1de-6d0c-4c43-8f60-0d0f66666666",
        "sentence": sentence.pk,
        "label": "claim",
    }
    more = {
        "annotator": 1,
        "pass_number": 2,
        "superseded_at": "2020-01-01",
        "origin": "import",
        "role": "manager",
    }
    assert post(as_ana, "annotations/", entry | more)[0] == 400, (
        "a name that nobody knows is refused"
    )
    assert post(as_ana, "annotations/", entry)[0] == 200
    assert Annotation.objects.get().assignment == mine
    ana.refresh_from_db()
    assert ana.role == Role.ANNOTATOR
    as_ana.post("/accounts/change/", {"name": "Ana", "is_superuser": "on", "is_staff": "on"})
    assert not User.objects.filter(is_superuser=True).exists()


def test_mass_assignment_by_joining(mia: Membership, client: Client) -> None:
    from tests.support.make import invitation_token, make_invitation

    form = {
        "username": "zoe",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "role": "manager",
        "is_superuser": "on",
    }
    client.post(f"/join/{invitation_token(make_invitation(mia))}/", form)
    zoe = User.objects.get(username="zoe")
    assert not zoe.is_superuser
    assert zoe.memberships.get().role == Role.ANNOTATOR


# CSV formulas: the safe export has none, the exact one is named so. Every cell:
# tests/export/datasets/test_exports.py.


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_formula(as_mia: Client, project: Project, cell: str) -> None:
    make_article(project, "The dam held.", source=cell, external_id=f"a{cell.strip()}")
    answer = as_mia.get("/p/dam/export/articles.csv?spreadsheet_safe=on")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert not re.search(r'(^|,|\n)"?[=+@\t\r-]', text.split("\n", 1)[1])


def test_csv_formula_in_refusals(as_mia: Client, project: Project) -> None:
    """Names of files and cells that were refused come back as text."""
    assert as_mia.get("/p/dam/import/").status_code == 200


# Settings.


def test_deployed_by_https_django_has_nothing_to_say() -> None:
    environment = {
        "SITE_URL": "https://skepsis.example",
        "DATABASE_URL": "postgresql://u:p@localhost/x",
    }
    environment |= {"SECRET_KEY": "k3y-" * 20 + "abcdefghij", "PATH": os.environ["PATH"]}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level=INFO"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL"])
def test_no_key_is_made_up_for_a_database_of_others(missing: str) -> None:
    environment = {
        "SITE_URL": "https://skepsis.example",
        "DATABASE_URL": "postgresql://u:p@localhost/x",
    }
    environment |= {"SECRET_KEY": "k3y-" * 20, "PATH": os.environ["PATH"]}
    del environment[missing]
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    assert "set SECRET_KEY" in done.stderr


# Secrets.


def test_secrets_are_not_readable(as_mia: Client, mia: Membership, db: None) -> None:
    """No page and no call gives a hash, a token or a key."""
    from django.conf import settings

    assert mia.user is not None
    mia.user.set_password(PASSWORD)
    mia.user.save()
    token = make_token(user=mia.user, name="x")
    as_mia.force_login(mia.user)
    secrets = [settings.SECRET_KEY, mia.user.password, token, ApiToken.objects.get().digest]
    for row in [*table("Pages"), *table("Accounts"), *table("API")]:
        if row.method == "GET" and not re.search("[A-Z]{3}", row.address.replace("SLUG", "")):
            page = as_mia.get(row.address.replace("SLUG", "dam").replace("…", ""))
            if not page.streaming:
                assert not any(secret in page.content.decode() for secret in secrets), row.name


def test_a_token_is_kept_as_a_digest_and_ends(ana: Membership) -> None:
    assert ana.user is not None
    token = make_token(user=ana.user, name="x")
    kept = ApiToken.objects.get()
    assert token not in (kept.digest, kept.token_key)
    client = Client(headers={"Authorization": f"Token {token}"})
    assert client.get("/api/v1/projects/").status_code == 200
    ApiToken.objects.update(expiry="2020-01-01T00:00:00Z")
    assert client.get("/api/v1/projects/").status_code == 401


def test_no_project_is_deleted_by_anybody(as_mia: Client, project: Project) -> None:
    """There is no way to: a project that is no longer wanted is closed."""
    for address, _ in routes():
        if "SLUG" in address and "_ID" not in address:
            as_mia.delete(
                address.replace("SLUG", "dam")
                .replace("NUMBER", "1")
                .replace("NAME", "x")
                .replace("SUFFIX", "csv")
            )
    assert Project.objects.filter(slug="dam").exists()
    assert not AuditEvent.objects.filter(action="deleted").exists()


# What a review found.


@pytest.mark.usefixtures("other_name")
def test_guesses_are_counted_whatever_host_they_name(client: Client, db: None) -> None:
    make_user("zoe", password=PASSWORD)
    for port in range(5):
        client.post(
            "/accounts/login/",
            {"login": "zoe", "password": "x"},
            headers={"Host": f"127.0.0.1:{9000 + port}"},
        )
    form = {"login": "Zoe", "password": PASSWORD}
    page = client.post("/accounts/login/", form, headers={"Host": f"{OTHER}:7777"}).content.decode()
    assert "Too many failed login attempts" in page


@pytest.mark.usefixtures("other_name")
def test_a_mailed_link_leads_here(
    client: Client, db: None, settings: object, mailoutbox: list[object]
) -> None:
    settings.EMAIL_URL = "smtp://mail.example.org"  # type: ignore[attr-defined]
    make_user("zoe", password=PASSWORD, email="zoe@example.org")
    client.post(
        "/accounts/password/reset/", {"email": "zoe@example.org"}, headers={"Host": f"{OTHER}:6666"}
    )
    body = str(mailoutbox[0].body)  # type: ignore[attr-defined]
    assert "http://127.0.0.1:8000/accounts/password/reset/key/" in body
    assert OTHER not in body


def test_a_token_is_asked_for_by_who_knows_the_password_and_ends_with_it(
    client: Client, db: None
) -> None:
    zoe = make_user("zoe", password=PASSWORD)
    client.force_login(zoe)
    asked = client.post("/accounts/tokens/make/", {"name": "x", "days": 9})
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert not ApiToken.objects.exists()
    make_token(user=zoe, name="x")
    changed = {
        "oldpassword": PASSWORD,
        "password1": "an even finer one",
        "password2": "an even finer one",
    }
    client.post("/accounts/password/change/", changed)
    assert not ApiToken.objects.exists()


def test_figures_of_one_article_do_not_tell_who_holds_it_open(
    rita: Membership, as_rita: Client
) -> None:
    """Narrowed to a round of its own, agreement would say what the others said."""
    article = make_article(rita.project, round="solo")
    for name in ("ana", "ben"):
        label_article(
            make_member(rita.project, name), "claim", "denial", "opinion", article=article
        )

    def counts() -> list[int]:
        answers = [
            as_rita.get("/p/dam/agreement/report.json?round=solo"),
            as_rita.get(f"{API}agreement/?round=solo"),
        ]
        return [answer.json()["annotations"] for answer in answers]

    assert counts() == [6, 6]
    assert make_assignment(rita).article == article
    assert counts() == [0, 0]


@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("GET", "/accounts/login/?next=http://[", {}),
        ("GET", "/accounts/logout/?next=http://[", {}),
        ("POST", "/accounts/2fa/webauthn/login/", {"credential": '{"id": 1}'}),
        ("POST", "/accounts/2fa/webauthn/login/", {"credential": "9" * 5000}),
        ("POST", "/accounts/2fa/webauthn/login/", {"credential": "[]"}),
        ("GET", "/accounts/oidc/%00/login/callback/", {}),
        ("POST", "/accounts/oidc/%00/login/", {}),
        ("GET", "/join/%00/", {}),
    ],
)
def test_nothing_that_a_stranger_sends_breaks_it(
    client: Client, db: None, method: str, path: str, form: object
) -> None:
    answer = client.get(path) if method == "GET" else client.post(path, form)
    assert answer.status_code < 500


def test_half_a_character_is_refused_and_quoted(
    as_mia: Client, as_rita: Client, project: Project
) -> None:
    article = '{"external_id": "a", "text": "The dam held.", "split": "\\ud800"}'
    assert as_mia.post(f"{API}articles/", article, "application/json").status_code == 400
    sentence = make_article(project).sentences.to_label()[0]
    said = f'{{"sentence": {sentence.pk}, "skip_reason": "\\ud800"}}'
    assert as_rita.post(f"{API}adjudications/", said, "application/json").status_code == 400


def test_the_sign_in_page_of_a_university_may_be_gone_to() -> None:
    """Chromium holds a form to `form-action` over the redirect that single sign-on begins with."""
    code = (
        "from django.conf import settings as s; "
        "print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    )
    for more, wanted in [
        ({}, "[\"'self'\"]"),
        ({"OIDC_URL": "https://id.uni.example/realm"}, "https://id.uni.example'"),
    ]:
        environment = {
            "SITE_URL": "https://skepsis.example",
            "DATABASE_URL": "postgresql://u:p@localhost/x",
        }
        environment |= {"SECRET_KEY": "k3y-" * 20, "PATH": os.environ["PATH"]} | more
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
        assert (
            wanted
            in subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True
            ).stdout
        )
