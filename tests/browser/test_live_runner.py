"""The runner of live cells in Chromium: what it prints, what it survives, what it cannot reach."""

import inspect
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import torch

from tests import notebook
from tests.browser.reading import load_runner, run_in
from tests.live import both, test_package
from tests.live.programs import program

MEGABYTE = 1_000_000
STOP_AFTER = """async ([program, wait]) => {
  const run = window.live.run(program, () => {})
  await new Promise((resolve) => setTimeout(resolve, wait))
  run.stop()
  return (await run.finished).ended
}"""


@pytest.fixture(scope="module")
def browser_page(browser, site, address):
    """One page for most tests: they share one Python, as the runs of a visit do."""
    page = browser.new_page()
    page.goto(address[1])
    load_runner(page)
    yield page
    page.close()


@pytest.fixture
def run(browser_page):
    """Run code in the shared page."""
    return lambda code, **more: run_in(browser_page, code, **more)


def opened(visit, path="", **options):
    """A page of its own, with the runner loaded and Python not yet."""
    page = visit(path, **options)
    load_runner(page)
    return page


def runtime_requests(page):
    return [url for url in page.requests if url.endswith(".bin")]


# What a run gives


def test_it_prints_shows_a_value_and_says_done(run):
    found = run("print('hello')\n1 + 1")
    assert (found["ended"], found["text"], found["value"]) == ("done", "hello\n", "2")
    assert found["error"] is None
    assert found["figure"] is None
    assert found["cases"] == []


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("'a'", "'a'"),
        ("None", None),
        ("x = 1", None),
        ("1 + 1;", None),
        ("1 + 1  # ; no", "2"),
        ("'é'; ", None),
        ("# nothing", None),
        ("", None),
        ("if True:\n    5", None),
        ("import torch\ntorch.ones(2)", "tensor([1., 1.])"),
    ],
)
def test_the_last_expression_is_shown_as_in_a_notebook(run, code, value):
    assert run(code)["value"] == value


@pytest.mark.parametrize(
    "expression",
    ["list(range(40))", "{i: i * i for i in range(40)}", "tuple(range(60))", "[[1] * 30] * 2"],
)
def test_wide_values_break_where_ipython_breaks_them(run, expression):
    from IPython.lib.pretty import pretty

    assert run(expression)["value"] == pretty(eval(expression))


def test_earlier_cells_run_first_and_in_silence(run):
    found = run("print(a + b)", before=["a = 1\nprint('loud')", "b = a + 1"])
    assert (found["ended"], found["text"]) == ("done", "3\n")


SPOILERS = [
    "import torch\ntorch.ones = None\nx = 5",
    "import math, random, statistics\nmath.pi = 3\nrandom.random = statistics.mean = None",
    "import builtins\nbuiltins.len = None\nbuiltins.added = 5",
    "import sys\nsys.path.clear()\nsys.meta_path.clear()\nsys.setrecursionlimit(100)",
    "import sys\nsys.modules.clear()",
    "import warnings\nwarnings.simplefilter('error')",
    "import os\nos.environ['A'] = 'b'\nopen('left', 'w').write('x')\nos.chdir('/')",
    "import decimal\ndecimal.getcontext().prec = 3",
    "from session import program\nprogram._case = program.execute = None",
]
PRISTINE = """
import decimal, math, os, random, statistics, sys, torch, warnings
warnings.warn("heard")
print(torch.ones(2), math.pi, random.random() < 1, statistics.mean([1, 3]))
print(len([1]), hasattr(__builtins__, "added"), sys.getrecursionlimit(), decimal.getcontext().prec)
print(os.environ.get("A"), os.path.exists("left"), os.getcwd())
x
"""


@pytest.mark.parametrize("code", SPOILERS)
def test_a_run_begins_afresh_in_the_same_worker(browser_page, code):
    run_in(browser_page, "1")
    worker = python_worker(browser_page)
    run_in(browser_page, code)
    found = run_in(browser_page, PRISTINE)
    assert found["text"].splitlines()[-3:] == [
        "tensor([1., 1.]) 3.141592653589793 True 2",
        "1 False 1000 28",
        "None False /tmp/cells",
    ]
    assert "UserWarning: heard" in found["text"]
    assert found["error"].endswith("NameError: name 'x' is not defined")
    assert python_worker(browser_page) is worker


def test_classes_of_a_cell_work_as_in_a_module(run):
    code = "from dataclasses import dataclass\n@dataclass\nclass P:\n    a: int\nP(3)"
    assert run(code)["value"] == "P(a=3)"


