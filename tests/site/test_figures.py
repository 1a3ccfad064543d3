"""Figures as a reader uses them: controls, tools, palette, and what is left behind."""

import csv
import io
import json
import re
from itertools import pairwise

import plotly.offline
import pytest

import sgd_tutorial as sgd
from sgd_tutorial.figures import _colors as palette
from tests.helpers.marks import slow
from tests.helpers.project import ROOT
from tests.helpers.reading import choose_palette, draw, draw_all, move
from tests.helpers.scripts import run_script

RECIPE = "recipe/six-steps/"
POSTER = "figure.plot-poster"


def drawn(page, expression, selector="figure.plot"):
    """What plotly holds of the first figure."""
    return page.evaluate(f"(area => {expression})(document.querySelector('{selector} .plot-area'))")


def test_the_bundle_is_the_version_that_python_carries():
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    bundle = lock["node_modules/plotly.js-cartesian-dist-min"]["version"]
    assert bundle == plotly.offline.get_plotlyjs_version()


def test_the_lock_file_records_no_download_addresses():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_a_poster_waits_until_it_is_touched(visit):
    page = visit()
    figure = page.locator(POSTER)
    figure.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert figure.locator("svg polyline").is_visible()
    assert not [url for url in page.requests if "plotly.min.js" in url or "figures/" in url]
    figure.get_by_role("slider").press("ArrowRight")
    figure.locator(".main-svg").first.wait_for()


def test_a_slider_shows_what_the_run_was_at_that_step(visit):
    page = visit()
    slider = page.locator(POSTER).get_by_role("slider")
    x, y = sgd.notebook_data()
    run = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=10_002)
    for index, step in ((3, 4), (13, 271), (22, 10_002)):
        slider.fill(str(index))
        page.locator(f'{POSTER} input[aria-valuetext="{step:,}"]').wait_for()
        assert page.locator(f"{POSTER} output").inner_text() == f"{step:,}"
        places, values = drawn(page, "[area.data[1].x, area.data[1].y]", POSTER)
        a, b, c = run.history[step].double().tolist()
        assert values == pytest.approx([a * i * i + b * i + c for i in places], rel=1e-4, abs=0.01)


def test_play_runs_to_the_end_and_pause_stops(visit):
    page = visit()
    output = page.locator(f"{POSTER} output")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("document.querySelector('output').value > 2")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()
    stopped = output.inner_text()
    page.wait_for_timeout(800)  # longer than a frame of the play
    assert output.inner_text() == stopped
    move(page.locator(POSTER).get_by_role("slider"), "21")
    page.get_by_role("button", name="Play").click()
    page.locator("output", has_text="10,002").wait_for()
    page.get_by_role("button", name="Play").wait_for()


@pytest.mark.parametrize("width", [slow(360), 320])
def test_on_a_phone_a_slider_that_plays_is_long_and_has_its_value_beside_it(visit, width):
    control = visit(width=width).locator(".plot-control:has(.plot-play)").first
    slider, value = (control.locator(part).bounding_box() for part in ("input", "output"))
    assert slider["width"] > 0.6 * width
    assert slider["y"] < value["y"] + value["height"] / 2 < slider["y"] + slider["height"]


def test_the_view_stays_while_a_slider_moves_and_can_be_reset(visit):
    page = visit()
    draw_all(page)
    page.evaluate("Plotly.relayout(document.querySelector('.plot-area'), {'xaxis.range': [-5, 5]})")
    move(page.get_by_role("slider"), "12")
    assert drawn(page, "area.layout.xaxis.range", POSTER) == [-5, 5]
    page.get_by_role("button", name="Reset view").click()
    page.wait_for_function(
        f"(([low, high]) => low < -19 && high > 19)"
        f"(document.querySelector('{POSTER} .plot-area').layout.xaxis.range)"
    )


@pytest.mark.slow
def test_the_copied_code_makes_the_figure(recipe, tmp_path):
    """It runs as a script of its own and shows the data that the page shows."""
    recipe.context.grant_permissions(["clipboard-read", "clipboard-write"])
    recipe.locator("figure#one-step").get_by_role("button", name="Copy code").click()
    recipe.locator("figure#one-step").get_by_role("button", name="Copied").wait_for()
    code = recipe.evaluate("navigator.clipboard.readText()")
    printed = run_script(code, tmp_path, PLOTLY_RENDERER="json")
    assert "new param, tensor([2.1528, 1.9977, 3.0046])" in printed
    assert "figure.show()" in code


def test_the_table_and_the_csv_hold_the_data_of_the_figure(visit):
    page = visit(RECIPE)
    figure = page.locator("figure#data")
    figure.locator("summary").click()
    rows = [row.split() for row in figure.locator("tbody tr").all_inner_texts()]
    assert [[float(v) for v in row] for row in rows] == [[i, 5 * i * i] for i in range(-20, 21)]
    with page.expect_download() as download:
        figure.get_by_role("link", name="Download CSV").click()
    [_, *lines] = csv.reader(io.StringIO(download.value.path().read_text()))
    assert [[float(v) for v in line] for line in lines] == [[i, 5 * i * i] for i in range(-20, 21)]


