"""Measures the labelling page on a slow phone: Chromium with a sixth of this machine's computing
power, and a 3G network.

`python -m bench.slow_phone` starts the app in a folder of its own and prints one line per figure:
the first contentful paint of the page, with and without its files in the browser's cache, and the
time from a key press to the end of drawing, which the page measures ("key to lit"). The article has
40 sentences.

The networks are the presets of Chromium's DevTools. In "Slow 4G", which was called "Fast 3G", a
request takes 562.5 ms, and 1.44 Mbit arrive in a second. In "3G", which was called "Slow 3G",
it takes 2 s, and 0.4 Mbit arrive: no page is painted there in less than two requests' time.
"""

import statistics

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from bench.figures import Figure, tell
from bench.label_page import make_article
from tools.chromium import find_chromium, sign_in
from tools.served import serving

SENTENCES, RUNS, PRESSES = 40, 5, 30
TIMES_SLOWER = 6
GOAL_MS, FRAME = 1500, 1000 / 60
# Latency in ms, bytes in a second down and up.
NETWORKS = {
    "Slow 4G (once Fast 3G)": (562.5, 180_000, 84_375),
    "3G (once Slow 3G)": (2000, 50_000, 50_000),
}
JUDGED = next(iter(NETWORKS))
# It redirects to the article, which is one more request.
THROUGH = "/p/bench/label/"
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
KEY_TO_LIT = "performance.getEntriesByName('key to lit').map(entry => entry.duration)"
# What the browser had to wait for before the first paint.
BLOCKING = (
    "performance.getEntriesByType('resource')"
    ".filter(entry => entry.renderBlockingStatus === 'blocking')"
    ".map(entry => entry.encodedBodySize)"
)


def main() -> None:
    with serving() as served:
        make_article(served, sentences=SENTENCES)
        measure(f"http://127.0.0.1:{served.port}", (served.var / "demo_password").read_text())


def measure(site: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        context = browser.new_context(
            base_url=site, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
        )
        page = context.new_page()
        sign_in(page, "ana", password)
        tell_first_paints(context)
        tell_keys(context)
        browser.close()


def tell_first_paints(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(THROUGH)
    page.wait_for_selector(".sentence.lit")
    addresses = {"article": page.url, "article, through “label”": THROUGH}
    page.close()

    for network in NETWORKS:
        for cached in ("nothing cached", "files cached"):
            for name, address in addresses.items():
                paints, blocking = [], []
                for _ in range(RUNS):
                    page = context.new_page()
                    slow_down(page, network, is_cached=cached != "nothing cached")
                    paints.append(first_paint(page, address))
                    blocking = page.evaluate(BLOCKING)
                    page.close()
                tell_paint(f"{network}, {name}, {cached}", paints, is_judged=network == JUDGED)
        tell(Figure(f"  {len(blocking)} files block it", sum(blocking) / 1024, "KB"))


def tell_paint(name: str, paints: list[float], *, is_judged: bool) -> None:
    median = statistics.median(paints)
    tell(
        Figure(
            f"first contentful paint, {name}",
            median,
            "ms",
            goal="1,500 ms" if is_judged else "",
            is_met=median <= GOAL_MS if is_judged else None,
        )
    )


def slow_down(page: Page, network: str, *, is_cached: bool) -> CDPSession:
    latency, down, up = NETWORKS[network]
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": latency,
            "downloadThroughput": down,
            "uploadThroughput": up,
        },
    )
    session.send("Network.setCacheDisabled", {"cacheDisabled": not is_cached})
    session.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    return session


def first_paint(page: Page, address: str) -> float:
    page.goto(address, timeout=120_000)
    page.wait_for_selector(".sentence.lit")
    return float(page.evaluate(FIRST_PAINT))


def tell_keys(context: BrowserContext) -> None:
    page = context.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    page.goto(THROUGH)
    page.wait_for_selector(".sentence.lit")
    for number in range(PRESSES):
        page.keyboard.press("134"[number % 3])

    times = sorted(page.evaluate(KEY_TO_LIT))
    assert len(times) == PRESSES
    late = times[int(PRESSES * 0.95)]
    tell(Figure("key to next sentence lit, median", statistics.median(times), "ms"))
    tell(Figure("  p95", late, "ms", goal="one frame, 16.7 ms", is_met=late <= FRAME))


if __name__ == "__main__":
    main()