def test_standard_output_and_standard_error_come_in_order(run):
    code = "import sys\nfor i in range(3):\n    print(i)\n    print('e', i, file=sys.stderr)"
    assert run(code)["text"] == "0\ne 0\n1\ne 1\n2\ne 2\n"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("print('line')", "line\n"),
        ("print('a')\nprint('b')", "a\nb\n"),
        ("print('a')\nimport time\ntime.sleep(0.1)\nprint('part', end='')", "a\npart"),
        ("import sys\nsys.stdout.write('part')\nsys.stdout.flush()", "part"),
    ],
)
def test_output_comes_while_the_cell_runs(browser_page, code, text):
    """The cell never ends: it is stopped when the text is there."""
    ended = browser_page.evaluate(
        """async ([code, expected]) => {
          let text = ""
          const run = live.run({ code }, (more) => {
            text += more
            if (text === expected) run.stop()
          })
          return (await run.finished).ended
        }""",
        [f"{code}\nwhile True: pass", text],
    )
    assert ended == "stopped"


def test_a_figure_comes_as_numbers_and_names(run):
    code = "import plotly.express as px\npx.line(x=[1, 2], y=[3.5, float('nan')], labels={'x': 'step'})"
    found = run(code)
    assert found["value"] is None
    assert found["figure"] == {
        "traces": [{"name": "", "mode": "lines", "x": [1, 2], "y": [3.5, None]}],
        "title": "",
        "xTitle": "step",
        "yTitle": "y",
        "xLog": False,
        "yLog": False,
    }
    more = run("import plotly.express as px\npx.line(x=range(20_001), y=range(20_001))")
    assert (
        more["error"]
        == "ValueError: this page draws at most 20,000 points; plotly draws more in Colab"
    )


# Errors


def test_a_traceback_shows_the_readers_own_lines_alone(run):
    code = "import torch\n\ndef f(n):\n    return torch.ones(n) + torch.ones(2)\n\nf(3)"
    with pytest.raises(RuntimeError) as raised:
        exec(code, {})
    found = run(code)
    assert found["ended"] == "error"
    assert found["error"].splitlines() == [
        "Traceback (most recent call last):",
        '  File "<cell>", line 6, in <module>',
        "    f(3)",
        "    ~^^^",
        '  File "<cell>", line 4, in f',
        "    return torch.ones(n) + torch.ones(2)",
        "           ~~~~~~~~~~~~~~^~~~~~~~~~~~~~~",
        f"RuntimeError: {raised.value}",
    ]


def test_an_error_of_an_earlier_cell_names_it(run):
    found = run("1", before=["x = 1", "y = x / 0"])
    assert found["ended"] == "error"
    assert '  File "<cell 2>", line 1, in <module>\n    y = x / 0' in found["error"]


def test_errors_that_led_to_another_are_shown_if_they_are_the_readers(run):
    code = "try:\n    {}['a']\nexcept KeyError as error:\n    raise ValueError('b') from error"
    found = run(code)["error"]
    assert found.count("Traceback") == 2
    assert "KeyError: 'a'\n\nThe above exception was the direct cause" in found
    inside = run("import torch\ntorch.nonsense")["error"]
    assert inside.count("Traceback") == 1


def test_a_syntax_error_points_at_its_place(run):
    found = run("x = (1,\ny = 2")
    assert found["ended"] == "error"
    assert found["error"].startswith(
        '  File "<cell>", line 1\n    x = (1,\n        ^\nSyntaxError:'
    )


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "raise KeyboardInterrupt", "input()"])
def test_whatever_is_raised_is_told(run, code):
    found = run(code)
    assert found["ended"] == "error"
    assert found["error"].startswith('Traceback (most recent call last):\n  File "<cell>", line 1')


@pytest.mark.parametrize("name", ["numpy", "sqlite3", "js", "pyodide_js", "ctypes"])
def test_a_package_that_is_not_here_is_told_where_it_runs(run, name):
    error = run(f"import {name}")["error"]
    assert f"ModuleNotFoundError: No module named '{name}'\nThis page's Python has a part" in error


def test_an_exception_in_backward_leaves_the_next_run_right(run):
    code = "import torch\nx = torch.ones(2).requires_grad_()\ny = (x * x).sum()\ny.backward()\n"
    assert run(code + "y.backward()")["ended"] == "error"
    assert run(code + "x.grad")["value"] == "tensor([2., 2.])"


# Checks

