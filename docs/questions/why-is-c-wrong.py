# %% [markdown]
# # Why is c still wrong?
#
# Text.

# %% figure="directions" caption="Each direction of the error falls at its own rate."
import sgd_tutorial as sgd
from sgd_tutorial import figures

problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
run = sgd.fit(*problem, learning_rate=1e-7, steps=10_002)
figures.error_by_direction(run, sgd.curvature(*problem), 1e-7)
# %% figure="rates" caption="Rates."
answer = sgd.learning_rates()
figures.learning_rates(answer)
# %% figure="misfits" caption="Candidates."
figures.wrong_approximations(sgd.wrong_approximations(), *sgd.notebook_data())
# %% figure="surface" caption="Map."
figures.surface(run, *problem[:1], *problem[2:])
# %% figure="starts" caption="Starts."
figures.initial_guesses(sgd.initial_guesses())
