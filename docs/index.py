# %% [markdown] hide=["navigation", "toc"] description="Learn stochastic gradient descent by running it: six steps, six questions, figures that you move, and code to take along."
# # SGD, step by step
#
# <p class="lead">Stochastic gradient descent, or a relative of it, is how almost every neural network learns. Here you learn it by doing it:
# six steps, first by hand, then in code that you run and change on the page. You need a little Python, and to know what a slope is.</p>
#
# <div class="start" markdown>
# [Start by hand](recipe/by-hand.py){ .filled }
# <!-- minutes -->
# </div>

# %% tags=["remove-input", "poster"] figure="descent" caption="Press Play: the curve starts at *x² + 2x + 3* and bends to the data, *5x²*. After {{ f'{run.steps:,}' }} steps it is *{{ f'{run.params[0]:.2f}' }}x² + {{ f'{run.params[2]:.2f}' }}*: almost."
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
figure.update_layout(
    height=380, margin={"t": 0, "r": 0, "b": 0, "l": 0}, showlegend=False
)
bare = {"showgrid": False, "showticklabels": False, "automargin": False}
bare |= {"title_text": ""}
figure.update_xaxes(range=[-21, 21], **bare)
figure.update_yaxes(**bare)
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
# After ten thousand steps the curve is almost right. Why only almost? That is the first of six questions. Each page lets you
# guess first, shows you, and gives you a cure to copy.
#
# <!-- pages -->
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
# Your own data needs its own learning rate, which says how far a step goes. For squared errors and a function that is linear
# in its parameters, as here, `sgd.largest_stable_learning_rate` tells the limit; half of it is a good start.
# Otherwise the limit changes as you go: [measure it where you are](questions/learning-rate.py#measure-the-limit-where-you-are).
#
# ## On your machine
#
# You need Python 3.11 or newer, make and git. In the folder of this project:
#
# - `make serve` sets everything up and serves this site on your machine. Edit a page, and it runs again.
# - `make test` sets everything up and runs every test.
#
# These pages were run with torch {{ torch.__version__.split("+")[0] }} and plotly {{ plotly.__version__ }}.