CHECKS = '''
def check_one():
    """One is one.

    The rest is not shown."""
    assert f(1) == 1

def check_two():
    """Twice two is four."""
    assert f(2) == 4, f"f(2) is {f(2)}: is anything missing?"

def check_three():
    """It takes a list."""
    f(None) + 1
'''


def test_checks_say_which_cases_pass_and_give_a_hint(run):
    found = run("print('told')\ndef f(x):\n    print('untold')\n    return x", checks=CHECKS)
    assert found["text"] == "told\n"
    assert found["cases"] == [
        {"name": "One is one.", "passed": True, "hint": None},
        {"name": "Twice two is four.", "passed": False, "hint": "f(2) is 2: is anything missing?"},
        {
            "name": "It takes a list.",
            "passed": False,
            "hint": "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'",
        },
    ]


def test_a_cell_that_fails_is_not_checked(run):
    found = run("def f(x): return x\n1 / 0", checks=CHECKS)
    assert (found["ended"], found["cases"]) == ("error", [])


# What it survives


def assert_the_next_run_is_right(page):
    found = run_in(page, "import torch\nprint(torch.arange(3.).sum())")
    assert (found["ended"], found["text"]) == ("done", "tensor(3.)\n")


def test_an_endless_loop_is_stopped_and_the_page_lives_meanwhile(browser_page):
    code = {"code": "while True: pass"}
    assert browser_page.evaluate(STOP_AFTER, [code, 500]) == "stopped"
    assert_the_next_run_is_right(browser_page)


def test_a_run_ends_after_its_time(visit):
    page = opened(visit)
    run_in(page, "1")
    page.clock.install()
    page.evaluate("""() => {
      const code = "print('begun')\\nwhile True: pass"
      const run = live.run({ code }, () => (window.begun = true))
      run.finished.then(({ ended }) => (window.ended = ended))
    }""")
    page.wait_for_function("window.begun")
    page.clock.fast_forward(59_000)
    assert page.evaluate("window.ended") is None
    page.clock.fast_forward(2_000)
    page.wait_for_function("window.ended")
    assert page.evaluate("window.ended") == "too long"
    assert_the_next_run_is_right(page)


def test_a_hundred_megabytes_of_output_end_the_run(browser_page):
    found = run_in(browser_page, "for _ in range(10**6): print('x' * 99)")
    assert found["ended"] == "too much"
    assert 100_000 < len(found["text"]) <= 500_000
    one = run_in(browser_page, "print('x' * 10**8)")
    assert (one["ended"], one["text"]) == ("too much", "")
    caught = run_in(browser_page, "try:\n    print('x' * 10**8)\nexcept BaseException:\n    pass")
    assert caught["ended"] == "too much"
    lines = run_in(
        browser_page, "while True:\n    try:\n        print()\n    except Exception: pass"
    )
    assert (lines["ended"], lines["text"]) == ("too much", "\n" * 10_000)
    assert_the_next_run_is_right(browser_page)


def test_the_page_has_its_turns_while_output_comes(browser_page):
    turns = browser_page.evaluate("""async () => {
      let turns = 0, over = false
      const turn = () => {
        turns++
        if (!over) setTimeout(turn)
      }
      const listen = () => { if (!turns) turn() }
      await live.run({ code: "for i in range(9999): print(i)" }, listen).finished
      over = true
      return turns
    }""")
    assert turns > 5


def test_deep_recursion_is_an_error_or_a_crash_never_more(browser_page):
    found = run_in(browser_page, "def f(n): return f(n + 1)\nf(0)")
    assert found["error"].endswith("RecursionError: maximum recursion depth exceeded")
    assert len(found["error"].splitlines()) < 20
    assert_the_next_run_is_right(browser_page)
    deep = "a = []\nfor _ in range(10**6): a = [a]\nrepr(a)"
    assert run_in(browser_page, deep)["ended"] == "crashed"
    assert_the_next_run_is_right(browser_page)


def test_a_memory_hog_gets_a_memory_error(browser_page):
    found = run_in(browser_page, "a = []\nwhile True: a.append(bytes(10**7))")
    assert found["error"].endswith("MemoryError")
    assert_the_next_run_is_right(browser_page)


@pytest.mark.parametrize("code", ["import os\nos._exit(1)", "import os\nos.abort()"])
def test_the_end_of_python_is_a_crash(browser_page, code):
    assert run_in(browser_page, code)["ended"] == "crashed"
    assert_the_next_run_is_right(browser_page)


