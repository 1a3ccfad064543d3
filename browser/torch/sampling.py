"""Random numbers in the shape of a tensor, or put into it: `torch.rand_like(x)`, `x.normal_()`."""

from array import array
from bisect import bisect_left
from math import inf, log1p

from . import dtypes
from .arithmetic import nothing
from .creation import finish
from .elementwise import add_scaled, store
from .gaussian import normal_numbers, randn
from .generators import default, rand, randint, refuse_whole, uniform
from .graph import record, without_derivative
from .inplace import refuse_change, refuse_overlap, replace
from .layout import Size, prod
from .tensor import Tensor, filled, function_and_method, method, values


def _put(tensor, numbers, name, overload=0):
    """New numbers for a tensor, in row-major order."""
    refuse_change(tensor)
    refuse_overlap(tensor)
    result = Tensor(store(tensor.dtype, numbers), tensor.shape, tensor.dtype)
    return replace(tensor, record(result, f"{name}Backward{overload}", (tensor, nothing, ())))


@method
def uniform_(self, start=0.0, to=1.0, *, generator=None):
    """Numbers from the uniform distribution over [start, to)."""
    refuse_whole(self.dtype, "check_uniform_bounds")
    if start > to:
        raise RuntimeError(
            f"uniform_ expects to return a [from, to) range, but found from={start:g} > to={to:g}"
        )
    start, to = array(self.dtype._typecode, [start, to])
    width = array(self.dtype._typecode, [to - start])[0]
    drawn = uniform(generator or default, self.dtype, prod(self.shape))
    if self.dtype is dtypes.float64:
        rounded_once = add_scaled(self.dtype, width)
        return _put(self, [rounded_once(start, each) for each in drawn], "Uniform")
    return _put(self, [each * width + start for each in drawn], "Uniform")


@method
def normal_(self, mean=0.0, std=1.0, *, generator=None):
    """Numbers from the normal distribution with that mean and standard deviation."""
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    if prod(self.shape):
        refuse_whole(self.dtype, "normal_kernel_cpu")
    source = generator or default
    numbers = normal_numbers(source, self.dtype, prod(self.shape), mean, std)
    return _put(self, numbers, "Normal")


@method
def bernoulli_(self, p=0.5, *, generator=None):
    """1 with probability p, or else 0; p may be a tensor that broadcasts to this one."""
    if isinstance(p, Tensor):
        drawn = _ones_and_zeros(p.detach().expand(self.shape), generator)
        return _put(self, drawn, "Bernoulli", 1)
    if not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    drawn = uniform(generator or default, dtypes.float64, prod(self.shape))
    return _put(self, [int(each < p) for each in drawn], "Bernoulli", 2)


@function_and_method
def bernoulli(self, p=None, *, generator=None):
    """1 or 0: 1 with the probability that the tensor has at that place, or with probability p."""
    if p is not None:
        result = bernoulli_(self.detach().clone(), p, generator=generator)
        return record(result, "NotImplemented", (self, without_derivative("bernoulli"), ()))
    numbers = _ones_and_zeros(self, generator)
    result = Tensor(store(self.dtype, numbers), self.shape, self.dtype)
    return record(result, "BernoulliBackward0", (self, nothing, ()))


def _ones_and_zeros(probabilities, generator):
    kind = probabilities.dtype
    if not kind.is_floating_point and probabilities.numel():
        text = f"\"bernoulli_tensor_cpu_p_\" not implemented for '{kind._type_name}'"
        raise NotImplementedError(text)
    shares = values(probabilities)
    if not all(0 <= share <= 1 for share in shares):
        raise RuntimeError(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message "
            "be improved?  If so, please report an enhancement request to PyTorch.)"
        )
    drawn = uniform(generator or default, kind, len(shares))
    return [int(u < share) for u, share in zip(drawn, shares, strict=True)]


@method
def exponential_(self, lambd=1, *, generator=None):
    """Numbers from the exponential distribution with that rate."""
    if lambd <= 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd:g}")
    if not self.dtype.is_floating_point and prod(self.shape):
        raise RuntimeError(
            "Exponential distribution is a continuous probability distribution. dtype must be a "
            f"floating point but you specified {self.dtype._type_name}"
        )
    drawn = uniform(generator or default, dtypes.float64, prod(self.shape))
    return _put(self, [-log1p(-each) / lambd for each in drawn], "Exponential")


@function_and_method
def multinomial(self, num_samples, replacement=False, *, generator=None):
    """Indices, each drawn with a probability that is proportional to the number there."""
    self = self.detach()
    _check_shares(self, num_samples, replacement)
    if not replacement or num_samples == 1:
        waits = self.new_empty(self.shape).exponential_(generator=generator)
        return (self / waits).topk(num_samples).indices
    indices = array("q")
    for row in self.reshape(-1, self.shape[-1]):
        indices.extend(_indices(row, num_samples, generator or default))
    return Tensor(indices, Size((*self.shape[:-1], num_samples)), dtypes.int64)


def _check_shares(shares, count, replacement):
    if not 1 <= len(shares.shape) <= 2:
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if not shares.dtype.is_floating_point:
        raise RuntimeError(
            "multinomial only supports floating-point dtypes for input, got: "
            f"{shares.dtype._type_name}"
        )
    if count <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and count > shares.shape[-1]:
        raise RuntimeError(
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
        )
    wrong = [each for each in values(shares) if not 0 <= each < inf]
    if wrong and not (replacement and count > 1):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if wrong:
        what = "= infinity or NaN" if wrong[0] == inf else "< 0"
        raise RuntimeError(
            f"invalid multinomial distribution (encountering probability entry {what})"
        )
    if not bool((shares.sum(-1) > 0).all()):
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")


def _indices(shares, count, source):
    """Where uniform numbers fall among the sums of the shares."""
    code = shares.dtype._typecode
    sums = array(code)
    for share in values(shares):
        sums.append(share + (sums[-1] if sums else 0.0))
    sums = array(code, [each / sums[-1] for each in sums])
    return [bisect_left(sums, each) for each in uniform(source, dtypes.float64, count)]


def _like(draw, input, dtype, generator, requires_grad):
    if draw is randn and not input.numel():  # whatever the dtype
        return finish(filled(input.shape, 0, dtype or input.dtype), requires_grad)
    drawn = draw(*input.shape or (1,), dtype=dtype or input.dtype, generator=generator)
    return finish(drawn if input.shape else drawn.reshape(()), requires_grad)


def rand_like(input, *, dtype=None, generator=None, requires_grad=False):
    return _like(rand, input, dtype, generator, requires_grad)


def randn_like(input, *, dtype=None, generator=None, requires_grad=False):
    return _like(randn, input, dtype, generator, requires_grad)


def randint_like(input, high, *, low=0, dtype=None, generator=None, requires_grad=False):
    made = {"dtype": dtype or input.dtype, "generator": generator, "requires_grad": requires_grad}
    return randint(high, input.shape, low=low, **made)
