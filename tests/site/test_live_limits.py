"""The runner of live cells in Chromium: what it survives, and what it costs."""

import pytest

from tests.helpers.reading import assert_the_next_run_is_right, load_runner, run_in

MEGABYTE = 1_000_000
STOP_AFTER = """async ([program, wait]) => {
  const run = window.live.run(program, () => {})
  await new Promise((resolve) => setTimeout(resolve, wait))
  run.stop()
  return (await run.finished).ended
}"""


def opened(visit, path="", **options):
    """A page of its own, with the runner loaded and Python not yet."""
    page = visit(path, **options)
    load_runner(page)
    return page


def runtime_requests(page):
    return [url for url in page.requests if url.endswith(".bin")]


# What it survives


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


def test_what_a_run_leaves_behind_may_hang_for_a_while(visit):
    page = opened(visit)
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


@pytest.mark.parametrize("method", ["__add__", "__eq__", "__getattr__", "__repr__"])
def test_a_method_that_calls_itself_is_an_error(browser_page, method):
    use = {"__add__": "a + 1", "__eq__": "a == 1", "__getattr__": "a.b", "__repr__": "repr(a)"}
    inside = use[method].replace("a", "self", 1) if method != "__repr__" else "repr(self)"
    code = f"class A:\n    def {method}(self, *_): return {inside}\na = A()\n{use[method]}"
    assert "RecursionError" in run_in(browser_page, code)["error"]
    assert_the_next_run_is_right(browser_page)


def test_what_a_stopped_worker_says_of_its_end_is_no_news(visit):
    page = opened(visit)
    for _ in range(4):
        ended = page.evaluate("""async () => {
          const { run } = await import(new URL("assets/cells/runner.js", document.baseURI))
          let told
          const begun = new Promise((resolve) => (told = resolve))
          const sleeping = run({ code: "import time\\nprint(1)\\ntime.sleep(100)" }, told)
          await begun
          sleeping.stop()
          return (await sleeping.finished).ended
        }""")
        assert ended == "stopped"
        assert_the_next_run_is_right(page)


@pytest.mark.parametrize("answer", ["", "<p>Sign in to use this network</p>"])
def test_an_answer_that_is_not_the_file_is_not_kept(visit, answer):
    page = opened(visit)
    page.route("**/stdlib.zip.*", lambda route: route.fulfill(body=answer))
    assert run_in(page, "1")["ended"] == "not started"
    page.unroute("**/stdlib.zip.*")
    assert_the_next_run_is_right(page)


def test_a_file_that_went_with_an_older_site_asks_for_a_reload(visit):
    page = opened(visit)
    page.route("**/stdlib.zip.*", lambda route: route.fulfill(status=404))
    assert run_in(page, "1")["error"] == "the site has changed since; reload the page"
    page.complaints.clear()  # the browser's own, of the 404


def test_a_network_that_falls_silent_is_given_up(visit):
    page = opened(visit)
    page.clock.install()
    page.route("**/stdlib.zip.*", lambda route: None)
    page.evaluate("""async () => {
      const { run } = await import(new URL("assets/cells/runner.js", document.baseURI))
      window.silent = run({ code: "1" }, () => {}).finished
    }""")
    page.wait_for_timeout(300)
    page.clock.fast_forward(21_000)
    ended = page.evaluate("silent")
    assert (ended["ended"], ended["error"]) == ("not started", "the network does not answer")
    page.unroute("**/stdlib.zip.*")
    assert_the_next_run_is_right(page)


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
    sizes = [path.stat().st_size for path in (site / "assets" / "cells").glob("*.bin")]
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
      const shelf = await caches.open(`python of ${new URL("assets/cells/", document.baseURI)}`)
      await shelf.put(new URL("assets/cells/old.bin", document.baseURI), new Response("old"))
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
    page.route("**/stdlib.zip.*", lambda route: route.fulfill(status=503))
    found = run_in(page, "1")
    assert found["ended"] == "not started"
    assert "503" in found["error"]
    page.unroute("**/stdlib.zip.*")
    assert_the_next_run_is_right(page)
    page.complaints.clear()  # the browser's own, of the 503


def test_a_browser_that_refuses_the_worker_has_the_run_say_so(visit):
    page = opened(visit)
    page.add_init_script("window.Worker = class { constructor() { throw new Error('refused') } }")
    found = run_in(page, "1")
    assert (found["ended"], found["error"]) == ("not started", "the worker has ended")


def test_a_kept_file_that_does_not_open_is_fetched_anew(visit):
    page = opened(visit)
    page.evaluate("""async () => {
      const folder = new URL("assets/cells/", document.baseURI)
      const { BUNDLE } = await import(new URL("bundle.js", folder))
      const shelf = await caches.open(`python of ${folder}`)
      await shelf.put(new URL(BUNDLE["stdlib.zip"].address, folder), new Response("broken"))
    }""")
    assert_the_next_run_is_right(page)


def test_all_of_it_is_at_most_five_megabytes(site):
    files = list((site / "assets" / "cells").glob("*.bin"))
    assert len(files) > 4
    assert sum(path.stat().st_size for path in files) <= 5 * MEGABYTE