def test_a_new_run_stops_the_one_before(browser_page):
    ends = browser_page.evaluate("""async () => {
      const runs = [1, 2, 3].map((n) => live.run({ code: `import time\\ntime.sleep(0.2)\\n${n}` }, () => {}))
      const outcomes = await Promise.all(runs.map(({ finished }) => finished))
      return outcomes.map(({ ended, value }) => [ended, value])
    }""")
    assert ends == [["stopped", None], ["stopped", None], ["done", "3"]]


@pytest.mark.parametrize("wait", [0, 100, 700])
def test_stop_while_python_starts(visit, wait):
    page = opened(visit)
    assert page.evaluate(STOP_AFTER, [{"code": "print(1)"}, wait]) in ("stopped", "done")
    assert_the_next_run_is_right(page)


@pytest.mark.parametrize("wait", [0, 10, 30, 60])
def test_stop_while_a_module_is_imported(browser_page, wait):
    code = {
        "code": "import sys\nsys.modules.pop('torch')\nwhile True:\n    import torch\n    del sys.modules['torch']"
    }
    assert browser_page.evaluate(STOP_AFTER, [code, wait]) == "stopped"
    assert_the_next_run_is_right(browser_page)


def test_a_stop_after_the_end_changes_nothing(browser_page):
    ended = browser_page.evaluate("""async () => {
      const run = live.run({ code: "5" }, () => {})
      const { ended } = await run.finished
      run.stop()
      return ended
    }""")
    assert ended == "done"
    assert_the_next_run_is_right(browser_page)


def test_a_run_goes_on_through_instant_navigation(visit, site):
    page = opened(visit)
    page.evaluate("""() => {
      window.run = live.run({ code: "import time\\ntime.sleep(1)\\n'arrived'" }, () => {})
    }""")
    page.evaluate("document.querySelector('article').dataset.left = ''")
    page.evaluate("document.querySelector('.md-footer__link--next, .md-footer__link').click()")
    page.locator("article[data-left]").wait_for(state="detached")
    assert page.evaluate("run.finished.then(({ value }) => value)") == "'arrived'"
    assert_the_next_run_is_right(page)
    assert page.locator("iframe").count() == 1


# What it costs


def test_nothing_is_fetched_before_the_reader_shows_interest(visit):
    page = opened(visit)
    page.wait_for_timeout(300)
    assert runtime_requests(page) == []
    page.evaluate("live.prepare()")
    assert len(runtime_requests(page)) == len(set(runtime_requests(page))) > 0
    run_in(page, "1")
    run_in(page, "2")
    assert len(runtime_requests(page)) == len(set(runtime_requests(page)))


def test_progress_is_told_in_bytes(visit, site):
    page = opened(visit)
    told = page.evaluate("""async () => {
      const told = []
      await live.prepare((progress) => told.push(progress))
      return told
    }""")
    sizes = [path.stat().st_size for path in (site / "assets" / "live").glob("*.bin")]
    assert told[-1] == {"loaded": sum(sizes), "total": sum(sizes)}
    loaded = [each["loaded"] for each in told]
    assert loaded == sorted(loaded)


def test_a_second_visit_fetches_none_of_it(visit):
    page = opened(visit)
    run_in(page, "1")
    again = page.context.new_page()
    asked = []
    again.on("request", lambda request: asked.append(request.url))
    again.goto(page.url)
    load_runner(again)
    assert run_in(again, "print('again')")["text"] == "again\n"
    assert [url for url in asked if url.endswith(".bin")] == []


def test_it_runs_offline_once_loaded(visit):
    page = opened(visit)
    run_in(page, "1")
    page.context.set_offline(True)
    assert page.evaluate(STOP_AFTER, [{"code": "while True: pass"}, 100]) == "stopped"
    assert_the_next_run_is_right(page)
    page.context.set_offline(False)


def test_what_is_kept_of_an_older_site_goes(visit):
    page = opened(visit)
    page.evaluate("""async () => {
      const shelf = await caches.open(`python of ${new URL("assets/live/", document.baseURI)}`)
      await shelf.put(new URL("assets/live/old.bin", document.baseURI), new Response("old"))
    }""")
    run_in(page, "1")
    kept = page.evaluate("""async () => {
      const [name, ...others] = await caches.keys()
      const shelf = await caches.open(name)
      return [others.length, (await shelf.keys()).map(({ url }) => url)]
    }""")
    assert kept[0] == 0
    assert kept[1]
    assert not [url for url in kept[1] if url.endswith("old.bin")]


