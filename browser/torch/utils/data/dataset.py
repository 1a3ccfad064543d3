"""Data sets: something with a length whose examples have numbers."""

import math
from bisect import bisect_right
from itertools import accumulate

from ... import generators


class Dataset:
    """The base of a data set of yours, which has `__getitem__` and `__len__`."""

    def __getitem__(self, index):
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other):
        return ConcatDataset([self, other])

    def __class_getitem__(cls, _):
        return cls  # Dataset[int] in annotations


class TensorDataset(Dataset):
    """Tensors of one length: an example has the entry of each."""

    def __init__(self, *tensors):
        if any(tensors[0].size(0) != tensor.size(0) for tensor in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].size(0)


class Subset(Dataset):
    """Some examples of a data set, by their numbers."""

    def __init__(self, dataset, indices):
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index):
        if isinstance(index, list):
            return self.dataset[[self.indices[each] for each in index]]
        return self.dataset[self.indices[index]]

    def __len__(self):
        return len(self.indices)


class ConcatDataset(Dataset):
    """Data sets one after the other."""

    def __init__(self, datasets):
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        self.cumulative_sizes = list(accumulate(map(len, self.datasets)))

    def __len__(self):
        return self.cumulative_sizes[-1]

    def __getitem__(self, index):
        if index < 0:
            if -index > len(self):
                raise ValueError("absolute value of index should not exceed dataset length")
            index += len(self)
        place = bisect_right(self.cumulative_sizes, index)
        return self.datasets[place][index - (self.cumulative_sizes[place - 1] if place else 0)]


def random_split(dataset, lengths, generator=None):
    """Subsets of these lengths, or of these shares, with examples at random."""
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        lengths = _from_shares(lengths, len(dataset))
    if sum(lengths) != len(dataset):
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    indices = generators.randperm(sum(lengths), generator=generator).tolist()
    ends = accumulate(lengths)
    pairs = zip(ends, lengths, strict=True)
    return [Subset(dataset, indices[end - length : end]) for end, length in pairs]


def _from_shares(shares, count):
    """Whole lengths; what rounding down leaves goes to the first ones."""
    for place, share in enumerate(shares):
        if share < 0 or share > 1:
            raise ValueError(f"Fraction at index {place} is not between 0 and 1")
    lengths = [math.floor(count * share) for share in shares]
    for place in range(count - sum(lengths)):
        lengths[place % len(lengths)] += 1
    return lengths
