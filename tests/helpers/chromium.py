"""An installed Chromium, found by path; the tests download none."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
MISSING = "no Chromium found: install it (Debian: apt-get install chromium)"
# A name of this machine whose pages, unlike those of localhost, the browser does not count as secure.
INSECURE = "lan.test"
# The lists below the address bar are pages, which each new window draws unseen: that took more
# time than the tests' own. The others are Playwright's: the last argument of this name counts.
DISABLED = [
    *("WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup"),
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "ThirdPartyStoragePartitioning"),
    *("PaintHolding", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "MediaRouter", "LensOverlay"),
]
ARGUMENTS = [
    f"--disable-features={','.join(DISABLED)}",
    f"--host-resolver-rules=MAP {INSECURE} 127.0.0.1",
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The scripts that a page fetches when it is there; one that is a file, or none of the site's, has none.
SCRIPTS = """async () => {
  if (!window.document$) return
  const { base } = JSON.parse(document.getElementById("__config").textContent)
  const load = (name) => import(new URL(`${base}/assets/${name}.js`, location))
  await Promise.all(["code", "figures", "predict", "progress-ticks"].map(load))
}"""


@contextmanager
def chromium(*more):
    """One Chromium, with more arguments or none."""
    assert CHROMIUM, MISSING
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *more])
        yield browser
        browser.close()


@contextmanager
def visits(browser, url):
    """A function that opens a page of the site at this address and waits until it is ready for a reader.

    What is checked at the end: nothing foreign was asked for, nothing complained.
    """
    contexts, requests, complaints = [], [], []

    def visit(path="", *, width=1440, color_scheme="light", replaced=(), **options):
        viewport = {"width": width, "height": 900}
        context = browser.new_context(viewport=viewport, color_scheme=color_scheme, **options)
        contexts.append(context)
        for pattern, file in replaced:
            context.route(pattern, _answer(file))
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.requests, page.complaints = requests, complaints
        page.goto(url + path)
        page.evaluate(SCRIPTS)
        return page

    yield visit
    for context in contexts:
        context.close()
    origin = url.split("/some/")[0]
    assert [
        request for request in requests if not request.startswith((origin, "data:", "blob:"))
    ] == []
    assert complaints == []


def _answer(file):
    return lambda route: route.fulfill(path=file)
