"""The runner of live cells in Chromium: what it survives, and what it costs."""

import pytest

from tests.helpers.marks import slow
from tests.helpers.reading import assert_the_next_run_is_right, load_runner, run_in

MEGABYTE = 1_000_000
# Stops a run after so many milliseconds, or when it has ended.
STOP_AFTER = """async ([program, wait]) => {
  const run = window.live.run(program, () => {})
  await (wait === null ? run.finished : new Promise((resolve) => setTimeout(resolve, wait)))
  run.stop()
  return (await run.finished).ended
}"""

# In the frame's own document: an init script of the browser's debugger comes too late at times.
REFUSE_WORKERS = """() => {
  const refusal = "Worker = class { constructor() { throw new Error('refused') } };"
  const srcdoc = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, "srcdoc")
  const set = function (page) { srcdoc.set.call(this, page.replace(/<script.*?>/, `$&${refusal}`)) }
  Object.defineProperty(HTMLIFrameElement.prototype, "srcdoc", { ...srcdoc, set })
}"""


@pytest.fixture
def page(visit):
    """A page of its own, with the runner loaded and Python not yet."""
    page = visit()
    load_runner(page)
    return page


def runtime_requests(page):
    return [url for url in page.requests if url.endswith(".bin")]


# What it survives


@pytest.mark.slow
def test_a_run_ends_after_its_time(page):
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


@pytest.mark.slow
def test_what_a_run_leaves_behind_may_hang_for_a_while(page):
    run_in(page, "1")
    page.clock.install()
    code = "class A:\n    def __del__(self):\n        while True: pass\na = A()"
    assert run_in(page, code)["ended"] == "done"
    page.evaluate("""() => {
      const { finished } = live.run({ code: "1 + 1" }, () => {})
      finished.then(({ ended, value }) => (window.next = [ended, value]))
    }""")
    page.clock.fast_forward(9_000)
    assert page.evaluate("window.next") is None
    page.clock.fast_forward(2_000)
    page.wait_for_function("window.next")
    assert page.evaluate("window.next") == ["done", "2"]
    assert_the_next_run_is_right(page)


@pytest.mark.slow
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


def method_that_calls_itself(name, use):
    return f"class A:\n    def {name}(a, *_): return {use}\na = A()\n{use}"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("def f(n): return f(n + 1)\nf(0)", "RecursionError: maximum recursion depth exceeded"),
        (method_that_calls_itself("__add__", "a + 1"), "RecursionError"),
        (method_that_calls_itself("__eq__", "a == 1"), "RecursionError"),
        (method_that_calls_itself("__getattr__", "a.b"), "RecursionError"),
        (method_that_calls_itself("__repr__", "repr(a)"), "RecursionError"),
        ("a = []\nwhile True: a.append(bytes(10**7))", "MemoryError"),
    ],
)
def test_what_needs_too_much_is_a_short_error(browser_page, code, error):
    found = run_in(browser_page, code)["error"]
    assert error in found.splitlines()[-1]
    assert len(found.splitlines()) < 20
    assert_the_next_run_is_right(browser_page)


@pytest.mark.parametrize(
    "code",
    [
        "a = []\nfor _ in range(10**6): a = [a]\nrepr(a)",
        "import os\nos._exit(1)",
        "import os\nos.abort()",
    ],
)
def test_the_end_of_python_is_a_crash(browser_page, code):
    assert run_in(browser_page, code)["ended"] == "crashed"
    assert_the_next_run_is_right(browser_page)


def test_a_long_graph_that_nothing_needs_any_more_is_dropped(browser_page):
    code = "import torch\nw = torch.tensor(1.0, requires_grad=True)\n"
    code += "total = 0.0\nfor _ in range(10_000): total += w * 2\nprint(total)\ntotal = None"
    found = run_in(browser_page, code)
    assert found["text"] == "tensor(20000., grad_fn=<AddBackward0>)\n"
    assert found["ended"] == "done"
    assert_the_next_run_is_right(browser_page)


@pytest.mark.slow
def test_what_a_stopped_worker_says_of_its_end_is_no_news(page):
    for _ in range(4):
        ended = page.evaluate("""async () => {
          let told
          const begun = new Promise((resolve) => (told = resolve))
          const sleeping = live.run({ code: "import time\\nprint(1)\\ntime.sleep(100)" }, told)
          await begun
          sleeping.stop()
          return (await sleeping.finished).ended
        }""")
        assert ended == "stopped"
        assert_the_next_run_is_right(page)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        slow({"body": ""}, "a file came incomplete or damaged"),
        ({"body": "<p>Sign in to use this network</p>"}, "a file came incomplete or damaged"),
        slow({"status": 404}, "the site has changed since; reload the page"),
        slow({"status": 503}, "503"),
    ],
)
def test_an_answer_that_is_not_the_file_is_told_and_the_next_run_tries_again(page, answer, told):
    page.route("**/stdlib.zip.*", lambda route: route.fulfill(**answer))
    found = run_in(page, "1")
    assert found["ended"] == "not started"
    assert told in found["error"]
    page.unroute("**/stdlib.zip.*")
    assert_the_next_run_is_right(page)
    assert all(str(answer.get("status")) in text for text in page.complaints)
    page.complaints.clear()  # the browser's own, of the status