@pytest.mark.slow
def test_a_picture_can_be_saved(recipe):
    with recipe.expect_download() as download:
        recipe.locator("figure#guess").get_by_role("button", name="Save picture").click()
    assert download.value.suggested_filename == "guess.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_full_screen_fills_the_screen_and_gives_it_back(recipe):
    figure = recipe.locator("figure#guess")
    before = figure.locator(".main-svg").first.bounding_box()
    figure.get_by_role("button", name="Full screen").click()
    recipe.wait_for_function("document.fullscreenElement?.id === 'guess'")
    figure.get_by_role("button", name="Leave full screen").wait_for()
    height = "document.querySelector('#guess .main-svg').getBoundingClientRect().height"
    recipe.wait_for_function(f"{height} > 600")
    recipe.evaluate("document.exitFullscreen()")
    recipe.wait_for_function("!document.fullscreenElement")
    figure.get_by_role("button", name="Full screen", exact=True).wait_for()
    recipe.wait_for_function(
        "({ width, height }) => { const now ="
        " document.querySelector('#guess .main-svg').getBoundingClientRect();"
        " return now.width === width && now.height === height }",
        arg=before,
    )


@pytest.mark.parametrize(("scheme", "name"), [("default", "light"), ("slate", "dark")])
def test_page_and_package_have_one_palette_and_one_template(visit, scheme, name):
    page = visit(RECIPE)
    choose_palette(page, scheme)
    style = "getComputedStyle(document.body).getPropertyValue"
    for role, color in palette.PALETTES[name].items():
        assert (
            page.evaluate(f"{style}.call(getComputedStyle(document.body), '--plot-{role}')")
            == color
        )
    made = page.evaluate(
        "import(new URL('../../assets/palette.js', location)).then((m) => m.template().layout)"
    )
    expected = palette._layout_template(name).layout.to_plotly_json()
    for part in ("xaxis", "yaxis", "margin"):
        assert made[part] == expected[part]
    assert made["font"]["color"] == expected["font"]["color"]
    assert made["font"]["size"] == expected["font"]["size"]
    assert {k: v for k, v in made["legend"].items() if k != "title"} == expected["legend"]


@pytest.mark.slow
def test_figures_are_purged_when_the_reader_leaves(recipe):
    recipe.evaluate("window.left = document.querySelector('.plot-area')")
    assert recipe.evaluate("left._fullLayout !== undefined")
    recipe.get_by_role("link", name="Home").first.click()
    recipe.locator(POSTER).wait_for()
    recipe.wait_for_function("left._fullLayout === undefined")


# Leaves a figure at the moment when plotly begins to draw it in another width.
LEAVE = """async () => {
  const { base } = JSON.parse(document.getElementById("__config").textContent)
  const { show } = await import(new URL(`${base}/assets/figures.js`, location))
  const figure = document.createElement("figure")
  figure.innerHTML = '<div class="plot-area" style="height: 300px"></div>'
  document.querySelector("article").prepend(figure)
  window.left = figure.firstChild
  const leave = show(figure, { data: [{ y: [1, 2] }], layout: {} })
  while (!left.on) await new Promise(requestAnimationFrame)
  left.on("plotly_beforeplot", () => queueMicrotask(leave))
  left.style.width = "200px"
}"""


@pytest.mark.slow
def test_a_figure_that_is_left_while_it_changes_its_size_complains_of_nothing(recipe):
    recipe.evaluate(LEAVE)
    recipe.wait_for_function("left._fullLayout === undefined")


@pytest.mark.slow
def test_titles_stand_in_their_figures_on_every_page_of_a_visit(visit):
    page = visit("questions/curvature/")
    draw_all(page)
    page.evaluate("window.visit = 'the same'")
    page.get_by_role("link", name="Why is c still wrong?").first.click()
    page.get_by_role("heading", name="Every cure, side by side").wait_for()
    draw_all(page)
    assert page.evaluate("window.visit") == "the same"
    for area in page.locator(".plot-area").all():
        inside = area.bounding_box()
        for title in area.locator(".xtitle, .annotation text").all():
            box = title.bounding_box()
            assert inside["y"] <= box["y"] < inside["y"] + inside["height"]


def test_names_of_y_axes_stand_upright_above_them(visit):
    page = visit("questions/learning-rate/")
    figure = page.locator("figure#rates")
    draw(figure)
    names = figure.locator(".annotation text")
    assert names.all_text_contents() == ["y", "loss", "c"]
    assert figure.locator(".ytitle").count() == 0
    top = "axis => document.querySelector('#rates .plot-area')._fullLayout[axis]._offset"
    area = figure.locator(".plot-area").bounding_box()
    for name, axis in zip(names.all(), ("yaxis", "yaxis2", "yaxis3"), strict=True):
        box = name.bounding_box()
        assert box["width"] < 40
        assert 0 <= page.evaluate(top, axis) + area["y"] - box["y"] - box["height"] < 10


