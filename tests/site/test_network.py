"""The network as a reader holds it: its losses are those of the page's run with torch."""

import math
import re

import pytest
import torch

RATE, SHARE = 0.05, 0.9


def open_network(visit, **options):
    figure = visit("further/network/", **options).locator("figure#training")
    figure.scroll_into_view_if_needed()
    figure.locator("[name=one]:enabled").wait_for()
    return figure


def points():
    x = torch.linspace(-3, 3, 121, dtype=torch.float64)
    return x[:, None], torch.tanh(5 * torch.sin(1.8 * x + 0.6))[:, None]


def start(units, seed):
    """As the page draws it."""
    torch.manual_seed(seed)
    w1, b1, w2 = (torch.randn(units, dtype=torch.float64) for _ in range(3))
    return [w1, b1, w2 / units**0.5, torch.zeros(1, dtype=torch.float64)]


def loss_after(steps, units, seed):
    """As the picture writes it."""
    x, y = points()
    params = [each.requires_grad_() for each in start(units, seed)]
    optimizer = torch.optim.SGD(params, lr=RATE, momentum=SHARE)
    for _ in range(steps + 1):
        optimizer.zero_grad()
        w1, b1, w2, b2 = params
        curve = torch.tanh(x * w1 + b1) @ w2[:, None] + b2
        loss = ((curve - y) ** 2).mean()
        loss.backward()
        last = loss.item()
        optimizer.step()
    return f"{float(f'{last:.4g}'):g}"


def says(figure, text):
    figure.locator(".network-words", has_text=text).wait_for()


@pytest.mark.slow
def test_its_losses_are_those_of_torch_for_each_width_and_start(visit):
    network = open_network(visit)
    says(network, f"Start 1, after 1,000 steps: loss {loss_after(1_000, 10, 0)}.")
    network.get_by_role("button", name="Back to the start").click()
    says(network, f"Start 1, after 0 steps: loss {loss_after(0, 10, 0)}.")
    network.get_by_role("button", name="100 steps").click()
    says(network, f"after 100 steps: loss {loss_after(100, 10, 0)}.")
    network.get_by_role("button", name="1 step").click()
    says(network, f"after 101 steps: loss {loss_after(101, 10, 0)}.")


@pytest.mark.slow
def test_another_width_or_start_shows_what_as_many_steps_make_of_it(visit):
    network = open_network(visit)
    network.get_by_role("button", name="Back to the start").click()
    network.get_by_role("button", name="100 steps").click()
    says(network, "after 100 steps")
    network.get_by_role("slider", name="units").fill("3")
    says(network, f"Start 1, after 100 steps: loss {loss_after(100, 3, 0)}.")
    network.get_by_role("button", name="Another start").click()
    says(network, f"Start 2, after 100 steps: loss {loss_after(100, 3, 1)}.")
    assert network.locator(".network-unit").count() == 3
    network.get_by_role("slider", name="rate").fill("10")
    network.get_by_role("button", name="Back to the start").click()
    says(network, "Start 2, after 0 steps")


@pytest.mark.slow
def test_it_plays_from_the_start_until_it_is_paused_and_a_held_unit_moves(visit):
    network = open_network(visit)
    says(network, "after 1,000 steps")
    network.get_by_role("button", name="Play").click()
    network.page.wait_for_function(
        r"""() => {
          const step = Number(document.querySelector('.network-words').textContent.match(/after ([\d,]+)/)[1])
          return step > 20 && step < 1000
        }"""
    )
    network.get_by_role("button", name="Pause").click()
    network.get_by_role("button", name="Play").wait_for()
    network.get_by_role("button", name="Back to the start").click()
    says(network, "after 0 steps")
    network.locator(".network-unit").nth(2).click()
    handle = network.get_by_role("slider", name="The held unit's step")
    w1, b1, w2 = (each[2].item() for each in start(10, 0)[:3])
    x, height = place(handle)
    assert [x, height] == pytest.approx([-b1 / w1, math.copysign(w2, w1 * w2)], rel=1e-5)
    before = network.locator(".network-words strong").inner_text()
    handle.press("ArrowUp")
    network.page.wait_for_function(
        "text => document.querySelector('.network-words strong').textContent !== text", arg=before
    )
    assert height < place(handle)[1] < height + 0.1


def place(handle):
    """Where the unit's step lies, and its height."""
    text = handle.get_attribute("aria-valuetext").replace("\N{MINUS SIGN}", "-")
    return [float(number) for number in re.findall(r"-?[\d.]+", text)]


@pytest.mark.slow
def test_reduced_motion_has_steps_and_no_play(visit):
    network = open_network(visit, reduced_motion="reduce")
    says(network, "after 1,000 steps")
    assert not network.get_by_role("button", name="Play").is_visible()
    network.get_by_role("button", name="Back to the start").click()
    network.get_by_role("button", name="1 step").click()
    says(network, f"after 1 step: loss {loss_after(1, 10, 0)}.")
