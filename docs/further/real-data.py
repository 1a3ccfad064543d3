# %% [markdown] description="Gradient descent on real data, end to end: split before you look, scale without leakage, choose on held-out rows, judge once, and then on your own CSV file."
# # Real data, end to end
#
# Nobody gives you the true curve. You have a table, a few functions that could fit, and one question: how far off will you be on a row that you have not seen?
#
# **You need**: [a wrong approximation](../questions/wrong-approximation.py) and [when to stop](../questions/when-to-stop.py).
# **You will be able to** split, scale, fit, choose and judge on real data, say how sure you are, and do the same with a file of yours.
#
# The rows are the countries of 2007: what a person earns in a year, and how long people live (Gapminder, gapminder.org, CC BY 4.0).
# The income is gross domestic product per person, in dollars of equal purchasing power.
#
# !!! question "Predict"
#     You fit a constant, a line, a parabola and so on up to degree 5, and a line in the logarithm of the income. Which misses least?
#
#     - degree 5, on all rows
#     - degree 5 where it learned, a lower degree elsewhere
#     - degree 5 where it learned, the log line elsewhere
#     - the log line, on all rows
#
# ## Split first
#
# A fit knows the rows it learned from. Only other rows can tell what it is worth. So put rows aside **before anything else**: what you have seen, you use, even with your eyes alone.
# Shuffle with a seed, and cut into thirds.

# %%
import plotly.express as px
import torch
import sgd_tutorial as sgd

income, life = (each.double() for each in sgd.gapminder_data())
torch.manual_seed(0)
train, held_out, sealed = torch.randperm(len(life)).tensor_split(3)
print(len(life), "rows:", len(train), len(held_out), len(sealed))

# %% [markdown]
# - **train**: descent learns from these.
# - **held out**: these choose, when to stop and which function (also called the validation set).
# - **sealed**: opened once, at the end, to judge (the test set).
#
# ## Look

# %% figure="look" caption="The rows to learn from: steep on the left, flat on the right, and few rich countries."
px.scatter(
    x=income[train],
    y=life[train],
    labels={"x": "income, $ a year", "y": "life expectancy, years"},
)

# %% [markdown]
# This bend is known as Preston's curve (Preston, *The changing relation between mortality and level of economic development*, 1975).
# No line does that, and a parabola that flattens must come down again. Each doubling of the income seems to add about as many years as the one before: that is a line in the *logarithm* of the income. It is a candidate, too.
#
# ## Scale, from the training rows alone
#
# The powers of an income go up to {{ f"{income[train].max() ** 5:.0e}" }}: [no rate fits them all](../questions/why-is-c-wrong.py). Standardize the columns: the bowl is then rounder, [not round](../questions/why-is-c-wrong.py#the-cure-to-copy). Mean and spread are learned from data like any parameter, so they come from
# the training rows. What a fit takes from rows that are to judge it is **leakage**, and the judgment can come out too kind
# (Kaufman et al., *Leakage in data mining*, 2012).


# %%
def columns(x, degree):
    """Powers of x, scaled by the training rows, and a column of 1."""
    powers = torch.vander(x, degree + 1)[:, :-1]
    centered = powers - powers[train].mean(0)
    spread = centered[train].square().mean(0).sqrt()
    ones = torch.ones_like(x)[:, None]
    return torch.cat([centered / spread, ones], dim=1)


tables = {f"degree {d}": columns(income, d) for d in range(6)}
tables["log line"] = columns(income.log(), 1)

# %% [markdown]
# ## Fit
#
# The recipe, with a parameter for each column, the mean as the loss and half of the largest stable rate. The held-out rows stop the run and keep its best parameters. Beside it stands least squares, where descent would end.


# %%
def approximation(table, params):
    return table @ params


def miss(table, params, rows):
    """The mean squared error on some rows, in years squared."""
    loss = sgd.mean_squared_error(table[rows] @ params, life[rows])
    return round(loss.item(), 6)


def least_squares(table, rows):
    return torch.linalg.lstsq(table[rows], life[rows]).solution