def test_a_file_that_does_not_come_is_told_and_the_next_run_tries_again(visit):
    page = opened(visit)
    page.route("**/library.zip.*", lambda route: route.fulfill(status=503))
    found = run_in(page, "1")
    assert found["ended"] == "crashed"
    assert "503" in found["error"]
    page.unroute("**/library.zip.*")
    assert_the_next_run_is_right(page)
    page.complaints.clear()  # the browser's own, of the 503


def test_a_browser_that_refuses_the_worker_has_the_run_say_so(visit):
    page = opened(visit)
    page.add_init_script("window.Worker = class { constructor() { throw new Error('refused') } }")
    found = run_in(page, "1")
    assert (found["ended"], found["error"]) == (
        "crashed",
        "Python did not start: its worker has ended",
    )


def test_a_kept_file_that_does_not_open_is_fetched_anew(visit):
    page = opened(visit)
    page.evaluate("""async () => {
      const folder = new URL("assets/live/", document.baseURI)
      const { BUNDLE } = await import(new URL("bundle.js", folder))
      const shelf = await caches.open(`python of ${folder}`)
      await shelf.put(new URL(BUNDLE["library.zip"].address, folder), new Response("broken"))
    }""")
    assert run_in(page, "1")["error"].startswith("Python did not start: ")
    assert_the_next_run_is_right(page)


def test_all_of_it_is_at_most_five_megabytes(site):
    files = list((site / "assets" / "live").glob("*.bin"))
    assert len(files) > 4
    assert sum(path.stat().st_size for path in files) <= 5 * MEGABYTE


# What it cannot reach


@pytest.fixture
def elsewhere():
    """A server of another origin, and what it was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
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


def python_worker(page):
    """The worker's own realm, which the browser's debugger reaches, and a cell should not."""
    [worker] = [worker for worker in page.workers if worker.url.startswith("blob:null/")]
    return worker


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
        "figure": {
            "traces": [{"name": 5, "mode": "javascript:", "x": [1, {}, "a"], "y": 3, "url": "x"}],
            "layout": {"images": [1]},
            "xLog": "yes",
        },
        "error": ["x"],
        "cases": [{"name": None, "passed": "yes", "hint": {}, "more": 1}],
    }
    read = """async (told) => {
      const { outcomeOf } = await import(new URL("assets/live/outcome.js", document.baseURI))
      return [outcomeOf(told), outcomeOf({ ...told, ended: "done" }), outcomeOf(null)]
    }"""
    crashed, done, nothing = browser_page.evaluate(read, forged)
    assert (
        crashed
        == nothing
        == {"ended": "crashed", "value": None, "figure": None, "error": None, "cases": []}
    )
    assert done == {
        "ended": "done",
        "value": None,
        "error": None,
        "figure": {
            "traces": [{"name": "", "mode": "markers", "x": [1, None, "a"], "y": []}],
            "title": "", "xTitle": "", "yTitle": "", "xLog": False, "yLog": False,
        },
        "cases": [{"name": "", "passed": False, "hint": None}],
    }  # fmt: skip


# Is it torch?

PROGRAMS = 300
CHUNK = 20
REPLAY = "\n\n".join(
    [
        "import json, struct, torch, warnings",
        f"MOST_SHOWN = {both.MOST_SHOWN}",
        *map(inspect.getsource, (both.bits, both.described, both.outcome)),
        "for lines in PROGRAMS: print(json.dumps(outcome(lines, torch)))",
    ]
)


def test_random_programs_print_what_torch_prints(run):
    for start in range(0, PROGRAMS, CHUNK):
        programs = [program(seed) for seed in range(start, start + CHUNK)]
        found = run(REPLAY, before=[f"PROGRAMS = {programs!r}"])
        assert found["ended"] == "done", found
        for seed, text in enumerate(found["text"].splitlines(), start):
            expected = both.outcome(program(seed), torch)
            assert text == json.dumps(expected), f"seed {seed}"


def test_the_notebooks_cells_print_what_they_printed_and_draw(run):
    found = run(notebook.CODE)
    assert (found["ended"], found["text"]) == ("done", "\n".join(notebook.OUTPUTS) + "\n")
    assert [trace["name"] for trace in found["figure"]["traces"]] == ["data", "approx"]
    for trace in found["figure"]["traces"]:
        assert trace["x"] == list(range(-20, 21))
        assert trace["y"] == pytest.approx([5 * x * x for x in trace["x"]], abs=5)


def test_the_package_gives_the_same_runs_and_the_same_errors(run):
    found = run(test_package.PROGRAM)
    assert (found["ended"], found["error"]) == ("done", None)
    test_package.assert_the_same(
        json.loads(found["text"].splitlines()[-1])[1], test_package.told()[1]
    )
