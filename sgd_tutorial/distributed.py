"""The recipe on several processes: each takes a share of the points, all add up the gradients."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import count, islice
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor
from torch.distributed.rendezvous import rendezvous

from . import checkpoints, checks
from .approximations import Approximation
from .batches import mini_batches
from .checkpoints import Checkpoint, fingerprint
from .divergence import stable_rate, warn_of_divergence
from .losses import Loss, sum_squared_error
from .optimizers import Optimizer, started
from .problem import as_data, as_params, try_once
from .recipe import adjust, gradient, initialize
from .record import Recorder, Run, Snapshot
from .schedules import Rate, Schedule, as_schedule
from .stopping import Diverged, all_rules

# What all processes must be given alike; the first ones are what a checkpoint must agree with.
PROBLEM = (
    "approximation",
    "guesses",
    "x",
    "y",
    "learning_rate",
    "loss",
    "batch_size",
    "seed",
    "optimizer",
    "record_every",
)
ALIKE = (*PROBLEM, "steps", "every", "checkpoint")
_groups = count()


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
    """`fit` by all processes of `torchrun --nproc-per-node 2 script.py` together.

    Every process calls it with the same arguments and gets the same run, bit for bit. Of each
    step's points a process takes its share, a row more or less; `torch.distributed.all_reduce`
    adds the gradients of the shares, Σ_k w_k g_k, with w_k = 1 for a loss that adds up and
    w_k = N_k / N for one that averages. That is the gradient of one process but for the order
    of the sum, and so is the run.

    Before the first step each process looks at all points, to see that the arguments are the same
    everywhere and which kind of loss it is.

    Without torchrun it is one process, `fit` itself, so that a script can be tried as it is.
    A process group that the caller has initialized is used, and left as it is. Data on the CPU
    goes over gloo, data on GPUs over nccl: move it to `f"cuda:{os.environ['LOCAL_RANK']}"`.

    With `checkpoint`, process 0 saves the run, and a start that finds the file goes on from it:
    after `torchrun --max-restarts 3 ...` has replaced a process that died, or with more steps.
    On the same number of processes the end is the same, bit for bit.

    Source: Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour (2017).

    Args:
        approximation: step 1, any f(x, params) that treats each row of x alone.
        guesses: (P,), where the parameters start.
        x: (N,) or (N, ...), all data, on every process; any number of rows.
        y: (N,), one y for each x.
        learning_rate: one number; one for each parameter; or a schedule.
        steps: adjustments to make at most, 0 or more.
        loss: step 3, any loss(y1, y2) that adds up over the points, or averages over them.
        batch_size: points used at each step, by all processes together; all points unless given.
        seed: the same seed gives the same batches.
        optimizer: replaces step 5; with a checkpoint, its attributes are tensors and numbers.
        record_every: keep every k-th step, and the last.
        checkpoint: file to go on from and to save to, the same for every process.
        every: steps from one checkpoint to the next; the last step is saved too. A checkpoint
            holds the record so far: on long runs use `record_every`.
        timeout: seconds to wait for another process; a group of the caller's has its own.

    Returns:
        The run, on every process. One that diverges ends at its first loss that is not finite.

    Raises:
        TypeError: if an argument is of the wrong kind.
        ValueError: if an argument has the wrong value or shape, or another one on another
            process; if the loss neither adds up nor averages; if the checkpoint is damaged or
            of another run.
        RuntimeError: if another process failed, or is gone.

    Warns:
        DivergenceWarning: if the run diverges.

    >>> from sgd_tutorial import notebook_data, quadratic
    >>> x, y = notebook_data()
    >>> run = fit_distributed(quadratic, [1.0, 2.0, 3.0], x, y, learning_rate=1e-7, steps=1)
    >>> run.params
    tensor([2.1528, 1.9977, 3.0046])
    """
    with _team(timeout) as team:

        def prepare() -> _Work:
            data = as_data(x, y)
            checks.function("approximation", approximation)
            return _Work(
                approximation,
                as_params("guesses", guesses, data[1].dtype).to(data[1].device),
                *data,
                learning_rate,
                checks.whole_number("steps", steps, least=0),
                loss,
                batch_size,
                seed,
                optimizer,
                record_every,
                None if checkpoint is None else Path(checkpoint),
                checks.whole_number("every", every, least=1),
                team,
            )

        work = _agreed(team, prepare)
        now, stopped_because = work.repeat()
        _same_params(team, now.params)
    if stopped_because == Diverged.name:
        plain = optimizer is None and batch_size is None
        problem = approximation, work.guesses, work.x, work.y, loss
        warn_of_divergence(now, stable_rate(*problem, learning_rate) if plain else "")
    return work.recorder.finish(now, stopped_because)


@dataclass(frozen=True)
class _Team:
    """The processes, and what this one can ask of them."""

    rank: int = 0
    size: int = 1

    def gather(self, row: list[int]) -> list[list[int]]:
        """Every process's row."""
        own = torch.tensor(row, dtype=torch.int64)
        if self.size > 1:
            if dist.get_backend() == "nccl":  # a group of the caller's, for GPUs alone
                own = own.cuda()
            rows = [torch.empty_like(own) for _ in range(self.size)]
            with _others_needed("before the first step, or after the last"):
                dist.all_gather(rows, own)
            return [other.tolist() for other in rows]
        return [row]

    def add(self, values: Tensor, step: int) -> None:
        """Replace the values by their sum over all processes."""
        if self.size > 1:
            with _others_needed(f"at step {step}"):
                dist.all_reduce(values)


