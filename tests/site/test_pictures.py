"""Pictures as a reader moves them: what they say against what the package computes."""

import pytest

import sgd_tutorial as sgd
from tests.helpers.reading import drag, middle_of


def told(page):
    return page.locator(".picture-told").inner_text()


def handle(page):
    """The handle of the slope, ready to be moved."""
    page.locator("[name=step]:enabled").wait_for()
    return page.get_by_role("slider", name="a", exact=True)


def loss_at(*params):
    x, y = sgd.notebook_data()
    curve = sgd.quadratic(x.double(), params)
    return f"{sgd.sum_squared_error(curve, y.double()):,.0f}"


@pytest.mark.slow
def test_the_misses_tell_the_loss_of_each_try_down_to_nothing(visit):
    page = visit("recipe/by-hand/")
    a, b, c = (page.get_by_role("slider", name=name, exact=True) for name in "abc")
    a.and_(page.locator(":enabled")).wait_for()
    assert told(page) == f"Loss {loss_at(1, 2, 0)}"
    for slider, value, params in (
        (a, "4.6", (4.6, 2, 0)),
        (b, "0.5", (4.6, 0.5, 0)),
        (c, "56", (4.6, 0.5, 56)),
    ):
        slider.fill(value)
        page.locator(".picture-told", has_text=f"Loss {loss_at(*params)}").wait_for()
        assert slider.get_attribute("aria-valuetext") == f"{value}, loss {loss_at(*params)}"
    for slider, value in ((a, "5"), (b, "0"), (c, "0")):
        slider.fill(value)
    page.locator(".picture-told", has_text="Loss 0 Lowest of 6 tries: 0").wait_for()
    c.press("ArrowRight")
    page.locator(".picture-told", has_text=f"Loss {loss_at(5, 0, 1)}").wait_for()
    page.get_by_role("button", name="Back to the start").click()
    page.locator(".picture-told", has_text=f"Loss {loss_at(1, 2, 0)}").wait_for()


@pytest.mark.slow
def test_the_curve_follows_a_mouse_that_holds_it(visit):
    page = visit("recipe/by-hand/")
    page.locator(".picture input:enabled").first.wait_for()
    grip = page.locator(".picture-grip.picture-a .picture-knob")
    grip.scroll_into_view_if_needed()
    _, y = start = middle_of(grip)
    drag(page, start, 0, -40)
    a = page.get_by_role("slider", name="a", exact=True)
    page.wait_for_function("document.querySelector('.picture input').valueAsNumber > 1.5")
    assert told(page).startswith(f"Loss {loss_at(float(a.input_value()), 2, 0)}")
    assert middle_of(grip)[1] == pytest.approx(y - 40, abs=3)


@pytest.mark.slow
def test_the_slope_follows_keys_and_mouse_and_steps_as_the_package_does(visit):
    page = visit("recipe/six-steps/", reduced_motion="reduce")
    a = handle(page)
    a.press("ArrowRight")
    page.locator('[aria-valuetext^="1.10, "]').wait_for()
    a.press("End")
    page.locator('[aria-valuetext^="10.50, "]').wait_for()
    page.get_by_role("button", name="Back to the start").click()
    page.locator('[aria-valuetext^="1.00, "]').wait_for()
    drag(page, middle_of(page.locator(".picture-knob")), 60, 0)
    page.wait_for_function("document.querySelector('.picture-handle').ariaValueNow > 2")
    page.get_by_role("button", name="Back to the start").click()
    x, y = sgd.notebook_data()
    run = sgd.fit(sgd.quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=3)
    for step in (1, 2, 3):
        page.get_by_role("button", name="Take this step").click()
        page.locator(".picture-told", has_text=f"Step {step} taken.").wait_for()
        page.locator(f'[aria-valuetext^="{run.history[step, 0]:.2f}, "]').wait_for()


@pytest.mark.slow
def test_a_rate_too_large_ends_where_the_picture_does(visit):
    page = visit("recipe/six-steps/", reduced_motion="reduce")
    handle(page)
    page.get_by_role("slider", name="learning rate").fill("8e-7")
    step = page.get_by_role("button", name="Take this step")
    step.click()
    page.locator(".picture-told", has_text="would leave the picture").wait_for()
    assert step.is_disabled()


@pytest.mark.slow
@pytest.mark.parametrize("path", ["recipe/by-hand/", "recipe/six-steps/"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024), (360, 740)])
def test_a_picture_and_its_controls_fit_into_one_screen(visit, path, width, height):
    page = visit(path, width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.locator(".picture input:enabled").first.wait_for()
    area = page.locator(".picture-area").bounding_box()
    header = page.locator(".md-header").bounding_box()
    assert area["height"] + header["height"] < height
    assert area["width"] <= width


@pytest.mark.slow
@pytest.mark.parametrize("path", ["recipe/six-steps/", "questions/curvature/", "further/network/"])
def test_a_picture_fills_the_screen_and_gives_it_back(visit, path):
    page = visit(path)
    figure = page.locator("figure.picture")
    figure.locator("input:enabled").first.wait_for()
    drawing = figure.locator("svg").first
    before = drawing.bounding_box()["height"]
    figure.get_by_role("button", name="Full screen").click()
    figure.get_by_role("button", name="Leave full screen").wait_for()
    assert drawing.bounding_box()["height"] > 1.2 * before
    last = figure.locator(".picture-controls").bounding_box()
    assert last["y"] + last["height"] < page.evaluate("innerHeight")
    page.evaluate("document.exitFullscreen()")
    figure.get_by_role("button", name="Full screen", exact=True).wait_for()
    assert drawing.bounding_box()["height"] == before


@pytest.mark.parametrize(
    ("path", "first"), [("recipe/by-hand/", "-20"), ("recipe/six-steps/", "-0.5")]
)
def test_without_scripts_a_picture_is_a_still_and_a_table(browser, site, address, path, first):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address[1] + path)
    assert page.locator(".picture-drawing .picture-approximation").first.is_visible()
    assert not page.locator(".picture-controls").is_visible()
    page.locator(".picture .plot-data summary").press("Enter")
    cells = page.locator(".picture td").all_inner_texts()
    assert cells[0] == first
    assert len(set(cells)) > 20
    context.close()


def test_the_search_finds_no_words_of_controls(site):
    index = (site / "search" / "search_index.json").read_text("utf-8")
    assert "Drag" in index
    assert "Take this step" not in index
