"""Writes optimizers.safetensors: parameters after each of a few steps of PyTorch 2.13's optimisers on
given gradients, learning rates of schedules, and an embedding trained by Adam of which most rows
rest for long.

    python make_optimizers.py
"""

import pathlib

import torch
from safetensors.torch import save_file

torch.set_num_threads(1)
torch.manual_seed(5)
out = {}

start = torch.randn(11)
gradients = torch.randn(8, 11)
out |= {"start": start, "gradients": gradients}
for name, make in {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=0.01),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adam_decay": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
    "clipped": lambda p: torch.optim.Adam(p, lr=0.01),
}.items():
    parameter = torch.nn.Parameter(start.clone())
    optimizer = make([parameter])
    steps = []
    for gradient in gradients:
        parameter.grad = gradient.clone()
        if name == "clipped":
            torch.nn.utils.clip_grad_norm_([parameter], 2.5)
        optimizer.step()
        steps.append(parameter.detach().clone())
    out[name] = torch.stack(steps)

# The last five parameters learn five times as fast as the others.
for name, optimizer_type in [("groups_sgd", torch.optim.SGD), ("groups_adamw", torch.optim.AdamW)]:
    groups = [torch.nn.Parameter(part.clone()) for part in start.split([6, 5])]
    optimizer = optimizer_type(
        [{"params": groups[:1], "lr": 0.01}, {"params": groups[1:], "lr": 0.05}], weight_decay=0.1
    )
    steps = []
    for gradient in gradients:
        for group, part in zip(groups, gradient.split([6, 5])):
            group.grad = part.clone()
        optimizer.step()
        steps.append(torch.cat(groups).detach())
    out[name] = torch.stack(steps)

# Row 0 is touched in every step, row 1 in the first, row 2 at long intervals, row 3 never.
for name, decay in [("table", 0.0), ("table_decay", 0.01)]:
    torch.manual_seed(6)
    table = torch.nn.Parameter(torch.randn(4, 3, dtype=torch.float64))
    out[f"{name}.start"] = table.detach().clone()
    optimizer = torch.optim.AdamW([table], lr=0.01, weight_decay=decay)
    given = torch.zeros(600, 4, 3, dtype=torch.float64)
    given[:, 0] = torch.randn(600, 3)
    given[0, 1] = torch.randn(3)
    given[[2, 40, 300, 599], 2] = torch.randn(4, 3).double()
    for gradient in given:
        table.grad = gradient.clone()
        optimizer.step()
    out |= {f"{name}.end": table.detach(), f"{name}.row0": given[:, 0], f"{name}.row1": given[0, 1],
            f"{name}.row2": given[[2, 40, 300, 599], 2]}


def rates(make):
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=1.0)
    schedule = make(optimizer)
    found = []
    for _ in range(20):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return torch.tensor(found, dtype=torch.float64)


schedules = torch.optim.lr_scheduler


def warmed_up(rest):
    return lambda optimizer: schedules.SequentialLR(
        optimizer,
        [schedules.LambdaLR(optimizer, lambda step: step / 4), rest(optimizer)],
        milestones=[4],
    )


out["linear"] = rates(warmed_up(lambda o: schedules.LinearLR(o, 1.0, 0.0, total_iters=16)))
out["cosine"] = rates(warmed_up(lambda o: schedules.CosineAnnealingLR(o, T_max=16)))
save_file(
    {k: v.to(torch.float32).contiguous() for k, v in out.items()},
    pathlib.Path(__file__).parent / "optimizers.safetensors",
)