@contextmanager
def _team(timeout: float) -> Iterator[_Team]:
    """The caller's process group; or torchrun's, for as long as it takes; or this process alone."""
    limit = timedelta(seconds=checks.positive_number("timeout", timeout))
    own = not dist.is_initialized() and {"RANK", "WORLD_SIZE"} <= os.environ.keys()
    if own:
        store, rank, size = _meeting_place()
        # Under a name of its own: addresses of earlier groups, and of processes that died, are
        # still in the store, and torch would call them.
        attempt = os.environ.get("TORCHELASTIC_RESTART_COUNT", "0")
        name = f"fit_distributed {attempt} {size} {next(_groups)}"
        store = dist.PrefixStore(name, store)  # type: ignore[attr-defined]
        gpus = torch.cuda.is_available() and dist.is_nccl_available()
        backend = "cpu:gloo,cuda:nccl" if gpus else "gloo"
        with _others_needed("at the start"):
            dist.init_process_group(backend, timeout=limit, store=store, rank=rank, world_size=size)
    try:
        there = dist.is_initialized()
        yield _Team(dist.get_rank(), dist.get_world_size()) if there else _Team()
    finally:
        if own:
            dist.destroy_process_group()


@cache
def _meeting_place() -> tuple[Any, int, int]:
    """Where torchrun's processes find each other, and this one's rank and their number."""
    return next(rendezvous("env://"))


@contextmanager
def _others_needed(when: str) -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise RuntimeError(
            f"another process is gone or too slow, {when}; start all of them again, "
            "and with checkpoint=... they go on from the last one"
        ) from error


