"""What a program draws with the small matplotlib is what matplotlib 3.11 holds after it.

Matplotlib itself is no requirement of the tests: what it holds was read from its lines, collections
and legends. Two things are the page's own: a line across the axes ends where the data do, and the
classes of `scatter(c=...)` are traces.
"""

import re
import warnings

import pytest

from tests.helpers.small_numpy import small_numpy
from tests.helpers.small_torch import load, small

plotly = load("plotly", "small_plotly")
load("matplotlib", "small_matplotlib")
import small_matplotlib.pyplot as plt  # noqa: E402

SETUP = "x, y = torch.tensor([0.0, 1.0, 2.0]), torch.tensor([1.0, 2.5, 4.0])"


def drawn(code):
    """The figures that a cell shows, as plain data."""
    names = {"plt": plt, "np": small_numpy, "torch": small}
    plt.close("all")
    plotly.graph_objects.shown.clear()
    exec(SETUP, names)
    exec(code, names)
    plt.show()
    return [figure.plain_data() for figure in plotly.graph_objects.shown]


def traces(code):
    [figure] = drawn(code)
    return [tuple(trace.values()) for trace in figure["traces"]]


LINE, POINTS, BOTH = "lines", "markers", "lines+markers"
DRAWN = {
    "plt.plot([3, 2, 1.5])": [("", LINE, [0, 1, 2], [3, 2, 1.5])],
    "plt.plot([loss.item() for loss in y])": [("", LINE, [0, 1, 2], [1, 2.5, 4])],
    "plt.plot(x.numpy(), y, 'ro')": [("", POINTS, [0, 1, 2], [1, 2.5, 4])],
    "plt.plot([1, 2], [3, 4], 'b--', [1], [4], 'o-', [7, 8])": [
        ("", LINE, [1, 2], [3, 4]),
        ("", BOTH, [1], [4]),
        ("", LINE, [0, 1], [7, 8]),
    ],
    "plt.plot(np.arange(6.0).reshape(3, 2))": [
        ("", LINE, [0, 1, 2], [0, 2, 4]),
        ("", LINE, [0, 1, 2], [1, 3, 5]),
    ],
    "plt.plot(x[:, None], y[:, None], 'C1.')": [("", POINTS, [0, 1, 2], [1, 2.5, 4])],
    "plt.plot([1], marker='s')": [("", BOTH, [0], [1])],
    "plt.plot([1], 'red', ls='', marker='s')": [("", POINTS, [0], [1])],
    "plt.plot([1], '^', linestyle='--', ms=3)": [("", BOTH, [0], [1])],
    "plt.plot(1, 2, 'o')": [("", POINTS, [1], [2])],
    "plt.plot(['a', 'b'], [1, 2])": [("", LINE, ["a", "b"], [1, 2])],
    "plt.plot([1.0, float('nan'), float('inf')])": [("", LINE, [0, 1, 2], [1, None, None])],
    "plt.scatter(x, y, s=9, c='r', alpha=0.5)": [("", POINTS, [0, 1, 2], [1, 2.5, 4])],
    "plt.scatter(x[:, None], np.array(y))": [("", POINTS, [0, 1, 2], [1, 2.5, 4])],
    "plt.scatter(x, y, c=torch.tensor([0, 1, 0]), cmap='bwr')": [
        ("", POINTS, [0, 2], [1, 4]),
        ("", POINTS, [1], [2.5]),
    ],
    "plt.plot([1, 2], [3, 5]); plt.axhline(4, ls='--'); plt.axvline(x=y[0])": [
        ("", LINE, [1, 2], [3, 5]),
        ("", LINE, [1, 2], [4, 4]),
        ("", LINE, [1, 1], [3, 5]),
    ],
    "plt.plot([1], label='a'); plt.plot([2]); plt.legend(loc='best'); plt.plot([3], label='late')": [
        ("a", LINE, [0], [1]),
        ("", LINE, [0], [2]),
        ("", LINE, [0], [3]),
    ],
    "plt.plot([1], label='a')": [("", LINE, [0], [1])],
    "plt.plot([1], label='_a'); plt.plot([2], label='b'); plt.legend()": [
        ("", LINE, [0], [1]),
        ("b", LINE, [0], [2]),
    ],
    "plt.plot([1]); plt.plot([2]); plt.legend(['a', 'b'])": [
        ("a", LINE, [0], [1]),
        ("b", LINE, [0], [2]),
    ],
    "plt.plot([1]); plt.close(); plt.plot([2])": [("", LINE, [0], [2])],
    "plt.ion(); plt.plot([1]); plt.pause(0.1); plt.cla(); plt.plot([2]); plt.ioff()": [
        ("", LINE, [0], [2])
    ],
    "plt.plot([1]); plt.text(1.5, 2, 'Loss=%.1f' % y[1], fontdict={'size': 20}); plt.legend(['a'])": [
        ("a", LINE, [0], [1]),
        ("Loss=2.5", "text", [1.5], [2]),
    ],
    "plt.bar(['a', 'b'], y[:2], color='r'); plt.yticks([])": [("", "bars", ["a", "b"], [1, 2.5])],
    "plt.hist(y, bins=3)": [("", "bars", [1.5, 2.5, 3.5], [1, 1, 1])],
    "plt.scatter(x, y, c=[1, 1, 1], cmap=plt.cm.RdYlBu)": [("", POINTS, [0, 1, 2], [1, 2.5, 4])],
}


