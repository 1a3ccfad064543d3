"""Small random programs, by seed, on which both torches must agree."""

import random

SHAPES = [
    (), (1,), (2,), (3,), (5,), (8,), (9,), (17,), (33,), (41,), (70,), (200,), (0,),
    (2, 3), (3, 1), (1, 4), (5, 5), (4, 9), (9, 4), (20, 3), (3, 40), (33, 5), (2, 8),
    (2, 3, 4), (3, 1, 2), (1, 5, 1), (4, 2, 9), (2, 9, 8), (5, 8, 3),
]  # fmt: skip
UNARY = [
    "-{a}", "{a} * {a}", "{a}.abs()", "({a} ** 2)", "{a} ** 3", "{a}.square()", "{a}.clone()",
    "{a}.relu()", "{a}.clamp(-1.0, 2.0)", "({a} + 1.0).abs()", "{a}.sign()", "{a} / 3",
    "2 - {a}", "1.5 * {a}", "{a} + 1", "1 / ({a} + 0.5)", "({a}.abs() + 0.5) ** -1", "{a}.floor()",
    "{a} ** 1", "{a} ** 0", "{a} - 0.1", "{a}.detach() * {a}", "torch.zeros_like({a}) + {a}",
    "{a}.double() * 0.1", "torch.where({a} > 0, {a}, torch.tensor(0.5))",
]  # fmt: skip
BINARY = [
    "{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} / ({b} + 0.3)", "{a} * {b} + {b}",
    "torch.maximum({a}, {b}) + 0.0", "torch.minimum({a}, {b}) + 0.0", "torch.where({a} < {b}, {a}, {b})",
    "torch.add({a}, {b})", "({a} - {b}) ** 2",
]  # fmt: skip
REDUCTIONS = [
    "{a}.sum()", "{a}.mean()", "{a}.sum(dim={d})", "{a}.mean(dim={d})", "{a}.sum({d}, keepdim=True)",
    "{a}.mean({d}, keepdim=True)", "{a}.sum(dim=(0, -1))", "torch.sum({a})", "torch.mean({a})",
]  # fmt: skip
PICKS = ["{a}.max()", "{a}.min()", "{a}.max(dim={d}).values", "{a}.min(dim={d})[0]"]
VIEWS = [
    "{a}[0]", "{a}[..., {i}]", "{a}[1:]", "{a}[:-1]", "{a}[::2]", "{a}.T", "{a}.reshape(-1)", "{a}.flatten()",
    "{a}.unsqueeze({d})", "{a}[None]", "{a}[..., None]", "{a}.transpose(0, -1)", "{a}.squeeze()",
    "{a}[[0, -1]]", "{a}[{a} > 0]", "torch.stack([{a}, {a} * 2], dim={d})", "torch.cat([{a}, {a}])",
    "{a}.expand(2, *{a}.shape)", "{a}[torch.tensor([0, 0])]", "{a}[..., 0]", "{a}[..., ::2]",
    "{a}.split(2)[0]", "{a}.unbind()[-1]", "{a}.contiguous()", "{a}[:]",
    "{a}.permute(*reversed(range({a}.dim())))", "{a}[:, 1]", "{a}[:, None] * 1", "{a}.view(-1, 1)",
]  # fmt: skip
IN_PLACE = [
    "{a} += 1.5", "{a} -= {b}", "{a} *= 0.5", "{a}.mul_({b})", "{a}.abs_()", "{a}.add_({b})",
    "{a}.zero_()", "{a}.fill_(0.25)", "{a}[..., {i}] = 7.0", "{a}[{a} < 0] = 0.0", "{a}.data -= 0.1",
    "{a}[1:] = {a}[:-1].clone()", "{a}.clamp_(-1.0, 1.0)", "{a}.detach().sub_(0.5)", "{a}.detach()[::2].mul_(2)", "{a}[...] = 2.0",
]  # fmt: skip
TESTS = [
    "{a} > {b}", "{a} == {b}", "({a} < 1) & ({a} > -1)", "~({a} > 0)", "({a} > 0).sum()",
    "({a} > 0).any()", "({a} > 0).all(dim={d})", "{a}.argmax()", "{a}.argmin(dim={d})", "{a}.isnan()",
    "({a} > 0).int()", "({a} > 0).float()", "{a}.long() * 3 - 1", "{a}.long().sum(dim={d})",
    "({a} > 0).nonzero()", "{a}.tolist()", "{a}.double()", "{a}.long() / 2", "{a}.std()",
    "{a}.std(dim={d})", "{a}.var(dim={d}, correction=0)", "{a}.equal({b})", "{a}.allclose({a})",
    "{a}.shape", "{a}.stride()", "{a}.dtype", "len({a})", "[v.item() for v in {a}.flatten()]",
    "{a}.long() // 2", "{a}.long() % 3", "{a} * 1e30 * 1e30", "{a} * 1e-30 * 1e-10", "{a} / 0",
    "{a}.requires_grad", "{a}.is_leaf", "({a} > 0) * 2.5", "{a}.long() + 0.5", "{a}.int() * 2",
]  # fmt: skip


