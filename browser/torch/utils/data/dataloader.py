"""`DataLoader`: the batches of a data set."""

from .collate import default_collate, default_convert
from .sampler import BatchSampler, RandomSampler, SequentialSampler, seed


class DataLoader:
    """Batches of a data set, in order or shuffled anew in each pass.

    There is one process here: with `num_workers` the batches are the same, and take as long.
    """

    def __init__(
        self,
        dataset,
        batch_size=1,
        shuffle=None,
        sampler=None,
        batch_sampler=None,
        num_workers=0,
        collate_fn=None,
        pin_memory=False,
        drop_last=False,
        timeout=0,
        worker_init_fn=None,
        multiprocessing_context=None,
        generator=None,
        *,
        prefetch_factor=None,
        persistent_workers=False,
        pin_memory_device="",
        in_order=True,
    ):
        if num_workers < 0:
            raise ValueError(
                "num_workers option should be non-negative; use num_workers=0 to disable "
                "multiprocessing."
            )
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, "
                    "and drop_last"
                )
            batch_size, drop_last = None, False
        elif batch_size is None and drop_last:
            raise ValueError(
                "batch_size=None option disables auto-batching and is mutually exclusive with "
                "drop_last"
            )
        if sampler is None:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else None
            sampler = sampler or SequentialSampler(dataset)
        if batch_size is not None and batch_sampler is None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.sampler, self.batch_sampler = sampler, batch_sampler
        self.num_workers, self.pin_memory, self.timeout = num_workers, pin_memory, timeout
        self.generator = generator
        if collate_fn is None:
            collate_fn = default_convert if batch_sampler is None else default_collate
        self.collate_fn = collate_fn

    def __class_getitem__(cls, _):
        return cls

    def __iter__(self):
        seed(self.generator)  # which torch would give to its workers
        return self._batches()

    def _batches(self):
        if self.batch_sampler is None:
            for number in self.sampler:
                yield self.collate_fn(self.dataset[number])
            return
        for numbers in self.batch_sampler:
            yield self.collate_fn([self.dataset[number] for number in numbers])

    def __len__(self):
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)
