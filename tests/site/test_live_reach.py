"""The runner of live cells in Chromium: what a cell cannot reach."""

import threading

import pytest

from tests.helpers.reading import assert_the_next_run_is_right, python_worker, run_in
from tests.helpers.serving import QuietHandler, QuietServer


@pytest.fixture
def elsewhere():
    """A server of another origin, and what it was asked for."""
    asked = []

    class Handler(QuietHandler):
        def do_GET(self):  # noqa: N802
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        do_POST = do_GET  # noqa: N815

    with QuietServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


# Everything in a worker that could carry something out, from its own realm: more than a cell has.
WAYS_OUT = """async ([url, own]) => {
  const failed = (reason) => `failed: ${reason}`
  const wait = (target) => new Promise((resolve) => {
    target.onopen = target.onmessage = target.onload = target.onsuccess = () => resolve("open")
    target.onerror = () => resolve("failed: error")
    setTimeout(resolve, 500, "failed: nothing")
  })
  const ways = {
    fetch: () => fetch(url).then(() => "open"),
    "fetch without cors": () => fetch(url, { mode: "no-cors" }).then(() => "open"),
    "fetch of the site": () => fetch(own, { mode: "no-cors" }).then(() => "open"),
    "fetch kept alive": () => fetch(url, { keepalive: true, method: "POST", body: "x" }).then(() => "open"),
    "fetch of data": () => fetch("data:,x").then(() => "open"),
    XMLHttpRequest: () => {
      const request = new XMLHttpRequest()
      request.open("GET", url)
      request.send()
      return wait(request)
    },
    WebSocket: () => wait(new WebSocket(url.replace("http", "ws"))),
    EventSource: () => wait(new EventSource(url)),
    WebTransport: () => new WebTransport(url.replace("http", "https")).ready.then(() => "open"),
    sendBeacon: () => (navigator.sendBeacon(url, "x") ? "open" : "failed: false"),
    import: () => import(url + "/module.js").then(() => "open"),
    "import of data": () => import("data:text/javascript,1").then(() => "open"),
    importScripts: () => (WorkerGlobalScope.prototype.importScripts?.call(self, url), self.importScripts(url), "open"),
    Worker: () => wait(new Worker(url)),
    SharedWorker: () => wait(new SharedWorker(url)),
    eval: () => (0, eval)("'open'"),
    Function: () => new Function("return 'open'")(),
    setTimeout: () => new Promise((resolve) => {
      self.resolveLate = resolve
      setTimeout("resolveLate('open')")
      setTimeout(resolve, 100, "failed: nothing")
    }),
    indexedDB: () => wait(indexedDB.open("x")),
    caches: () => caches.open("x").then(() => "open"),
    localStorage: () => (localStorage.x, "open"),
    cookieStore: () => cookieStore.getAll().then(() => "open"),
    "private files": () => navigator.storage.getDirectory().then(() => "open"),
    document: () => (document.title, "open"),
    parent: () => (parent.document, "open"),
    open: () => (open(url), "open"),
    Notification: () => Notification.permission === "granted" ? "open" : "failed: denied",
    "service worker": () => navigator.serviceWorker.register(url).then(() => "open"),
  }
  const found = {}
  for (const [name, way] of Object.entries(ways)) {
    found[name] = await (async () => way())().catch(failed)
  }
  return found
}"""


def test_the_worker_reaches_nothing(browser_page, elsewhere):
    url, asked = elsewhere
    run_in(browser_page, "1")
    worker = python_worker(browser_page)
    found = worker.evaluate(WAYS_OUT, [url, browser_page.url])
    assert [name for name, how in found.items() if not how.startswith("failed")] == []
    assert len(found) > 25
    # A worker of a worker has the same policy.
    assert worker.evaluate(NESTED, url).startswith("failed")
    assert_the_next_run_is_right(browser_page)
    assert asked == []