def number(rng):
    """A number of any size, some whole, some negative."""
    kind = rng.random()
    if kind < 0.3:
        return float(rng.randint(-9, 9))
    if kind < 0.8:
        return round(rng.uniform(-5, 5), rng.randint(1, 6))
    return float(f"{rng.uniform(-1, 1) * 10 ** rng.randint(-6, 6):.4g}")


def nested(rng, shape, draw=number):
    """Nested lists of random numbers."""
    if not shape:
        return draw(rng)
    return [nested(rng, shape[1:], draw) for _ in range(shape[0])]


def partner(rng, shape):
    """A shape that broadcasts with the other."""
    sizes = [size if rng.random() < 0.7 else 1 for size in shape]
    return tuple(sizes[rng.randint(0, len(sizes)) if rng.random() < 0.4 else 0 :])


def program(seed):
    """Lines of Python that use `torch` and fill the list `seen`."""
    rng = random.Random(seed)
    shape = rng.choice(SHAPES)
    other = shape if rng.random() < 0.5 else partner(rng, shape)
    leaves = [f"p = torch.tensor({nested(rng, shape)}).requires_grad_()"]
    leaves.append(f"q = torch.tensor({nested(rng, other)}).requires_grad_({rng.random() < 0.7})")
    # A shape with a 0 in it has no depth in nested lists.
    lines = [*leaves, f"p.data = p.data.reshape({shape})", f"q.data = q.data.reshape({other})"]
    lines += ["v0, v1 = p, q", "seen.extend([v0, v1])"]
    count, views = 2, False
    for _ in range(rng.randint(1, 5)):
        a, b = (f"v{rng.randrange(count)}" for _ in range(2))
        kind = rng.choice([UNARY, UNARY, BINARY, BINARY, REDUCTIONS, VIEWS, VIEWS, PICKS])
        text = rng.choice(kind)
        d, i = rng.choice([0, -1, 0, -1, 0, -1, 1]), rng.choice([0, -1, 0, -1, 1, 2])
        if kind is VIEWS:
            views = True
        lines.append(f"v{count} = " + text.format(a=a, b=b, d=d, i=i))
        lines.append(f"seen.append(v{count})")
        count += 1
        if rng.random() < 0.25:
            text = rng.choice(IN_PLACE).format(a=a, b=b, i=i)
            if views or rng.random() < 0.7:  # a change of a view is refused: see test_errors.py
                lines += [f"w = {a}.detach().clone()", text.replace(f"{a}", "w")]
                lines.append("seen.append(w)")
            else:
                lines += [text, f"seen.append({a})"]
        if rng.random() < 0.4:
            lines.append("seen.append(" + rng.choice(TESTS).format(a=a, b=b, d=d, i=i) + ")")
    root = f"v{count - 1}"
    scalar = rng.choice([f"{root}.sum()", f"({root} * {root}).mean()", f"({root} ** 2).sum()"])
    for _ in range(rng.choice([1, 1, 1, 2])):
        lines += [f"loss = {scalar} + (p * 0.5).sum()", "seen.append(loss)", "loss.backward()"]
    if rng.random() < 0.15:
        lines += ["g, = torch.autograd.grad(" + scalar + " + (p * p).sum(), p, create_graph=True)"]
        lines += ["seen.append(g)", "(g * g).sum().backward()"]
    if rng.random() < 0.1:
        lines.append("loss.backward()")
    lines += ["seen.extend([p.grad, q.grad])"]
    lines += ["p.data -= 0.1 * p.grad", "seen.append(p.data)", "seen.append(p)"]
    return lines
