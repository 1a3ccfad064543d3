"""`torch.utils.data`: data sets, and batches of them in order or shuffled."""

from ...missing import in_module as _in_module
from .collate import default_collate
from .dataloader import DataLoader
from .dataset import ConcatDataset, Dataset, Subset, TensorDataset, random_split
from .sampler import BatchSampler, RandomSampler, Sampler, SequentialSampler

del collate  # noqa: F821  # torch shows no module of this name, but the others

__getattr__ = _in_module("torch.utils.data")