@dataclass
class _Work:
    """One process's part of a run, checked and ready to start."""

    approximation: Approximation
    guesses: Tensor
    x: Tensor
    y: Tensor
    learning_rate: object
    steps: int
    loss: Loss
    batch_size: int | None
    seed: int
    optimizer: Optimizer | None
    record_every: int
    path: Path | None
    every: int
    team: _Team
    recorder: Recorder = field(init=False)
    found: Checkpoint | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.params = initialize(self.guesses)  # step 2
        self.schedule = as_schedule(self.learning_rate, self.params)
        self.rules = all_rules(None, self.steps)
        self.batches = mini_batches(self.x, self.y, self.batch_size, self.seed)
        few = self.x[: self.batch_size], self.y[: self.batch_size]
        first = try_once(self.approximation, self.params, *few, self.loss)
        self.first_loss = first.item()
        self.averages = self.team.size > 1 and self._averages()
        self.recorder = Recorder(
            self.params, loss_dtype=first.dtype, every=self.record_every, most_steps=self.steps
        )
        self.adjust = adjust if self.optimizer is None else started(self.optimizer, self.params)
        self.problem = self._problem()
        if self.path is not None:
            self._memory()  # refused now rather than at the first checkpoint
            self._go_on(self.path)

    def alike(self) -> list[int]:
        """The fingerprints of ALIKE."""
        found = None if self.found is None else (self.found.step, fingerprint(self.found.params))
        return [*self.problem.values(), *map(fingerprint, (self.steps, self.every, found))]

    def repeat(self) -> tuple[Snapshot, str]:
        """Step 6: the last snapshot, and the name of the rule that ended the run."""
        for now in self._descend():
            self.recorder.add(now)
            reached = [rule for rule in self.rules if rule.reached(now)]
            if reached:
                break
        return now, reached[0].name

    def _descend(self) -> Iterator[Snapshot]:
        """Steps 3 to 5 without end, on all processes.

        A process that fails says so in the sum, so that all end at this step and none waits.
        """
        start = 0 if self.found is None else self.found.step
        at = len(self.params)
        now: Snapshot | None = None
        for step, (x, y) in islice(enumerate(self.batches), start, None):
            sums = self.params.new_zeros(at + 2)  # gradient, loss, failures
            own = None
            try:
                if now is not None:
                    self.adjust(self.params, now.gradient, self.schedule(now.step))  # step 5
                self._save(step)
                self._share(x, y, sums)
            except Exception as error:  # of the reader's functions, or of the disk
                own = error
                sums.zero_()[-1] = 1
            self.team.add(sums, step)
            if own is not None:
                raise own
            if sums[-1]:
                raise RuntimeError(f"another process failed at step {step}; its error says why")
            now = Snapshot(step, sums[at].item(), self.params.detach().clone(), sums[:at])
            yield now

    def _share(self, x: Tensor, y: Tensor, sums: Tensor) -> None:
        """Steps 3 and 4 on this process's share: weighted gradient and loss, into `sums`."""
        part = [values.tensor_split(self.team.size)[self.team.rank] for values in (x, y)]
        rows = len(part[0])
        if rows == 0:  # more processes than rows: the mean of nothing is not a number
            return
        weight = rows / len(x) if self.averages else 1.0
        sums[:-1] = weight * self._assessed(*part)

    def _averages(self) -> bool:
        """Whether the whole is the mean of its parts rather than their sum: tried, at the guesses.

        Raises:
            ValueError: if it is neither, so that no sum over processes gives its gradient.
        """
        parts = min(self.team.size, len(self.x))
        shares = list(zip(self.x.tensor_split(parts), self.y.tensor_split(parts), strict=True))
        whole = self._assessed(self.x, self.y)
        if not bool(whole.isfinite().all()):
            if self.batch_size is None:
                return False  # the run ends before it takes a step
            raise ValueError("the loss or its gradient is not finite at the guesses; start closer")
        of_parts = torch.stack([self._assessed(*share) for share in shares])
        weights = whole.new_tensor([len(share[0]) / len(self.x) for share in shares])[:, None]
        for averages, terms in ((True, of_parts * weights), (False, of_parts)):
            rounding = torch.finfo(whole.dtype).eps ** 0.5 * terms.abs().sum(0)
            if bool(((terms.sum(0) - whole).abs() <= rounding).all()):
                return averages
        raise ValueError(
            f"the loss {_name(self.loss)} of {_name(self.approximation)} is neither the sum nor "
            "the mean of its parts, so it cannot be shared out: end it with .sum() or .mean() over "
            "the points, and let the approximation treat each point alone"
        )

    def _assessed(self, x: Tensor, y: Tensor) -> Tensor:
        """Steps 3 and 4: the gradient, and behind it the loss, (P+1,)."""
        value = self.loss(self.approximation(x, self.params), y)
        grad = gradient(value, self.params)
        return torch.cat([grad, value.detach().to(grad).reshape(1)])

    def _problem(self) -> dict[str, int]:
        memory = {} if self.optimizer is None else _kept(self.optimizer)
        values: tuple[object, ...] = (
            _name(self.approximation),
            self.guesses,
            self.x,
            self.y,
            self.schedule(0),
            _name(self.loss),
            self.batch_size,
            self.seed,
            {"kind": type(self.optimizer).__name__, **memory},
            self.record_every,
        )
        return dict(zip(PROBLEM, map(fingerprint, values), strict=True))

    def _memory(self) -> dict[str, object]:
        if self.optimizer is None:
            return {}
        kept = _kept(self.optimizer)
        left = vars(self.optimizer).keys() - kept.keys()
        if left:
            raise TypeError(
                f"a checkpoint holds an optimizer's tensors and numbers; "
                f"{type(self.optimizer).__name__} also has {', '.join(sorted(left))}"
            )
        return kept

    def _last_rate(self, step: int) -> Rate:
        return self.schedule(max(step - 1, 0))

    def _save(self, step: int) -> None:
        """On process 0, where one is due and not on disk already."""
        due = step % self.every == 0 or step == self.steps
        on_disk = self.found is not None and self.found.step == step
        if self.path is None or self.team.rank != 0 or not due or on_disk:
            return
        saved = Checkpoint(
            self.problem,
            self.first_loss,
            self._last_rate(step),
            step,
            self.params.detach(),
            self._memory(),
            *self.recorder.rows(),
        )
        checkpoints.write(self.path, saved)

    def _go_on(self, path: Path) -> None:
        """From the checkpoint, if there is one."""
        self.found = found = checkpoints.read(path, self.params.device)
        if found is None:
            return
        rate = self._last_rate(found.step)
        checkpoints.check(path, found, self.problem, self.first_loss, rate, self.steps)
        self.params.detach().copy_(found.params)
        for name, value in found.memory.items():
            setattr(self.optimizer, name, value)
        losses = found.losses.tolist()
        for row, (params, loss) in enumerate(zip(found.history, losses, strict=True)):
            self.recorder.add(Snapshot(row * self.record_every, loss, params, params))


