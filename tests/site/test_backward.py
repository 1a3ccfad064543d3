"""The graph of backward() as a reader walks it: the slope that arrives is that of torch."""

import pytest
import torch


def slope_of(number):
    x = torch.tensor(number, requires_grad=True)
    u = 5 * x
    (u * x + u).backward()
    return f"{x.grad.item():g}".replace("-", "\N{MINUS SIGN}")


@pytest.mark.slow
def test_the_last_visit_says_the_slope_at_each_x_and_the_walk_begins_anew(visit):
    figure = visit("further/backward/").locator("figure#walk")
    figure.scroll_into_view_if_needed()
    figure.locator("[name=leaf]:enabled").wait_for()
    words = figure.locator(".backward-words")
    for number in (3.0, -5.0, -0.5):
        figure.get_by_role("slider", name="x").fill(str(number))
        figure.locator(".backward-words", has_text=f"where {slope_of(number)} has").wait_for()
    figure.get_by_role("button", name="Next step").click()
    figure.locator(".backward-words", has_text="Forward: x").wait_for()
    assert figure.locator(".backward-arrived").count() == 0
    for _ in range(4):
        figure.get_by_role("button", name="Next step").click()
    figure.locator(".backward-words", has_text="Backward: visit y, where 1 has").wait_for()
    assert "to u 1 \N{MULTIPLICATION SIGN} 1 = 1" in words.inner_text()
