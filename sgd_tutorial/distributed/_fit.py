"""`fit` on several processes: each takes a share of the points, and all add up the gradients."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from torch import Tensor

from .. import _validate as validate
from .._batches import Batch, mini_batches
from .._record import Recorder, Run, Snapshot
from .._stability import rate_advice, warn_of_divergence
from .._validate import as_data, as_params, name_of, try_once
from ..approximations import Approximation
from ..losses import Loss, sum_squared_error
from ..optimizers import Optimizer, start_optimizer
from ..recipe import adjust, initialize
from ..schedules import Rate, Schedule, as_schedule
from ..stopping import Diverged, all_rules
from . import _checkpoint as checkpoints
from ._checkpoint import Checkpoint, fingerprint
from ._gradients import Share, averages
from ._group import Group, process_group


def fit_distributed(
    approximation: Approximation,
    guesses: object,
    x: object,
    y: object,
    *,
    learning_rate: float | Sequence[float] | Tensor | Schedule,
    steps: int,
    loss: Loss = sum_squared_error,
    batch_size: int | None = None,
    seed: int = 0,
    optimizer: Optimizer | None = None,
    record_every: int = 1,
    checkpoint: str | os.PathLike[str] | None = None,
    every: int = 1_000,
    timeout: float = 300.0,
) -> Run:
    """Run `fit` on all processes of `torchrun --nproc-per-node 2 script.py` together.

    Every process calls it with the same arguments and gets the same run, bit for bit. Each takes
    an equal share of every step's points, to within one row; `torch.distributed.all_reduce` adds
    the gradients of the shares, Σ_k w_k g_k, with w_k = 1 for a loss that adds up and
    w_k = N_k / N for one that averages. Gradient and run are those of one process, up to the
    order of the sum.

    Before the first step each process uses all points once, to check that the arguments are the
    same on all processes and whether the loss adds up or averages.

    Without torchrun this is `fit` on one process, so that a script can be tried as it is.
    A process group that the caller has initialized is used, and not destroyed. Data on the CPU
    goes over gloo, data on GPUs over nccl: move it to `f"cuda:{os.environ['LOCAL_RANK']}"`.

    With `checkpoint`, process 0 saves the run, and a call that finds the file resumes from it:
    after `torchrun --max-restarts 3 ...` has replaced a process that died, or with more steps.
    On the same number of processes the result is the same, bit for bit.

    Source: Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour (2017).

    Args:
        approximation: step 1, any f(x, params) that treats each row of x alone.
        guesses: (P,), where the parameters start.
        x: (N,) or (N, ...), all data, on every process.
        y: (N,), one y for each x.
        learning_rate: one number; one for each parameter; or a schedule.
        steps: adjustments to make at most.
        loss: step 3, any loss(y1, y2) that adds up over the points, or averages over them.
        batch_size: points used at each step, by all processes together; all points unless given.
        seed: the same seed gives the same batches.
        optimizer: replaces step 5; a checkpoint needs its attributes to be tensors, numbers or
            strings.
        record_every: record every k-th step, and the last.
        checkpoint: file to resume from and to save to, the same for every process.
        every: steps from one checkpoint to the next; the last step is saved too. A checkpoint
            holds the record so far: on long runs use `record_every`.
        timeout: seconds to wait for another process; a group of the caller's has its own.

    Returns:
        The run, on every process. If it diverges, its last row is the first loss that is not
        finite.

    Raises:
        TypeError: if an argument has the wrong type.
        ValueError: if an argument has a wrong value, the shapes do not fit, or the arguments
            differ between processes; if the loss neither adds up nor averages; if the checkpoint
            is damaged or of a different run.
        RuntimeError: if another process failed, died or timed out.

    Warns:
        DivergenceWarning: if the run diverges.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> run = fit_distributed(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=1)
    >>> run.params
    tensor([2.1528, 1.9977, 3.0046])
    """
    with process_group(timeout) as group:
        create = partial(
            _Worker,
            group,
            approximation,
            guesses,
            x,
            y,
            learning_rate=learning_rate,
            steps=steps,
            loss=loss,
            batch_size=batch_size,
            seed=seed,
            optimizer=optimizer,
            record_every=record_every,
            checkpoint=checkpoint,
            every=every,
        )
        worker = group.agree(create, _Worker.fingerprints)
        last, stopped_because = worker.repeat()
        ends = group.gather([fingerprint(last.params)])
        if ends != [ends[0]] * group.size:
            raise RuntimeError(
                "the processes ended with different parameters: learning_rate or optimizer must "
                "do the same on all of them"
            )
    if stopped_because == Diverged.name:
        plain = optimizer is None and batch_size is None
        problem = approximation, worker.guesses, worker.x, worker.y, loss
        warn_of_divergence(last, rate_advice(*problem, learning_rate) if plain else "")
    return worker.recorder.finish(last, stopped_because)


class _Worker:
    """One process's part of a run, its arguments checked, resumed from a checkpoint if any."""

    def __init__(
        self,
        group: Group,
        approximation: Approximation,
        guesses: object,
        x: object,
        y: object,
        *,
        learning_rate: object,
        steps: int,
        loss: Loss,
        batch_size: int | None,
        seed: int,
        optimizer: Optimizer | None,
        record_every: int,
        checkpoint: str | os.PathLike[str] | None,
        every: int,
    ) -> None:
        self.group, self.optimizer = group, optimizer
        self.x, self.y = as_data(x, y)
        self.guesses = as_params("guesses", guesses, self.y.dtype).to(self.y.device)
        self.steps = validate.whole_number("steps", steps, least=0)
        self.every = validate.whole_number("every", every, least=1)
        self.params = initialize(self.guesses)  # step 2
        self.schedule = as_schedule(learning_rate, self.params)
        self.rules = all_rules(None, self.steps)
        self.batches = mini_batches(self.x, self.y, batch_size, seed)
        few = self.x[:batch_size], self.y[:batch_size]
        first_loss = try_once(approximation, self.params, *few, loss)
        problem = approximation, self.params, self.x, self.y, loss
        mean = group.size > 1 and averages(*problem, batch_size, shares=group.size)
        self.share = Share(group.rank, group.size, approximation, loss, mean)
        self.recorder = Recorder(
            self.params, loss_dtype=first_loss.dtype, every=record_every, most_steps=self.steps
        )
        self.adjust = adjust if optimizer is None else start_optimizer(optimizer, self.params)

        self.first_loss = first_loss.item()
        self.problem = _fingerprints(
            {
                "approximation": name_of(approximation),
                "guesses": self.guesses,
                "x": self.x,
                "y": self.y,
                "learning_rate": self.schedule(0),
                "loss": name_of(loss),
                "batch_size": batch_size,
                "seed": seed,
                "optimizer": {"kind": type(optimizer).__name__, **_storable(optimizer)},
                "record_every": record_every,
            }
        )
        self.checkpoint = None if checkpoint is None else Path(checkpoint)
        self.resumed: Checkpoint | None = None
        if self.checkpoint is not None:
            _memory(optimizer)  # refuse it now rather than at the first checkpoint
            self._resume(self.checkpoint, record_every)

    def fingerprints(self) -> dict[str, int]:
        """Of all that must be the same on every process."""
        resumed = self.resumed and (self.resumed.step, fingerprint(self.resumed.params))
        others = {"steps": self.steps, "every": self.every, "checkpoint": resumed}
        return self.problem | _fingerprints(others)

    def repeat(self) -> tuple[Snapshot, str]:
        """Step 6: the last snapshot, and the name of the rule that ended the run."""
        for now in self._descend():
            self.recorder.add(now)
            reached = [rule for rule in self.rules if rule.reached(now)]
            if reached:
                break
        return now, reached[0].name

    def _descend(self) -> Iterator[Snapshot]:
        """Repeat steps 3 to 5 without end, on all processes."""
        now: Snapshot | None = None
        like = self.params.new_zeros(len(self.params) + 1)
        start = 0 if self.resumed is None else self.resumed.step
        for step, batch in islice(enumerate(self.batches), start, None):
            sums = self.group.sum(partial(self._advance, now, step, batch), like, step)
            now = Snapshot(step, sums[-1].item(), self.params.detach().clone(), sums[:-1])
            yield now

    def _advance(self, last: Snapshot | None, step: int, batch: Batch) -> Tensor:
        """Step 5 from the last snapshot, then this process's part of steps 3 and 4, (P+1,)."""
        if last is not None:
            self.adjust(self.params, last.gradient, self.schedule(last.step))
        self._save(step)
        return self.share.gradient_and_loss(self.params, *batch)

    def _last_rate(self, step: int) -> Rate:
        return self.schedule(max(step - 1, 0))

    def _save(self, step: int) -> None:
        """Write a checkpoint on process 0, if one is due and not on disk already."""
        due = step % self.every == 0 or step == self.steps
        on_disk = self.resumed is not None and self.resumed.step == step
        if self.checkpoint is None or self.group.rank != 0 or not due or on_disk:
            return
        content = Checkpoint(
            self.problem,
            self.first_loss,
            self._last_rate(step),
            step,
            self.params.detach(),
            _memory(self.optimizer),
            *self.recorder.rows(),
        )
        checkpoints.write(self.checkpoint, content)

    def _resume(self, path: Path, record_every: int) -> None:
        """Go to the checkpoint, if there is one."""
        self.resumed = resumed = checkpoints.read(path, self.params.device)
        if resumed is None:
            return
        rate = self._last_rate(resumed.step)
        checkpoints.check(path, resumed, self.problem, self.first_loss, rate, self.steps)
        self.params.detach().copy_(resumed.params)
        for name, value in resumed.memory.items():
            setattr(self.optimizer, name, value)
        for row, (params, loss) in enumerate(zip(resumed.history, resumed.losses, strict=True)):
            self.recorder.add(Snapshot(row * record_every, loss.item(), params, params))


def _fingerprints(values: Mapping[str, object]) -> dict[str, int]:
    return {name: fingerprint(value) for name, value in values.items()}


def _storable(optimizer: Optimizer | None) -> dict[str, object]:
    """The attributes that a checkpoint can hold."""
    types = Tensor | int | float | str | None
    attributes = {} if optimizer is None else vars(optimizer)
    return {name: value for name, value in attributes.items() if isinstance(value, types)}


def _memory(optimizer: Optimizer | None) -> dict[str, object]:
    """All attributes, provided that a checkpoint can hold each."""
    storable = _storable(optimizer)
    if optimizer is not None and len(storable) < len(vars(optimizer)):
        others = ", ".join(sorted(vars(optimizer).keys() - storable.keys()))
        raise TypeError(
            f"a checkpoint holds an optimizer's tensors, numbers and strings; "
            f"{type(optimizer).__name__} also has {others}"
        )
    return storable
