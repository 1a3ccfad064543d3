# %% [markdown] slow=true description="Gradient descent on several processes: what they tell each other, how to scale the rate, how to survive a kill, and when more machines stop helping."
# # Many machines
#
# You have so much data that one step takes minutes, and machines that stand idle. The recipe can be shared out: only one of its six steps changes.
#
# **You need**: [the six steps](../recipe/six-steps.py), [mean or sum](../questions/mean-or-sum.py) and [mini-batches](stochastic.py).
# **You will be able to** fit on several processes, set the learning rate for them, go on after one dies, and say how many are too many.
#
# !!! question "Predict"
#     Two processes share the 41 points. What must each tell the other at every step?
#
#     - its points
#     - its gradient
#     - its parameters
#     - nothing until the end
#
# ## Two shares of the points
#
# A loss that adds up over the points has a gradient that does. So each process takes a share, 21 points or 20, and calculates the gradient of its share. Their sum is the gradient of all.
# With a mean, weigh each share by its points: $\nabla L = \sum_k \frac{N_k}{N} \nabla L_k$. An average without weights is right for all data only if the shares have one size.

# %%
import torch
import plotly.express as px
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
guesses = [1.0, 2.0, 3.0]


def gradient(x, y, loss=sgd.sum_squared_error):
    params = sgd.initialize(guesses)
    return sgd.gradient(loss(sgd.quadratic(x, params), y), params)


shares = list(zip(x.tensor_split(2), y.tensor_split(2)))
added = sum(gradient(*share) for share in shares)
for share in shares:
    print("of a share:   ", gradient(*share).tolist())
print("their sum:    ", added.tolist())
print("of all points:", gradient(x, y).tolist())
assert added.allclose(gradient(x, y), rtol=1e-6)

# %% [markdown]
# ## Two processes
#
# `fit_distributed` is `fit` with this one change in step 4. The sum is an all-reduce, `torch.distributed.all_reduce`: every process puts its gradient in, every process gets the total. All run the same script:

# %%
with open("two.py", "w") as file:
    file.write("""
import os
import torch
import sgd_tutorial as sgd

problem = sgd.quadratic, [1.0, 2.0, 3.0], *sgd.notebook_data()
run = sgd.fit_distributed(*problem, learning_rate=1e-7, steps=200)
torch.save(run.params, f"two-{os.environ['RANK']}.pt")
""")

# %% [markdown]
# `torchrun` starts the processes and tells each its number, its **rank**. For two of them, on this machine alone, type in a terminal:
#
# ```sh
# torchrun --standalone --nproc-per-node 2 two.py
# ```
#
# Here it runs below, as the first part of a second script.
#
# ## One of them dies
#
# Then the other cannot finish the sum; it stops with an error rather than wait forever. With `--max-restarts`, torchrun starts both again, from the guesses, unless a checkpoint says otherwise.
# The second script imports the first, which runs it. Then it fits again, with a checkpoint every 50 steps, and kills a process at step 120. How many steps are lost?

# %%
with open("killed.py", "w") as file:
    file.write("""
import os, signal
import torch
import sgd_tutorial as sgd
import two  # that run first, whole

rank = os.environ["RANK"]
attempt = os.environ["TORCHELASTIC_RESTART_COUNT"]

def rate(step):
    if step == 120 and rank == "1" and attempt == "0":
        os.kill(os.getpid(), signal.SIGKILL)
    return 1e-7

start = 0
if os.path.exists("run.pt"):
    start = torch.load("run.pt")["content"]["step"]
run = sgd.fit_distributed(
    *two.problem, learning_rate=rate, steps=200,
    checkpoint="run.pt", every=50,
)
torch.save((start, run.params), f"killed-{rank}.pt")
""")

# %% [markdown]
# In a terminal, type:
#
# ```sh
# torchrun --standalone --nproc-per-node 2 --max-restarts 1 killed.py
# ```
#
# From a notebook:

# %%
import subprocess
import sys
from pathlib import Path

Path("run.pt").unlink(missing_ok=True)  # of an earlier run of this cell
typed = "--standalone --nproc-per-node 2 --max-restarts 1 killed.py"
command = [sys.executable, "-m", "torch.distributed.run", *typed.split()]
said = subprocess.run(command, check=True, stderr=subprocess.PIPE).stderr
assert b"exitcode: -9" in said  # of the process that was killed

one = sgd.fit(sgd.quadratic, guesses, x, y, learning_rate=1e-7, steps=200)
two = [torch.load(f"two-{rank}.pt") for rank in (0, 1)]
starts, ends = zip(*(torch.load(f"killed-{rank}.pt") for rank in (0, 1)))
print("two processes, the same bits:", two[0].equal(two[1]))
apart = ((two[0] - one.params) / one.params).abs().max().item()
print("apart from one process by at most 1e-6:", apart <= 1e-6)
print("after the kill, started again from step:", *starts)
print("ends as if nothing had happened:", ends[0].equal(two[0]))
assert all(end.equal(two[0]) for end in (two[1], *ends))
assert apart <= 1e-6
assert starts == (100, 100)

