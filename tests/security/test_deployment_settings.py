"""The settings of a deployed site."""

import os
import subprocess
import sys

import pytest

from tools.served import ROOT


def test_the_deployment_check_finds_nothing() -> None:
    environment = {
        "SITE_URL": "https://skepsis.example",
        "DATABASE_URL": "postgresql://u:p@localhost/x",
    }
    environment |= {"SECRET_KEY": "k3y-" * 20 + "abcdefghij", "PATH": os.environ["PATH"]}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level=INFO"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL"])
def test_an_external_database_needs_explicit_settings(missing: str) -> None:
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


def test_forms_may_redirect_to_the_single_sign_on() -> None:
    """Chromium applies `form-action` also to the redirect that starts single sign-on."""
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
