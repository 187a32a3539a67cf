"""Several processes together allow as many guesses as one process."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar

from tests.support.prepared import serving_prepared
from tools.served import Served

GUESSES = 40
LIMIT = 5  # ACCOUNT_RATE_LIMITS: login_failed, per account


def guess(served: Served, password: str) -> str:
    """The result of one guess in a new session: “in”, “wrong”, or “not looked at”."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    address = f"http://127.0.0.1:{served.port}/accounts/login/"
    token = re.search(
        r'csrfmiddlewaretoken" value="(\w+)"', browser.open(address, timeout=60).read().decode()
    )
    assert token is not None
    form = urllib.parse.urlencode(
        {"csrfmiddlewaretoken": token[1], "login": "ana", "password": password}
    )
    try:
        page = browser.open(address, form.encode(), timeout=60).read().decode()
    except urllib.error.HTTPError as error:
        return "not looked at" if error.code == 429 else str(error)
    if "My work" in page:
        return "in"
    return "not looked at" if "Too many failed sign-ins" in page else "wrong"


def test_brute_force_at_several_processes() -> None:
    with serving_prepared(workers=2) as served:
        assert len(served.child("annotator.lib.processes.web_server").children()) >= 2, (
            "several processes answer"
        )
        with ThreadPoolExecutor(8) as guessers:
            results = Counter(
                guessers.map(lambda number: guess(served, f"guess {number}"), range(GUESSES))
            )
        assert results["in"] == 0
        # On a crowded machine a guess that waits too long is refused unseen: the rest of the five
        # comes here.
        while (answer := guess(served, "one more guess")) == "wrong":
            results[answer] += 1
        assert results["wrong"] == LIMIT
        assert guess(served, (served.var / "demo_password").read_text()) == "not looked at"