# %% tags=["remove-cell"]
assert added.numel() == len(guesses)  # what was put in and summed
travels = "its gradient" if two[0].equal(two[1]) else "its parameters"

# %% [markdown]
# !!! success "Answer: {{ travels }}"
#     It has {{ len(guesses) }} numbers, however many points there are. The parameters end the same in both, bit for bit.
#
#     - its points: They stay where they are. What a step needs of them is their gradient, and that adds up.
#     - its parameters: Both begin with the same and take the same step, so they have the other's already.
#     - nothing until the end: Then each would fit its own half. The lowest point of one half is not that of all.
#
# The parameters themselves never travel. Both processes start from the same guesses, add the same total, and so hold the same numbers forever. One process's run differs from theirs in the last digits only: floating-point sums depend on their order.
#
# After the kill, {{ 120 - starts[0] }} steps are done twice, and the end is the same, bit for bit: the checkpoint holds all that the next step depends on. It is written by one process, to another name first, and renamed when it is whole. A kill in the middle of writing leaves the old one.
#
# On two machines, type this on each, where `first` is the name of one of them. A checkpoint must be in a folder that both see.
#
# ```sh
# torchrun --nnodes 2 --nproc-per-node 2 --rdzv-backend c10d \
#   --rdzv-id fit --rdzv-endpoint first:29400 two.py
# ```
#
# ## What a step costs on the wire
#
# In the ring algorithm, in which each passes parts of the gradient on to the next, each of $n$ processes sends $2(n-1)/n$ times the bytes of the gradient, and no algorithm that goes from process to process sends less
# (Patarasuk and Yuan, *Bandwidth optimal all-reduce algorithms for clusters of workstations*, 2009;
# NVIDIA counts the same way in *Performance reported by NCCL tests*).


# %%
def sent(processes, numbers, bytes_each=4):
    """Bytes that each process sends a step."""
    return 2 * (processes - 1) / processes * bytes_each * numbers


extra = 2  # fit_distributed adds the loss, and a flag that says "I failed"
for n in (2, 8, 64):
    small, large = sent(n, 3 + extra), sent(n, 10**9 + extra)
    print(f"{n:2} processes: {small:.0f} bytes for 3 parameters", end=", ")
    print(f"{large / 1e9:.1f} GB for a billion")

# %% [markdown]
# The points do not appear in the formula. More points make a step longer and its message no longer, so large data shares out well. More parameters do the opposite.
#
# ## More processes, larger batches
#
# If every process takes a batch of its own, $n$ processes make one **effective batch**, $n$ times as large, and an epoch, a round through all points, has $n$ times fewer steps. To get as far with fewer steps, each must be longer. The **linear scaling rule**: multiply the batch by $k$, multiply the rate by $k$
# (Goyal et al., *Accurate, large minibatch SGD*, 2017, [arXiv](https://arxiv.org/abs/1706.02677)).
# Four epochs each, on 1024 noisy points, with the mean:

# %%
torch.manual_seed(0)
many_x = torch.linspace(-1, 1, 1_024)
many_y = 5 * many_x**2 + torch.randn(1_024)
problem = sgd.quadratic, guesses, many_x, many_y
bowl = sgd.curvature(*problem, loss=sgd.mean_squared_error)
bound = sgd.rounded_down(bowl.largest_stable_learning_rate)
losses = {}
for k in (1, 2, 4, 8, 16, 32, 64):
    run = sgd.fit(
        *problem,
        learning_rate=0.02 * k,
        steps=4 * len(many_x) // (8 * k),
        batch_size=8 * k,
        loss=sgd.mean_squared_error,
    )
    fitted = sgd.quadratic(many_x, run.params)
    losses[k] = sgd.mean_squared_error(fitted, many_y).item()
    print(f"batch {8 * k:3}, rate {0.02 * k:.2f}", end=", ")
    print(f"{run.steps:3} steps: loss {losses[k]:,.2f}")
print(f"floor {bowl.floor:.2f}, largest stable rate {bound}")
assert losses[8] < 1.2 * losses[1]
assert losses[64] > 10 * losses[1]