@pytest.mark.parametrize("code", DRAWN)
def test_what_is_drawn_is_what_matplotlib_draws(code):
    assert traces(code) == DRAWN[code]


@pytest.mark.parametrize(
    "code",
    [
        "plt.title('T'); plt.xlabel('x', fontsize=12); plt.ylabel('y'); plt.grid(True)\n"
        "plt.yscale('log'); plt.xlim(0, 5); plt.xlim(right=4); plt.ylim((0.1, 100)); plt.plot([1])",
        "fig, ax = plt.subplots(figsize=(6, 4))\nax.set_title('T'); ax.set_xlabel('x')\n"
        "ax.set_ylabel('y'); ax.semilogy([1]); ax.set_xlim([0, 4]); ax.set_ylim(0.1, 100)",
        "plt.semilogy([1]); plt.gca().set(title='T', xlabel='x', ylabel='y', yscale='log')\n"
        "plt.axis('equal'); plt.axis([0, 4, 0.1, 100])",
        "plt.style.use('ggplot'); plt.rcParams['figure.figsize'] = 8, 4\nax = plt.subplot(1, 1, 1)\n"
        "plt.title('T'); plt.xlabel('x'); plt.ylabel('y'); plt.semilogy([1]); plt.tight_layout()\n"
        "assert ax is plt.gca(); plt.xlim(0); plt.xlim(None, 4); plt.ylim(0.1, 100)",
    ],
)
def test_axes_have_their_titles_scales_and_limits(code):
    [figure] = drawn(code)
    assert figure.pop("traces")
    assert figure == {
        "title": "T",
        "xTitle": "x",
        "yTitle": "y",
        "xLog": False,
        "yLog": True,
        "xRange": [0, 4],
        "yRange": [-1, 2],
    }


AXES = {  # what they hold, in the order in which they are drawn
    "fig, (a, b) = plt.subplots(1, 2, sharey=True); b.plot([2]); a.plot([1])": [[1], [2]],
    "fig, ax = plt.subplots(2, 2, figsize=(9, 9)); ax[1, 0].plot([3]); ax[0][1].plot([2])": [
        [2],
        [3],
    ],
    "for n, ax in enumerate(plt.subplots(2, 2)[1].flat): ax.plot([n])": [[0], [1], [2], [3]],
    "ax = plt.subplots(2, 2)[1]; [each.plot([n]) for n, each in enumerate(ax[:, 1])]": [[0], [1]],
    "fig, ax = plt.subplots(squeeze=False); assert ax.shape == (1, 1); ax[0, 0].plot([1])": [[1]],
    "plt.subplot(121); plt.plot([1]); plt.subplot(1, 2, 2); plt.plot([2]); plt.subplot(121)\n"
    "plt.title('first')": [[1], [2]],
    "fig = plt.figure(); fig.add_subplot(2, 1, 2).plot([1]); fig.add_subplot(211).plot([2])": [
        [1],
        [2],
    ],
    "a, b = plt.subplots(2)[1]; plt.sca(a); plt.plot([1]); plt.sca(b); plt.plot([2])": [[1], [2]],
    "plt.plot([1]); plt.clf(); plt.plot([2])": [[2]],
}


@pytest.mark.parametrize("code", AXES)
def test_each_axes_is_a_figure_of_its_own(code):
    assert [figure["traces"][0]["y"] for figure in drawn(code)] == AXES[code]