NESTED = """(url) => new Promise((resolve) => {
  const code = `fetch("${url}").then(() => postMessage("open"), (e) => postMessage("failed: " + e))`
  const worker = new Worker(URL.createObjectURL(new Blob([code])))
  worker.onmessage = ({ data }) => resolve(data)
  worker.onerror = () => resolve("failed: error")
})"""
# From the frame itself, which runs nothing of the reader's.
FRAME_WAYS_OUT = """async ([url]) => {
  const ways = {
    "the page": () => parent.document.title,
    "the page's storage": () => parent.localStorage,
    "its own storage": () => localStorage,
    "a cookie": () => document.cookie,
    "the top page's place": () => { top.location.href = url },
    "a window": () => { if (!open(url)) throw new Error("none") },
    fetch: () => fetch(url),
    picture: () => new Promise((resolve, reject) => {
      const image = new Image()
      image.onload = resolve
      image.onerror = reject
      image.src = url
    }),
    script: () => new Promise((resolve, reject) => {
      const script = document.createElement("script")
      script.onload = resolve
      script.onerror = reject
      script.src = url
      document.documentElement.append(script)
    }),
  }
  const open_ = []
  for (const [name, way] of Object.entries(ways)) {
    try {
      await way()
      open_.push(name)
    } catch {}
  }
  return open_
}"""


def test_the_frame_reaches_nothing(browser_page, address, elsewhere):
    url, asked = elsewhere
    run_in(browser_page, "1")
    [frame] = [frame for frame in browser_page.frames if frame.url == "about:srcdoc"]
    assert frame.evaluate(FRAME_WAYS_OUT, [url]) == []
    assert frame.evaluate("origin") == "null"
    assert browser_page.url == address[1]
    assert len(browser_page.context.pages) == 1
    assert_the_next_run_is_right(browser_page)
    assert asked == []


@pytest.mark.parametrize(
    "code",
    [
        "import js",
        "import pyodide_js",
        "from pyodide.code import run_js\nrun_js('1')",
        "from pyodide.ffi import to_js\nto_js([1]).constructor.constructor('return self')()",
        "from pyodide.http import pyfetch\nimport asyncio\nasyncio.run(pyfetch('/'))",
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1')",
        "import socket\nsocket.create_connection(('127.0.0.1', 80), 1)",
    ],
)
def test_a_cell_has_no_way_to_javascript_or_the_network(browser_page, code):
    assert run_in(browser_page, code)["ended"] == "error"
    assert_the_next_run_is_right(browser_page)


def test_what_a_forged_message_may_tell_is_text_and_numbers(browser_page):
    """Whoever had the worker's port could say this; the page makes harmless data of it."""
    forged = {
        "ended": "navigated",
        "value": {"html": "<b>"},
        "figures": [
            {
                "traces": [
                    {"name": 5, "mode": "javascript:", "x": [1, {}, "a"], "y": 3, "url": "x"}
                ],
                "layout": {"images": [1]},
                "xLog": "yes",
                "xRange": [1, 2, 3],
                "yRange": ["<b>", 2],
            }
        ],
        "error": ["x"],
        "cases": [{"name": None, "passed": "yes", "hint": {}, "more": 1}],
    }
    read = """async (told) => {
      const { outcomeOf } = await import(new URL("assets/cells/outcome.js", document.baseURI))
      return [outcomeOf(told), outcomeOf({ ...told, ended: "done" }), outcomeOf(null)]
    }"""
    crashed, done, nothing = browser_page.evaluate(read, forged)
    assert (
        crashed
        == nothing
        == {"ended": "crashed", "value": None, "figures": [], "error": None, "cases": []}
    )
    assert done == {
        "ended": "done",
        "value": None,
        "error": None,
        "figures": [{
            "traces": [{"name": "", "mode": "markers", "x": [1, None, "a"], "y": []}],
            "title": "", "xTitle": "", "yTitle": "", "xLog": False, "yLog": False,
            "xRange": [1, 2], "yRange": None,
        }],
        "cases": [{"name": "", "passed": False, "hint": None}],
    }  # fmt: skip
