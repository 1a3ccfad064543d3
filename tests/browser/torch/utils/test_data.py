"""torch.utils.data: the same batches as torch's, in the same order for the same seed."""

import pytest

from tests.helpers.small_torch import run_with_both

DATA = [
    "from importlib import import_module",
    "data = torch.utils.data",
    "DataLoader, Dataset, TensorDataset = data.DataLoader, data.Dataset, data.TensorDataset",
    "ds = TensorDataset(torch.arange(20.0).reshape(10, 2), torch.arange(10))",
    "class Squares(Dataset):\n"
    "    def __len__(self): return 7\n"
    "    def __getitem__(self, i):\n"
    "        if i >= 7: raise IndexError\n"
    "        return float(i), i * i",
    "torch.manual_seed(3)",
    "seeded = torch.Generator().manual_seed(8)",
]
LOADERS = [
    *["ds", "ds, batch_size=4", "ds, batch_size=4, shuffle=True", "ds, 3, True, drop_last=True"],
    *["Squares(), batch_size=3, shuffle=True", "Squares(), 2, sampler=[4, 2, 0]", "torch.arange(5.0), 2"],
    *["ds, batch_size=4, shuffle=True, generator=seeded", "ds, batch_size=None", "[1.5, 2.0], 2"],
    *["ds, batch_sampler=[[0, 1], [5]]", "[(1, True, 'a'), (2, False, 'b')], batch_size=2", "[1, 2, 3]"],
    *["[{'x': torch.ones(2), 'y': 1}] * 3, batch_size=2", "[[1, 2], [3]], 2", "[object()]", "[], 2"],
    *["ds, batch_size=0", "ds, batch_size=2.5", "ds, shuffle=True, sampler=[1]", "[], shuffle=True"],
    *["ds, num_workers=-1", "ds, 2, batch_sampler=[[1]]", "ds, batch_size=None, drop_last=True"],
    *["[torch.ones(2), torch.ones(3)], 2", "ds, 5, collate_fn=lambda batch: len(batch)", "list(zip(ds.tensors[0], ds.tensors[1])), 5, True"],
    *["data.Subset(ds, [1, 5]), 2", "ds, sampler=data.RandomSampler(ds, replacement=True, num_samples=40)"],
    "ds, sampler=data.RandomSampler(ds, num_samples=14), batch_size=7",
]  # fmt: skip
OTHERS = [
    *["ds[2]", "ds[2:4]", "len(ds)", "Squares()[3]", "Dataset()[0]", "len(Dataset())"],
    *["TensorDataset(torch.ones(2), torch.ones(3))", "(ds + ds)[13]", "len(ds + ds)", "(ds + ds)[-1]"],
    *["[part.indices for part in data.random_split(ds, [7, 3])]", "len(DataLoader(ds, 4, drop_last=True))"],
    *["[part.indices for part in data.random_split(ds, [0.75, 0.25])]", "len(DataLoader(ds, 4))"],
    *["[part.indices for part in data.random_split(ds, [0.5, 0.5], generator=seeded)]"],
    *["data.random_split(ds, [5, 3])", "data.random_split(ds, [7, 3])[0][2]", "data.random_split(ds, [1.5, -0.5])"],
    *["list(Squares())", "DataLoader(ds).dataset is ds", "DataLoader(ds, 4).batch_size", "[len(p) for p in data.random_split(ds, [0.3, 0.3, 0.4])]"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", LOADERS)
def test_a_loader_gives_torchs_batches(arguments):
    lines = [*DATA, f"loader = DataLoader({arguments})", "seen.append(len(loader))"]
    lines += ["for _ in range(2):\n    for batch in loader: seen += [str(batch), torch.rand(1)]"]
    theirs, ours = run_with_both(lines)
    assert [str(each).replace("small_torch", "torch") for each in ours] == list(map(str, theirs))


@pytest.mark.parametrize("expression", OTHERS)
def test_data_sets_are_torchs(expression):
    theirs, ours = run_with_both(
        [*DATA, f"seen.append({expression})", "seen.append(torch.rand(1))"]
    )
    assert ours == theirs
