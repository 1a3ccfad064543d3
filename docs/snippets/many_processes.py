import torch
import torch.distributed as dist
import torch.multiprocessing as mp


def work(rank, size, port):
    store = dist.TCPStore("127.0.0.1", port, is_master=False)
    dist.init_process_group("gloo", store=store, rank=rank, world_size=size)
    x = torch.arange(-20, 21, dtype=torch.float32)
    y = 5 * x * x
    x, y = x.tensor_split(size)[rank], y.tensor_split(size)[rank]

    params = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()
    for _ in range(100):
        fitted = params[0] * x * x + params[1] * x + params[2]
        loss = ((fitted - y) ** 2).sum()  # of my share of the points
        loss.backward()
        dist.all_reduce(params.grad)  # the sum over all shares
        params.data -= 1e-7 * params.grad
        params.grad = None

    same = [torch.empty(3) for _ in range(size)]
    dist.all_gather(same, params.data)
    if rank == 0:
        print("a, b, c =", [round(v, 3) + 0.0 for v in params.tolist()])
        print("the same everywhere:", all(map(params.equal, same)))
    dist.destroy_process_group()


if __name__ == "__main__":
    meeting = dist.TCPStore(
        "127.0.0.1", 0, is_master=True, wait_for_workers=False
    )  # port 0: a free one
    mp.spawn(work, args=(2, meeting.port), nprocs=2)
