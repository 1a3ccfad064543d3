"""One batch of several examples."""

from collections.abc import Mapping, Sequence

from ... import creation, dtypes
from ...arrays import from_numpy, is_array, is_numpy_number
from ...joining import stack
from ...tensor import Tensor


def default_collate(batch):
    """Tensors are stacked, numbers become a tensor; tuples, lists and dicts keep their form."""
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(batch)
    if is_array(first):
        return stack([creation.as_tensor(each) for each in batch])
    if is_numpy_number(first):
        return creation.tensor(batch)
    if isinstance(first, float):
        return creation.tensor(batch, dtype=dtypes.float64)
    if isinstance(first, int):
        return creation.tensor(batch)
    if isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return type(first)({key: default_collate([each[key] for each in batch]) for key in first})
    if isinstance(first, Sequence):
        return _of_sequences(batch, first)
    raise TypeError(
        "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; "
        f"found {type(first)}"
    )


def _of_sequences(batch, first):
    if any(len(each) != len(first) for each in batch):
        raise RuntimeError("each element in list of batch should be of equal size")
    columns = [default_collate(column) for column in zip(*batch, strict=True)]
    return type(first)(*columns) if hasattr(first, "_fields") else columns


def default_convert(data):
    """An example that no batch holds: as it is."""
    if isinstance(data, tuple | list) and not hasattr(data, "_fields"):
        return [default_convert(each) for each in data]
    if is_array(data):
        return from_numpy(data)
    return data
