"""A progress bar, for readers who ask for one."""

from collections.abc import Iterator

from ._run import Snapshot


def with_bar(path: Iterator[Snapshot], steps: int) -> Iterator[Snapshot]:
    """The same snapshots, counted on standard error."""
    try:
        from tqdm import tqdm
    except ImportError as error:
        raise ImportError("progress=True needs tqdm: pip install tqdm") from error
    with tqdm(total=steps, unit="step") as bar:
        for now in path:
            bar.set_postfix(loss=f"{now.loss:.4g}", refresh=False)
            bar.update(now.step - bar.n)
            yield now