def _agreed(team: _Team, prepare: Callable[[], _Work]) -> _Work:
    """What this process prepared, once all have, and alike; otherwise an error on every one."""
    own = None
    row = [0] * len(ALIKE)
    try:
        work = prepare()
        row = work.alike()
    except Exception as error:  # the others wait to hear of it
        own = error
    rows = team.gather([int(own is not None), *row])
    if own is not None:
        raise own
    for rank, (failed, *_) in enumerate(rows):
        if failed:
            raise RuntimeError(f"process {rank} refused its arguments; its error says why")
    for rank, (_, *other) in enumerate(rows):
        first = rows[0][1:]
        names = [name for name, a, b in zip(ALIKE, first, other, strict=True) if a != b]
        if names:
            raise ValueError(
                f"process {rank} has another {', another '.join(names)} than process 0; "
                "give all processes the same (read one file, set one seed)"
            )
    return work


def _same_params(team: _Team, params: Tensor) -> None:
    if len(set(map(tuple, team.gather([fingerprint(params)])))) > 1:
        raise RuntimeError(
            "the processes ended with different parameters: learning_rate or optimizer must do "
            "the same on all of them"
        )


def _kept(optimizer: Optimizer) -> dict[str, object]:
    """The attributes that a checkpoint holds."""
    plain = Tensor | int | float | str | None
    return {name: value for name, value in vars(optimizer).items() if isinstance(value, plain)}


def _name(function: Callable[..., object]) -> str:
    return str(getattr(function, "__name__", type(function).__name__))
