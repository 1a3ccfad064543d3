"""Samplers: the order in which a loader takes the examples."""

from itertools import islice

from ... import generators

TOGETHER = 32  # numbers that torch draws at once, with replacement


def seed(generator=None):
    """A seed that a generator draws."""
    return (generator or generators.default)._two_words() & (1 << 63) - 1


class Sampler:
    """The base of a sampler of yours, which has `__iter__`."""

    def __class_getitem__(cls, _):
        return cls


class SequentialSampler(Sampler):
    """In order."""

    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)


class RandomSampler(Sampler):
    """In random order; with replacement, an example may come again."""

    def __init__(self, data_source, replacement=False, num_samples=None, generator=None):
        self.data_source, self.replacement = data_source, replacement
        self._num_samples, self.generator = num_samples, generator
        if not isinstance(replacement, bool):
            raise TypeError(
                f"replacement should be a boolean value, but got replacement={replacement}"
            )
        if not isinstance(self.num_samples, int) or self.num_samples <= 0:
            raise ValueError(
                "num_samples should be a positive integer value, but got "
                f"num_samples={self.num_samples}"
            )

    @property
    def num_samples(self):
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self):
        source = self.generator
        if source is None:
            source = generators.Generator().manual_seed(seed())
        count = len(self.data_source)
        size = TOGETHER if self.replacement else count
        whole, rest = divmod(self.num_samples, size)
        for _ in range(whole):
            yield from self._some(source, count, size)
        yield from self._some(source, count, rest)

    def _some(self, source, count, size):
        """So many numbers of examples; torch draws a whole order where it takes a part of it."""
        if self.replacement:
            return generators.randint(count, (size,), generator=source).tolist()
        return generators.randperm(count, generator=source).tolist()[:size]

    def __len__(self):
        return self.num_samples


class BatchSampler(Sampler):
    """Lists of so many numbers that another sampler gives; the last may be shorter."""

    def __init__(self, sampler, batch_size, drop_last):
        if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size <= 0:
            raise ValueError(
                f"batch_size should be a positive integer value, but got batch_size={batch_size}"
            )
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self):
        numbers = iter(self.sampler)
        while batch := list(islice(numbers, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def __len__(self):
        rest = 0 if self.drop_last else self.batch_size - 1
        return (len(self.sampler) + rest) // self.batch_size