def test_a_figures_number_is_a_link_to_it(visit):
    page = visit("questions/curvature/")
    figure = page.locator("figure#bowl")
    figure.get_by_role("link", name="Figure 2.").click()
    page.wait_for_function("location.hash === '#bowl'")
    page.wait_for_function("document.querySelector('#bowl').getBoundingClientRect().top < 100")
    assert figure.bounding_box()["y"] > page.locator(".md-header").bounding_box()["height"]


def test_a_link_within_a_page_scrolls_there_and_leaves_the_page_as_it_is(visit):
    page = visit("questions/why-is-c-wrong/")
    page.evaluate("window.figure = document.querySelector('figure.plot')")
    contents = page.locator(".md-sidebar--secondary .md-nav__link:visible")
    for place in (2, 3):
        contents.nth(place).click()
        page.wait_for_function(
            "Math.abs(document.querySelector(':target')?.getBoundingClientRect().top - 68) < 20"
        )
        assert page.evaluate("figure.isConnected")
    page.go_back()
    page.go_back()
    page.wait_for_function("location.hash === ''")
    assert page.evaluate("figure.isConnected")


def test_a_prediction_is_drawn_before_its_run(visit):
    page = visit("questions/learning-rate/")
    figure = page.locator("figure#rates")
    draw(figure)
    shown = "area.data.map(({ visible }) => visible !== false)"
    assert drawn(page, shown, "figure#rates") == [True] * 7 + [False] * 6 + [True]  # the map
    figure.get_by_role("button", name="Prediction and run").click()
    page.wait_for_function(
        "document.querySelector('figure#rates .plot-area').data"
        ".every(({ visible }) => visible !== false)"
    )
    move(figure.get_by_role("slider"), "8")
    page.wait_for_function("document.querySelectorAll('#rates .contourlayer path').length > 9")
    problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
    predicted = sgd.predict(*problem, learning_rate=8e-7, steps=2_000)
    xs, ys = drawn(page, "[area.data[3].x, area.data[3].y]", "figure#rates")
    for x, y in zip(xs[:40], ys[:40], strict=True):
        assert y == pytest.approx(float(predicted.losses[x - 1]), rel=1e-5)
    assert all(drawn(page, shown, "figure#rates"))


def test_a_parameter_has_its_color_in_the_title_of_an_axis_in_both_palettes(visit):
    page = visit("questions/curvature/")
    figure = page.locator("figure#one-parameter")
    draw(figure)
    for scheme in ("default", "slate"):
        choose_palette(page, scheme)
        page.wait_for_function(
            """() => {
              const probe = document.body.appendChild(document.createElement("i"))
              probe.style.color = "var(--plot-a)"
              const { color } = getComputedStyle(probe)
              probe.remove()
              const letter = document.querySelector("#one-parameter .xtitle tspan")
              return letter.textContent === "a" && getComputedStyle(letter).fill === color
            }"""
        )


@pytest.mark.parametrize(
    ("width", "height"), [(360, 740), slow(1440, 900), slow(768, 1024), slow(360, 640)]
)
def test_a_figure_and_its_controls_fit_into_one_screen(visit, width, height):
    page = visit("questions/learning-rate/", width=width)
    page.set_viewport_size({"width": width, "height": height})
    header = page.locator(".md-header").bounding_box()["height"]
    for figure in page.locator("figure.plot:has(.plot-controls)").all():
        parts = [figure.locator(part).bounding_box() for part in (".plot-area", ".plot-controls")]
        assert header + parts[1]["y"] + parts[1]["height"] - parts[0]["y"] <= height


def test_ticks_of_logarithmic_axes_are_powers_of_ten_of_one_size(visit):
    page = visit("questions/learning-rate/")
    draw_all(page)
    for name in ("rates", "your-rate", "regimes"):
        ticks = page.locator(f"figure#{name} .yaxislayer-above text")
        assert "10" in "".join(ticks.all_text_contents())
        assert not [text for text in ticks.all_text_contents() if re.search(r"[kMGB]$|e[+-]", text)]
        assert len(set(ticks.evaluate_all("all => all.map(t => t.style.fontSize)"))) == 1


def test_lines_have_their_names_at_their_ends_and_on_a_phone_a_legend(visit):
    page = visit("further/bugs/")
    figure = page.locator("figure#losses")
    draw(figure)
    name_of_axis, *names = figure.locator(".annotation text").all()
    assert name_of_axis.text_content() == "loss"
    assert [name.text_content() for name in names] == [
        "healthy",
        "never cleared",
        "(n, 1) against (n,)",
    ]
    assert figure.locator(".legend").count() == 0
    area = figure.locator(".plot-area").bounding_box()
    boxes = [name.bounding_box() for name in names]  # from the bottom up
    assert all(box["x"] + box["width"] <= area["x"] + area["width"] for box in boxes)
    assert all(one["y"] - other["y"] > 12 for one, other in pairwise(boxes))
    phone = visit("further/bugs/", width=360).locator("figure#losses")
    draw(phone)
    assert phone.locator(".legend").count() == 1
    assert phone.locator(".annotation text").all_text_contents() == ["loss"]
