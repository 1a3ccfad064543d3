"""The figure: one or several axes, each of which the page draws as a figure of its own."""

from . import missing
from .axes import Axes
from .lines import asarray


class Figure:
    """What `plt.figure()` makes."""

    def __init__(self):
        self.clear()

    def __repr__(self):
        return f"<Figure size 640x480 with {len(self.axes)} Axes>"

    __getattr__ = missing.within("Figure")

    def clear(self):
        self.axes, self._places, self._current = [], {}, None

    clf = clear

    def gca(self):
        """The axes that are drawn on now."""
        return self._current or self.add_subplot()

    def sca(self, a):
        self._current = a
        return a

    def axes_at(self, *place):
        """The axes at that place, made if there are none."""
        place = _place(place)
        return self.sca(self._places[place]) if place in self._places else self.add_subplot(*place)

    def add_subplot(self, *place, **look):
        """New axes."""
        missing.refuse_all_but(look, ("facecolor", "aspect", "sharex", "sharey"), "add_subplot")
        new = self._places[_place(place)] = Axes()
        self.axes.append(new)
        return self.sca(new)

    def subplots(self, nrows=1, ncols=1, *, squeeze=True):
        axes = [self.add_subplot(nrows, ncols, place + 1) for place in range(nrows * ncols)]
        return Grid.of(axes, nrows, ncols, squeeze)

    def show(self):
        """Have the page draw what is on its axes; of several those that are empty are left out."""
        for each in self.axes:
            if len(self.axes) == 1 or not each.is_empty():
                each.to_plotly().show()

    def tight_layout(self, **look):
        """Nothing: the page decides."""

    subplots_adjust = tight_layout


Figure.__module__ = "matplotlib.figure"


def _place(place):
    """Rows, columns and number of `subplot(2, 3, 1)`, `subplot(231)` or `subplot()`."""
    if len(place) == 1 and isinstance(place[0], int) and 111 <= place[0] <= 999:
        place = tuple(map(int, str(place[0])))
    place = place or (1, 1, 1)
    if len(place) != 3 or not all(isinstance(each, int) for each in place):
        raise NotImplementedError(missing.message(f"subplot{place}"))
    rows, columns, number = place
    if not 1 <= number <= rows * columns:
        raise ValueError(f"num must be an integer with 1 <= num <= {rows * columns}, not {number}")
    return place


class Grid:
    """Several axes, indexed as the array that matplotlib makes of them."""

    @classmethod
    def of(cls, axes, nrows, ncols, squeeze):
        """The grid; if it is squeezed a row or a column has one index, and a single one none."""
        numbers = asarray(range(len(axes))).reshape(nrows, ncols)
        return cls(axes, numbers.squeeze() if squeeze else numbers)[()]

    def __init__(self, axes, numbers):
        self._axes, self._numbers = axes, numbers
        self.shape, self.size, self.ndim = numbers.shape, numbers.size, numbers.ndim

    def __len__(self):
        return len(self._numbers)

    def __getitem__(self, key):
        numbers = self._numbers[key]
        return (
            Grid(self._axes, numbers) if getattr(numbers, "ndim", 0) else self._axes[int(numbers)]
        )

    def __iter__(self):
        return (self[row] for row in range(len(self)))

    def ravel(self):
        return Grid(self._axes, self._numbers.ravel())

    flatten = ravel

    @property
    def flat(self):
        return iter(self.ravel())

    def __getattr__(self, name):
        raise AttributeError(f"'numpy.ndarray' object has no attribute '{name}'", name=name)
