"""Finds the Chromium of the browser tests, and signs in with it. `python -m tools.chromium`
installs it if necessary.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Page

# Chromium without windows takes a third less computing than the whole one, for the same pages.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
)
PACKAGES = NAMES[:2]
ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def sign_in(page: Page, username: str, password: str) -> None:
    """Sign in with the form, as a person does. The page then shows where that leads."""
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def find_chromium() -> str | None:
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), *ON_MACOS]
    return next((path for path in candidates if path and os.access(path, os.X_OK)), None)


def ensure_chromium() -> None:
    """Find a browser, or install Debian's if root; otherwise exit with instructions."""
    if find_chromium():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        run_apt("update", "-qq")
        # Older releases have the whole browser only.
        for package in PACKAGES:
            run_apt("install", "-y", "-qq", "--no-install-recommends", package)
            if find_chromium():
                return

    sys.exit(
        "The browser tests need Chromium or Chrome. Install it (Debian and Ubuntu: `sudo apt-get "
        "install chromium`; macOS: `brew install --cask chromium`), or set its path: "
        "CHROMIUM=/path/to/chromium make test"
    )


def run_apt(*arguments: str) -> None:
    """Run apt-get, which says by itself what went wrong."""
    subprocess.run(
        ["apt-get", *arguments],
        stdout=sys.stderr,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        check=False,
    )


if __name__ == "__main__":
    ensure_chromium()