def descend(table, steps=400):
    problem = (
        approximation,
        [0.0] * table.shape[1],
        table[train],
        life[train],
    )
    how = {"loss": sgd.mean_squared_error}
    rate = sgd.largest_stable_learning_rate(*problem, **how) / 2
    stop = sgd.HeldOut(table[held_out], life[held_out], patience=100)
    run = sgd.fit(
        *problem, learning_rate=rate, steps=steps, stop=stop, **how
    )
    return run, stop


runs, fits, exact = {}, {}, {}
print("           stopped descent       least squares")
print("           step train held out   train held out")
for name, table in tables.items():
    runs[name], stop = descend(table)
    fits[name] = stop.best_params
    exact[name] = least_squares(table, train)
    print(f"{name} {stop.best_step:6}", end="")
    for params in (fits[name], exact[name]):
        print(f"{miss(table, params, train):6.1f}", end="")
        print(f"{miss(table, params, held_out):9.1f}", end="   ")
    print()

# %% [markdown]
# By least squares the log line misses least on the held-out rows, and degree 5 is close behind. Stopped descent gives degrees 2 to 5 almost the same held-out loss: what tells them apart lies along flat directions (the condition number of degree 5 is {{ f"{torch.linalg.cond(tables['degree 5'][train]) ** 2:,.0f}" }}), and there it has hardly moved.
#
# Does descent end where least squares says? Where the bowl is round it is there after a few steps:

# %%
for name in ("degree 0", "degree 1", "log line"):
    assert runs[name].params.allclose(exact[name], rtol=1e-6)
early = [miss(tables[n], fits[n], held_out) for n in list(fits)[2:6]]
assert max(early) - min(early) < 2
print("the same, to one part in a million")

# %% figure="choose" caption="Mean squared error of least squares. Each degree is better than the last, here even on the held-out rows."
names = list(tables)
px.scatter(
    {
        "approximation": names,
        "train": [miss(tables[n], exact[n], train) for n in names],
        "held out": [miss(tables[n], exact[n], held_out) for n in names],
    },
    x="approximation",
    y=["train", "held out"],
    log_y=True,
    labels={"value": "mean squared error, years²", "variable": ""},
).update_traces(marker_size=8)

# %% [markdown]
# On the rows it learned from, no lower degree beats the highest: degree 5 contains the others.
# On other rows it has no such right. Here it does well. Would you take it?
#
# ## How sure?
#
# One split has one winner. Would another split have the same one? Shuffle the open rows again, twenty times; the sealed ones stay sealed. (Least squares draws the same curve however the columns are scaled, so the tables can stay.)

# %% figure="splits" caption="Held-out loss of least squares in twenty random splits, a point each. Degrees 2 to 5 look alike in the middle; their worst splits do not." tags=["hide-input"]
open_rows = torch.cat([train, held_out])
torch.manual_seed(1)
losses = torch.zeros(20, len(names))
splits = [
    open_rows[torch.randperm(len(open_rows))].tensor_split(2)
    for _ in losses
]
for split, (learn, others) in zip(losses, splits):
    for i, table in enumerate(tables.values()):
        split[i] = miss(table, least_squares(table, learn), others)
px.box(
    {"approximation": names * 20, "held out": losses.flatten()},
    x="approximation",
    y="held out",
    points="all",
    log_y=True,
    labels={"held out": "held-out mean squared error, years²"},
)

# %%
wins = losses.argmin(1).bincount(minlength=len(names))
for name, column, won in zip(names, losses.T, wins):
    low, middle, high = column.quantile(torch.tensor([0.0, 0.5, 1.0]))
    print(f"{name}: {low:5.1f} to {high:10,.1f},", end=" ")
    print(f"median {middle:5.1f}, wins {won:2} of 20")
chosen = names[losses.median(0).values.argmin()]
print("chosen:", chosen)
assert chosen == "log line"
assert losses[:, 5].max() > 5 * losses[:, -1].max()

# %% tags=["remove-cell"]
on_own = min(names, key=lambda name: miss(tables[name], exact[name], train))
elsewhere = {"log line": "the log line elsewhere"}
least = f"{on_own} where it learned, {elsewhere[names[wins.argmax()]]}"

