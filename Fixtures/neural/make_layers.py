"""Writes layers.safetensors, lstm.safetensors, network.safetensors, dense_network.safetensors and the
last two for four classes, network_4.safetensors and dense_network_4.safetensors: what PyTorch 2.13
computes, in double precision, for layers, losses, a BiLSTM network and a dense one, forward and
backward.

    python make_layers.py
"""

import pathlib

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def write(name, arrays):
    save_file(
        {
            key: (value.to(torch.float32) if value.is_floating_point() else value).contiguous()
            for key, value in arrays.items()
        },
        HERE / name,
    )


def rounded(*shape, scale=1.0):
    """Random numbers that single precision holds exactly."""
    return (torch.randn(*shape) * scale).to(torch.float32).to(torch.float64)


def gradients(result, cotangent, inputs):
    return torch.autograd.grad((result * cotangent).sum(), inputs)


def layers():
    torch.manual_seed(1)
    out = {}
    x, w, b, g = rounded(5, 7), rounded(3, 7), rounded(3), rounded(5, 3)
    for tensor in (x, w, b):
        tensor.requires_grad_()
    y = torch.nn.functional.linear(x, w, b)
    dx, dw, db = gradients(y, g, (x, w, b))
    out |= {f"dense.{k}": v.detach() for k, v in dict(x=x, w=w, b=b, g=g, y=y, dx=dx, dw=dw, db=db).items()}

    x, g = rounded(3, 11, scale=3), rounded(3, 11)
    x.requires_grad_()
    out |= {"activation.x": x.detach(), "activation.g": g}
    for name, function in [
        ("relu", torch.relu),
        ("tanh", torch.tanh),
        ("sigmoid", torch.sigmoid),
        ("softmax", lambda v: torch.softmax(v, 1)),
    ]:
        y = function(x)
        out |= {f"{name}.y": y.detach(), f"{name}.dx": gradients(y, g, (x,))[0]}

    x, s, b, g = rounded(4, 13), rounded(13), rounded(13), rounded(4, 13)
    for tensor in (x, s, b):
        tensor.requires_grad_()
    y = torch.nn.functional.layer_norm(x, (13,), s, b, 1e-5)
    dx, ds, db = gradients(y, g, (x, s, b))
    out |= {f"norm.{k}": v.detach() for k, v in dict(x=x, s=s, b=b, g=g, y=y, dx=dx, ds=ds, db=db).items()}

    logits = torch.tensor([-200.0, -3.5, -0.25, 0.0, 0.75, 4.0, 150.0], requires_grad=True)
    targets = torch.tensor([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    weights = torch.where(targets > 0, 2.0, 0.5)
    for name, weight in [("plain", None), ("weighted", weights)]:
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets, weight)
        out |= {f"binary.{name}.loss": loss.detach().reshape(1),
                f"binary.{name}.dx": torch.autograd.grad(loss, logits)[0]}
    out |= {"binary.x": logits.detach(), "binary.targets": targets}

    logits = rounded(6, 4, scale=4).requires_grad_()
    labels = torch.tensor([0, 3, 2, 2, 1, 0], dtype=torch.int32)
    weights = torch.tensor([1.0, 0.5, 2.0, 0.25])
    each = torch.nn.functional.cross_entropy(logits, labels.long(), reduction="none")
    for name, loss in [("plain", each.mean()), ("weighted", (each * weights[labels.long()]).mean())]:
        out |= {f"categorical.{name}.loss": loss.detach().reshape(1),
                f"categorical.{name}.dx": torch.autograd.grad(loss, logits, retain_graph=True)[0]}
    out |= {"categorical.x": logits.detach(), "categorical.labels": labels}
    write("layers.safetensors", out)


def lstm():
    torch.manual_seed(2)
    out = {}
    lengths = torch.tensor([4, 7, 1, 7, 2, 5])
    # 5 units leave a rest in every vector width; 16 fit the packed product; 3 and 8 have sequences
    # in one direction.
    for units, bidirectional in [(5, True), (16, True), (3, False), (8, False)]:
        name = f"{units}."
        model = torch.nn.LSTM(3, units, batch_first=True, bidirectional=bidirectional)
        for parameter in model.parameters():
            parameter.data = rounded(*parameter.shape, scale=0.5)
        width = units * (2 if bidirectional else 1)
        x = rounded(6, 7, 3).requires_grad_()
        sequence_gradient, final_gradient = rounded(6, 7, width), rounded(6, width)
        packed = torch.nn.utils.rnn.pack_padded_sequence(
            x, lengths, batch_first=True, enforce_sorted=False
        )
        y, (h, _) = model(packed)
        y, _ = torch.nn.utils.rnn.pad_packed_sequence(y, batch_first=True)
        final = torch.cat(list(h), 1)
        out |= {f"{name}{k}": v.detach() for k, v in model.named_parameters()}
        out |= {f"{name}x": x.detach(), f"{name}y": y.detach(), f"{name}final": final.detach(),
                f"{name}sequence_gradient": sequence_gradient, f"{name}final_gradient": final_gradient}
        names = [k for k, _ in model.named_parameters()]
        for kind, loss in [("final", (final * final_gradient).sum()),
                           ("sequence", (y * sequence_gradient).sum())]:
            found = torch.autograd.grad(loss, [x, *model.parameters()], retain_graph=True)
            out |= {f"{name}{kind}.d.{k}": v for k, v in zip(["x", *names], found)}
    out["lengths"] = lengths.to(torch.int32)
    write("lstm.safetensors", out)


def classified(logits, labels, weights):
    """The loss of logits as Keras weighs it: for two classes of one logit, else of one a class."""
    if len(weights) == 2:
        weight = torch.where(labels > 0, weights[1], weights[0])
        logits = logits.squeeze(1)
        return logits, torch.nn.functional.binary_cross_entropy_with_logits(logits, labels.double(), weight)
    total = torch.nn.functional.cross_entropy(logits, labels, torch.tensor(weights), reduction="sum")
    return logits, total / len(labels)


def network(name="network", labels=(1, 0, 0, 1, 1, 0, 1, 0, 0), weights=(0.75, 1.5)):
    torch.manual_seed(3)
    outputs = 1 if len(weights) == 2 else len(weights)
    embedding, lstm_layer = torch.nn.Embedding(20, 6), torch.nn.LSTM(6, 16, batch_first=True, bidirectional=True)
    dense, output = torch.nn.Linear(32, 10), torch.nn.Linear(10, outputs)
    modules = torch.nn.ModuleDict({"embedding": embedding, "lstm": lstm_layer, "dense": dense, "output": output})
    for parameter in modules.parameters():
        parameter.data = rounded(*parameter.shape, scale=0.4)
    lengths = torch.tensor([3, 8, 1, 12, 5, 8, 2, 7, 4])
    tokens = torch.randint(0, 20, (9, 12))
    labels = torch.tensor(labels)
    packed = torch.nn.utils.rnn.pack_padded_sequence(embedding(tokens), lengths, batch_first=True, enforce_sorted=False)
    _, (h, _) = lstm_layer(packed)
    logits, loss = classified(output(torch.relu(dense(torch.cat([h[0], h[1]], 1)))), labels, weights)
    loss.backward()
    out = {k: v.detach() for k, v in modules.named_parameters()}
    out |= {f"d.{k}": v.grad for k, v in modules.named_parameters()}
    out |= {"logits": logits.detach(), "loss": loss.detach().reshape(1), "tokens": tokens.to(torch.int32),
            "lengths": lengths.to(torch.int32), "labels": labels.to(torch.int32)}
    write(f"{name}.safetensors", out)


def dense_network(name="dense_network", labels=(0, 1, 1, 0, 1, 0, 0, 1, 1), weights=(0.5, 1.75)):
    torch.manual_seed(4)
    x, labels = rounded(9, 11), torch.tensor(labels)
    outputs = 1 if len(weights) == 2 else len(weights)
    modules = torch.nn.ModuleDict({"dense": torch.nn.Linear(11, 6), "output": torch.nn.Linear(6, outputs)})
    for parameter in modules.parameters():
        parameter.data = rounded(*parameter.shape)
    logits, loss = classified(modules["output"](torch.relu(modules["dense"](x))), labels, weights)
    loss.backward()
    out = {k: v.detach() for k, v in modules.named_parameters()}
    out |= {f"d.{k}": v.grad for k, v in modules.named_parameters()}
    out |= {"x": x, "logits": logits.detach(), "loss": loss.detach().reshape(1),
            "labels": labels.to(torch.int32)}
    write(f"{name}.safetensors", out)


layers()
lstm()
network()
dense_network()
network("network_4", (2, 0, 3, 1, 1, 0, 2, 0, 3), (0.75, 1.5, 1.0, 2.0))
dense_network("dense_network_4", (3, 1, 2, 0, 1, 0, 2, 3, 1), (0.5, 1.75, 1.25, 1.0))
