# %% [markdown] hide=["navigation", "toc"] description="Learn stochastic gradient descent by running it: six steps, six questions, figures that you move, and code to take along."
# # SGD, step by step
#
# <p class="lead">Stochastic gradient descent, or a relative of it, is how almost every neural network of today learns.
# It is a recipe of six steps. Here you take them one by one: you run the code where it stands, change it, and run it again.
# Every result that you read is computed while the page is built.</p>
#
# <div class="doors" markdown>
# [**Learn it** By hand first, then in six steps, then in a loop.](recipe/by-hand.py){ .door }
# [**Copy it** The whole recipe in one call, for your own data.](#copy-it){ .door }
# </div>

# %% tags=["remove-input", "poster"] figure="descent" caption="Press Play: the curve bends to the data. It starts at *x² + 2x + 3*; the data is *5x²*. After {{ f'{run.steps:,}' }} steps it is *{{ f'{run.params[0]:.2f}' }}x² + {{ f'{run.params[2]:.2f}' }}*: almost, and the [first question](questions/why-is-c-wrong.py) is why not quite."
import plotly
import torch

import sgd_tutorial as sgd
from sgd_tutorial import figures

x, y = sgd.notebook_data()
run = sgd.notebook_facts().run
figure = figures.fit(run, sgd.quadratic, x, y)
figure.data[1].y = (
    figure.frames[0].data[0].y
)  # the picture opens at the guesses
figure.layout.sliders[0].active = 0
figure

# %% [markdown]
# ## The six steps
#
# <div class="steps" markdown>
#
# 1. **Approximate.** Write a function with parameters: $y = \a x^2 + \b x + \c$.
# 2. **Initialize** the parameters with guesses.
# 3. **Assess** how far off the function is: the loss.
# 4. **Calculate the gradient** of the loss: which way is worse, for each parameter.
# 5. **Adjust** the parameters, a little, the other way.
# 6. **Repeat** steps 3 to 5.
#
# </div>
#
# [All six on one page](recipe/six-steps.py), each once by hand.
#
# ## The six questions
#
# The curve is almost right after ten thousand steps. Almost. So:
# [why is c still wrong](questions/why-is-c-wrong.py),
# [what if the function is wrong](questions/wrong-approximation.py),
# [the learning rate](questions/learning-rate.py),
# [the first guess](questions/initial-guesses.py),
# [when do you stop](questions/when-to-stop.py), and
# [does the mean do as well as the sum](questions/mean-or-sum.py)?
# Each page lets you guess first, shows you, and gives you a cure to copy.
# In [the lab](lab.md) you move everything yourself.
#
# ## Copy it
#
# The package `sgd_tutorial` has one function for each step, and `fit` for all of them. Press *Run*: it runs here, in your
# browser, on [a small torch](further/backward.py#the-torch-that-runs-these-cells). Edit it: what does a rate of `1e-6` do?
#
# ``` { .python .live .fresh }
# --8<-- "fit.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "fit.txt"
# ```
#
# Your own data needs its own learning rate, which says how far a step goes. For a function that is linear in its parameters,
# as this one is, `sgd.largest_stable_learning_rate` tells the limit; half of it is a good start.
# For other functions the limit changes as you go: [measure it where you are](questions/learning-rate.py#measure-the-limit-where-you-are).
#
# ## On your machine
#
# You need Python 3.11 or newer, make and git. In the folder of this project:
#
# - `make serve` sets everything up and serves this site on your machine. Edit a page, and it runs again.
# - `make test` sets everything up and runs every test.
#
# These pages were run with torch {{ torch.__version__.split("+")[0] }} and plotly {{ plotly.__version__ }}.