# %% [markdown]
# !!! success "Answer: {{ least }}"
#     The log line wins {{ wins[-1].item() }} of 20 splits. (Compare within a split: there all see the same rows. The splits share rows, so they are no twenty independent trials.)
#
#     - degree 5, on all rows: To contain the others helps where it learned. Elsewhere what it learned of single rows costs.
#     - degree 5 where it learned, a lower degree elsewhere: Every power bends up or down at the end. The shape decides here, more than the degree.
#     - the log line, on all rows: Six parameters can follow the rows they learn from closer than two.
#
# Degree 5 came close in the first split. Look at its worst:

# %%
learn, others = splits[losses[:, 5].argmax()]
table = tables["degree 5"]
off = table[others] @ least_squares(table, learn) - life[others]
worst = off.abs().argmax()
print(f"learned from incomes up to {income[learn].max():,.0f}")
print(f"at {income[others][worst]:,.0f} off by {off[worst]:,.0f} years")
assert income[others][worst] > income[learn].max()

# %% [markdown]
# Beyond the rows it has learned from, a high degree can run wild.
#
# ## Look at the residuals
#
# Is what is left a pattern, or noise? [Durbin and Watson's number](../questions/wrong-approximation.py#wrong-or-not-finished), in the order of income, is about 2 for noise, and less where neighbors miss to the same side.

# %% figure="residuals" caption="What is left on the open rows. The line lies too high for the poorest and the richest, too low in between. The log line shows no such arc." tags=["hide-input"]
by_income = open_rows[income[open_rows].argsort()]
left = {}
for name in ("degree 1", "log line"):
    table, known = tables[name][by_income], life[by_income]
    fitted = table @ torch.linalg.lstsq(table, known).solution
    left[name] = (known - fitted).round(decimals=6)
    number = left[name].diff().square().sum() / left[name].square().sum()
    print(f"{name}: Durbin-Watson {number:.2f}")
px.scatter(
    {"income": income[by_income], **left},
    x="income",
    y=list(left),
    log_x=True,
    labels={
        "income": "income, $ a year",
        "value": "residual, years",
        "variable": "",
    },
)

# %% [markdown]
# `diagnose` calculates the same number, and says whether it is far enough from 2 for so many rows:

# %%
found = {}
for name in left:
    for rows in (train, open_rows):
        found[name, len(rows)] = sgd.diagnose(
            sgd.linear,
            [0.0, 0.0],
            tables[name][rows, 0],
            life[rows],
            learning_rate=0.5,
            steps=50,
            loss=sgd.mean_squared_error,
        )
for (name, count), each in found.items():
    print(f"{name}, {count} rows: {each.kinds[0]}")
wrong = found["degree 1", len(open_rows)]
print(wrong)
assert wrong.kinds[0] == "wrong approximation"
assert found["log line", len(open_rows)].kinds[0] == "noise"

# %% [markdown]
# On the training rows alone the line passes for noise. "No pattern" can mean "too few rows".
#
# ## Judge, once
#
# The choice is made. Learn from all open rows, open the seal, and compare with the best constant, the mean of the open rows. The share of its loss that is gone is $R^2$:
#
# $$R^2 = 1 - \frac{\text{loss of the fit}}{\text{loss of the constant}}$$

# %%
final = least_squares(tables[chosen], open_rows)
loss = miss(tables[chosen], final, sealed)
constant = (life[sealed] - life[open_rows].mean()).square().mean().item()
r2 = 1 - loss / constant
print(f"{chosen}: mean squared error {loss:.1f}, constant {constant:.1f}")
print(f"typical miss {loss**0.5:.1f} years, R^2 {r2:.2f}")
assert losses[:, -1].min() < loss < losses[:, -1].max()

# %% [markdown]
# It lies within the range of the twenty splits, {{ f"{losses[:, -1].min():.0f}" }} to {{ f"{losses[:, -1].max():.0f}" }}: a loss on so few rows is no more certain than that.
# The number goes into the report, whatever it is. Go back and change something now, and the sealed rows have become held-out rows: you need new ones.
#
# ## Your own file
#
# In the folder of this project, `python -m pip install ".[command]"` installs the package in an environment of yours, and brings torch, numpy and pandas.
# Your file is a CSV with a row of names; [dates, decimal commas and gaps](../reference/command.md#what-it-reads) are welcome. Here is one: how far a car goes on after you brake, in miles per hour and feet (Ezekiel, *Methods of Correlation Analysis*, 1930; [cars.csv](../snippets/cars.csv)).

# %%
from pathlib import Path