def test_several_axes_are_numpys_array_in_errors():
    with pytest.raises(AttributeError, match=r"'numpy\.ndarray' object has no attribute 'plot'"):
        drawn("plt.subplots(2)[1].plot([1])")
    with pytest.raises(ValueError, match="num must be an integer with 1 <= num <= 2, not 3"):
        drawn("plt.subplot(1, 2, 3)")


@pytest.mark.parametrize(
    ("code", "range_of_y"),
    [  # as matplotlib has them, open ends 5 % beyond the numbers
        ("plt.plot([1, 4]); plt.ylim(top=9)", [0.85, 9]),
        ("plt.plot([1, 4]); plt.axhline(5); plt.ylim(bottom=0); plt.plot([100])", [0, 5.2]),
        ("plt.ylim(bottom=0); plt.plot([5])", [0, 1]),
        ("plt.plot([3]); plt.ylim(bottom=0)", [0, 3.165]),
        ("plt.semilogy([1, 100]); plt.ylim(bottom=0.1)", [-1, 2.1]),
    ],
)
def test_an_open_end_of_limits_is_where_the_numbers_end(code, range_of_y):
    [figure] = drawn(code)
    assert figure["yRange"] == pytest.approx(range_of_y)


def test_figures_come_in_their_order_and_each_once():
    shown = "plt.plot([1]); plt.show(); plt.plot([2]); plt.figure(7); plt.plot([3])"
    figures = drawn(f"{shown}; plt.figure(1); plt.title('second'); plt.figure()")
    seen = [(figure["title"], figure["traces"][0]["y"]) for figure in figures]
    assert seen == [("", [1]), ("second", [2]), ("", [3])]
    eleven = drawn("for i in range(11): plt.figure(); plt.plot([i])")
    assert [figure["traces"][0]["y"] for figure in eleven] == [[i] for i in range(11)]


@pytest.mark.parametrize(
    ("code", "error", "message"),
    [
        (
            "plt.plot([1, 2], [1, 2, 3])",
            ValueError,
            "x and y must have same first dimension, but have shapes (2,) and (3,)",
        ),
        (
            "plt.plot(torch.ones(2, 2, 2))",
            ValueError,
            "x and y can be no greater than 2D, but have shapes (2,) and (2, 2, 2)",
        ),
        ("plt.scatter([1], [1, 2])", ValueError, "x and y must be the same size"),
        (
            "plt.plot([1], 'ro5')",
            ValueError,
            "'ro5' is not a valid format string (unrecognized character '5')",
        ),
        (
            "plt.plot([1], 'r-o:')",
            ValueError,
            "'r-o:' is not a valid format string (two linestyle symbols)",
        ),
        (
            "plt.plot([y.sum().requires_grad_()])",
            RuntimeError,
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
        ),
    ],
)
def test_mistakes_get_matplotlibs_errors(code, error, message):
    with pytest.raises(error, match=re.escape(message)):
        drawn(code)


def test_a_legend_without_labels_is_warned_about():
    for code in ("plt.plot([1]); plt.legend()", "ax = plt.gca(); ax.legend()"):
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            drawn(code)
        assert [(each.category, each.filename) for each in warned] == [(UserWarning, "<string>")]
        assert str(warned[0].message).startswith("No artists with labels found to put in legend.")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("plt.contourf([1])", "matplotlib.pyplot.contourf"),
        ("plt.gca().twinx()", "Axes.twinx"),
        ("plt.figure().savefig('f')", "Figure.savefig"),
        ("plt.plot([1])[0].set_data([1], [1])", "Line2D.set_data"),
        ("plt.plot([1], transform=1)", "plot(transform=...)"),
        ("plt.hist([1.0], density=True)", "hist(density=...)"),
        ("plt.xticks([0, 1], ['a', 'b'])", "names of ticks"),
        ("plt.axis()", "axis() that tells the limits"),
        ("plt.cm.viridis(0.5)", "cm.viridis(...): the page has the colors"),
        ("plt.subplot(projection='3d')", "subplot(projection=...)"),
        (
            "plt.scatter(range(11), range(11), c=range(11))",
            "scatter(c=...) of more than 10 numbers",
        ),
        ("plt.yscale('symlog')", "yscale('symlog')"),
        ("plt.xlim()", "xlim() that tells the limits"),
        ("import small_matplotlib.animation", "matplotlib.animation"),
    ],
)
def test_what_it_lacks_is_named(code, name):
    kinds = AttributeError, TypeError, NotImplementedError, ImportError
    with pytest.raises(
        kinds, match=re.escape(f"small matplotlib has no {name}; the full matplotlib")
    ):
        drawn(code)