# %% [markdown]
# Up to a point you get as far with the same points, in a fraction of the steps. Then the rate nears the [largest stable one](../questions/curvature.py), which no batch can raise, and the rule breaks. Goyal and his colleagues see it hold up to a batch of 8192 images and break beyond; they climb to the large rate over the first epochs (`sgd.warmup`).
#
# ## When more machines stop helping
#
# *Communication against computation.* Divide the same work by $n$ and the step takes $t(n) = \text{compute}/n + \text{communication}(n)$. The first term vanishes. The second does not: its bytes approach twice the gradient's, and each of its $2(n-1)$ rounds costs a delay.

# %% figure="time" caption="Predicted time of a step of fixed size, on logarithmic axes. Computation keeps falling, communication climbs, and their sum has a lowest point." tags=["hide-input"]
compute = 1.0  # seconds a step on one process: assumed, as are these
parameters, bandwidth, delay = 10**8, 10e9, 1e-4
counts = [2**power for power in range(1, 11)]
parts = {
    "computation": [compute / n for n in counts],
    "communication": [
        sent(n, parameters) / bandwidth + 2 * (n - 1) * delay
        for n in counts
    ],
}
parts["both"] = [sum(pair) for pair in zip(*parts.values())]
best = counts[parts["both"].index(min(parts["both"]))]
px.line(
    {"processes": counts, **parts},
    x="processes",
    y=list(parts),
    log_x=True,
    log_y=True,
    markers=True,
    labels={"value": "seconds a step", "variable": ""},
).update_traces(marker_size=6)

# %% [markdown]
# These machines are assumed: a second of computation, a hundred million parameters, ten gigabytes a second, a tenth of a millisecond of delay. Of the counts drawn, {{ best }} processes take the least time, and even they are {{ f"{compute / min(parts['both']):.0f}" }} times as fast as one, not {{ best }} times. Put your own in. (A library that sends while it calculates takes less than the sum, and no less than the larger of the two.)
#
# *The critical batch.* Larger batches give computation more to do per message, but a batch that is nearly free of noise gains nothing from more points. McCandlish et al.
# (*An empirical model of large-batch training*, 2018, [arXiv](https://arxiv.org/abs/1812.06162)) find that steps needed fall like $1 + B_\text{crit}/B$: at the critical batch you need twice the fewest, beyond it hardly fewer.
# Shallue et al. (*Measuring the effects of data parallelism on neural network training*, 2019, [JMLR 20:112](https://jmlr.org/papers/v20/18-789.html)) measure the same three stages, perfect scaling, diminishing returns, none, with a turning point that differs widely from one problem to another.
#
# ## To copy
#
# Here is the gradient's sum by hand, without the package. For an `nn.Module`, PyTorch's `DistributedDataParallel` does it: it *averages* over the processes, without weights, and sends the first gradients while it calculates the last
# (Li et al., *PyTorch Distributed: experiences on accelerating data parallel training*, 2020).
#
# ```python
# --8<-- "many_processes.py"
# ```
#
# ``` { .text .output .no-copy data-search-exclude="" }
# --8<-- "many_processes.txt"
# ```
#
# **Rule.** Split the points, add the gradients, weigh a mean by the points. Scale the rate with the effective batch, up to the largest stable rate. Save often enough that you can afford the steps since.
#
# **Limits.** Here every process holds all parameters, and `fit_distributed` gives each the whole data to take its share from. A model too large for one machine must itself be split. A loss that is neither sum nor mean over the points, such as a median, cannot be shared out this way; `fit_distributed` refuses it.
#
# !!! example "Try it"
#     1. Average the two shares' mean gradients *without* weights. How far off is it from the gradient of all 41 points?
#     2. A process dies once in 5000 steps, on average halfway between two checkpoints. Writing one takes as long as 10 steps. Which costs least: a checkpoint every 50, 300 or 1000 steps?
#     3. Your batch is 4 times the critical one. By the formula, what fraction of the steps do you save by doubling it?

# %% tags=["solution"]
mean = sgd.mean_squared_error
true = gradient(x, y, mean)
plain = sum(gradient(*share, mean) for share in shares) / 2
weighed = sum(
    len(share[0]) / len(x) * gradient(*share, mean) for share in shares
)
off = ((plain - true).norm() / true.norm()).item()
print(f"1: off by {off:.1%}; with weights, equal")
assert weighed.allclose(true, rtol=1e-5)
assert off > 1e-4

cost = {each: 10 * 5_000 / each + each / 2 for each in (50, 300, 1_000)}
lowest = (2 * 10 * 5_000) ** 0.5  # where the slope of that is 0
print("2: steps lost:", {each: round(lost) for each, lost in cost.items()})
print(f"least of all every {lowest:.0f} (Young, 1974)")
assert min(cost, key=cost.get) == 300


def needed(batch, critical=1.0):
    return 1 + critical / batch


saved = 1 - needed(8) / needed(4)
print(f"3: {saved:.0%}, for twice the machines")
assert abs(saved - 0.1) < 1e-9