@pytest.mark.slow
def test_a_network_that_falls_silent_is_given_up(page):
    page.clock.install()
    page.route("**/stdlib.zip.*", lambda route: None)
    page.evaluate("() => { window.silent = live.run({ code: '1' }, () => {}).finished }")
    page.wait_for_timeout(300)
    page.clock.fast_forward(21_000)
    ended = page.evaluate("silent")
    assert (ended["ended"], ended["error"]) == ("not started", "the network does not answer")
    page.unroute("**/stdlib.zip.*")
    assert_the_next_run_is_right(page)


def test_a_new_run_stops_the_one_before(browser_page):
    ends = browser_page.evaluate("""async () => {
      const runs = [1, 2, 3].map((n) => live.run({ code: `import time\\ntime.sleep(0.2)\\n${n}` }, () => {}))
      const outcomes = await Promise.all(runs.map(({ finished }) => finished))
      return outcomes.map(({ ended, value }) => [ended, value])
    }""")
    assert ends == [["stopped", None], ["stopped", None], ["done", "3"]]


@pytest.mark.parametrize("wait", [slow(0), 100, slow(700)])
def test_stop_while_python_starts(page, wait):
    assert page.evaluate(STOP_AFTER, [{"code": "print(1)"}, wait]) in ("stopped", "done")
    assert_the_next_run_is_right(page)


IMPORTS = "import sys\nwhile True:\n    import torch\n    del sys.modules['torch']"


@pytest.mark.parametrize(
    ("code", "wait", "ended"),
    [
        *[(IMPORTS, wait, "stopped") for wait in (0, 10, 30, 60)],
        ("while True: pass", 500, "stopped"),
        ("5", None, "done"),
    ],
)
def test_stop_ends_what_has_not_ended_and_the_page_lives_meanwhile(browser_page, code, wait, ended):
    assert browser_page.evaluate(STOP_AFTER, [{"code": code}, wait]) == ended
    assert_the_next_run_is_right(browser_page)


def test_a_run_goes_on_through_instant_navigation(page):
    page.evaluate("""() => {
      window.run = live.run({ code: "import time\\ntime.sleep(1)\\n'arrived'" }, () => {})
    }""")
    page.evaluate("document.querySelector('article').dataset.left = ''")
    page.evaluate("document.querySelector('.page-link-next, .page-link').click()")
    page.locator("article[data-left]").wait_for(state="detached")
    assert page.evaluate("run.finished.then(({ value }) => value)") == "'arrived'"
    assert_the_next_run_is_right(page)
    assert page.locator("iframe").count() == 1


# What it costs


def test_nothing_is_fetched_before_the_reader_shows_interest_and_then_once(page, site):
    page.wait_for_timeout(300)
    assert runtime_requests(page) == []
    told = page.evaluate("""async () => {
      const told = []
      await live.prepare((progress) => told.push(progress))
      return told
    }""")
    sizes = [path.stat().st_size for path in (site / "assets" / "cells").glob("*.bin")]
    assert told[-1] == {"loaded": sum(sizes), "total": sum(sizes)}
    loaded = [each["loaded"] for each in told]
    assert loaded == sorted(loaded)
    run_in(page, "1")
    run_in(page, "2")
    assert len(runtime_requests(page)) == len(set(runtime_requests(page))) == len(sizes)


@pytest.mark.slow
def test_a_second_visit_fetches_none_of_it_and_it_runs_offline_once_loaded(page):
    run_in(page, "1")
    again = page.context.new_page()
    asked = []
    again.on("request", lambda request: asked.append(request.url))
    again.goto(page.url)
    load_runner(again)
    assert run_in(again, "print('again')")["text"] == "again\n"
    assert [url for url in asked if url.endswith(".bin")] == []
    page.context.set_offline(True)
    assert page.evaluate(STOP_AFTER, [{"code": "while True: pass"}, 100]) == "stopped"
    assert_the_next_run_is_right(page)
    page.context.set_offline(False)


@pytest.mark.slow
def test_of_what_is_kept_an_older_sites_goes_and_what_does_not_open_is_fetched_anew(page):
    page.evaluate("""async () => {
      const folder = new URL("assets/cells/", document.baseURI)
      const { BUNDLE } = await import(new URL("bundle.js", folder))
      const shelf = await caches.open(`python of ${folder}`)
      await shelf.put(new URL("old.bin", folder), new Response("old"))
      await shelf.put(new URL(BUNDLE["stdlib.zip"].address, folder), new Response("broken"))
    }""")
    assert_the_next_run_is_right(page)
    kept = page.evaluate("""async () => {
      const [name, ...others] = await caches.keys()
      const shelf = await caches.open(name)
      return [others.length, (await shelf.keys()).map(({ url }) => url)]
    }""")
    assert kept[0] == 0
    assert kept[1]
    assert not [url for url in kept[1] if url.endswith("old.bin")]


def test_a_browser_that_refuses_the_worker_has_the_run_say_so(page):
    page.evaluate(REFUSE_WORKERS)
    found = run_in(page, "1")
    assert (found["ended"], found["error"]) == ("not started", "the worker has ended")


def test_all_of_it_is_at_most_five_megabytes(site):
    files = list((site / "assets" / "cells").glob("*.bin"))
    assert len(files) > 4
    assert sum(path.stat().st_size for path in files) <= 5 * MEGABYTE