rows = """
4,2 4,10 7,4 7,22 8,16 9,10 10,18 10,26 10,34 11,17 11,28 12,14 12,20
12,24 12,28 13,26 13,34 13,34 13,46 14,26 14,36 14,60 14,80 15,20 15,26
15,54 16,32 16,40 17,32 17,40 17,50 18,42 18,56 18,76 18,84 19,36 19,46
19,68 20,32 20,48 20,52 20,56 20,64 22,66 23,54 24,70 24,92 24,93 24,120
25,85
"""
lines = ["speed,distance", *rows.split()]
Path("cars.csv").write_text("\n".join(lines))
print(*lines[:4], "...", sep="\n")

# %% [markdown]
# In a terminal, type:
#
# ```sh
# python -m sgd_tutorial cars.csv --x speed --y distance --degree 2
# ```
#
# From a notebook, hand the same words to the function behind it:

# %%
from sgd_tutorial.cli import main

typed = "cars.csv --x speed --y distance --degree 2"
assert main(typed.split()) == 0  # the status of a program that went well

# %% [markdown]
# The same in Python, where you can go on from it:

# %%
import csv

table = list(csv.DictReader(Path("cars.csv").read_text().splitlines()))
speed = torch.tensor([float(row["speed"]) for row in table])
distance = torch.tensor([float(row["distance"]) for row in table])
cars = sgd.quadratic, [0.0, 0.0, 0.0], speed, distance
run = sgd.fit_rescaled(*cars, steps=2)
print(*(f"{each:.4f}" for each in run.params))
print(sgd.diagnose(*cars, learning_rate=1e-7, steps=100))
powers = torch.vander(speed, 3).double()
best = torch.linalg.lstsq(powers, distance.double()).solution
assert run.params.double().allclose(best, rtol=1e-5)

# %% [markdown]
# The report's $R^2$ is of the rows that the parabola learned from. What it is worth on others, you know how to find out.
#
# **Rule.** Split, look, scale, fit, choose, repeat, judge: in this order, and the last once.
# Report the loss on sealed rows beside that of a constant, and prefer the approximation with fewer parameters where the boxes overlap.
#
# **Limits.** A random split is fair where rows are independent. Of a time series, hold out the end; of a country with several rows, all of them or none. Otherwise the rows aside are near copies of those you learned from
# (Roberts et al., *Cross-validation strategies for data with temporal, spatial, hierarchical, or phylogenetic structure*, 2017). And held-out rows from the same range say nothing about another: of what lies beyond your data no split warns you.
#
# !!! example "Try it"
#     1. Learn from the poorer half of the open rows, and predict the richer one. How far off are the line, degree 5 and the log line?
#     2. Scale by the mean and spread of all rows instead. Does the curve of least squares change? What would change?
#     3. `sgd.gapminder_data(2002)` has the same countries in the same order. Are the residuals of a country in both years independent?

# %% tags=["solution"]
poorer, richer = open_rows[income[open_rows].argsort()].tensor_split(2)
beyond = {
    name: miss(table, least_squares(table, poorer), richer) ** 0.5
    for name, table in tables.items()
}
for name in ("degree 1", "degree 5", "log line"):
    print(f"1: {name} misses by {beyond[name]:,.0f} years")
assert beyond["degree 5"] > 100 * beyond["log line"]

powers = torch.vander(income, 3)[:, :-1]
leaky = torch.cat(
    [(powers - powers.mean(0)) / powers.std(0), torch.ones(len(income), 1)],
    dim=1,
)
fitted = leaky @ least_squares(leaky, train)
early = [t @ descend(t, 5)[0].params for t in (leaky, tables["degree 2"])]
apart = (early[0] - early[1]).abs().max().item()
print(
    f"2: the same curve; after 5 steps of descent {apart:.1f} years apart"
)
assert apart > 0.1
assert fitted.allclose(tables["degree 2"] @ exact["degree 2"])

before = sgd.gapminder_data(2002)
lefts = []
for x, y in (before, (income, life)):
    u = torch.vander(x.double().log(), 2)
    lefts.append(y - u @ torch.linalg.lstsq(u, y.double()).solution)
together = torch.corrcoef(torch.stack(lefts))[0, 1].item()
print(f"3: no, they correlate with {together:.2f}")
assert together > 0.9
