"""Writes quantized.safetensors: weights and activations quantised by PyTorch 2.13, the latter to 7 and
to 8 bits, their products in 64-bit integers by NumPy, and what PyTorch makes of them in double
precision.

    python make_quantized.py
"""

import pathlib

import numpy as np
import torch
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent


def weights(w):
    """Per channel, symmetric, from -127 to 127."""
    scales = np.abs(w).max(axis=1) / np.float32(127)
    safe = np.where(scales > 0, scales, np.float32(1))
    q = torch.quantize_per_channel(
        torch.from_numpy(w),
        torch.from_numpy(safe).to(torch.float64),
        torch.zeros(len(w), dtype=torch.int64),
        0,
        torch.qint8,
    )
    return scales, q.int_repr().numpy()


def activations(x, most):
    """Per row, asymmetric, from 0 to `most`, with a range that holds 0, but for the outlier: the number
    of the greatest magnitude, whose integer may be as great as 2^15, and in whose place the others have
    their zero point."""
    scales = np.zeros(len(x), np.float32)
    zero_points, outliers, places = (np.zeros(len(x), np.int32) for _ in range(3))
    q = np.zeros(x.shape, np.uint8)
    for row, numbers in enumerate(x):
        # Of two with the same magnitude the greatest, and the first of these.
        place = max(range(len(numbers)), key=lambda k: (abs(numbers[k]), numbers[k], -k))
        others = np.delete(numbers, place)
        least = np.minimum(others.min(initial=0), np.float32(0))
        greatest = np.maximum(others.max(initial=0), np.float32(0))
        scale = max(
            greatest / np.float32(most) - least / np.float32(most),
            abs(numbers[place]) / np.float32(1 << 15),
        )
        if scale == 0:
            continue
        scales[row], places[row] = scale, place
        zero_points[row] = np.round(-least * (np.float32(1) / scale))
        outliers[row] = np.round(numbers[place] * (np.float32(1) / scale))
        q[row] = torch.quantize_per_tensor(
            torch.from_numpy(numbers), float(scale), int(zero_points[row]), torch.quint8
        ).int_repr().clamp(0, most)
        q[row, place] = zero_points[row]
    return scales, zero_points, outliers, places, q


def case(out, name, rows, outputs, inputs, seed):
    random = np.random.default_rng(seed)
    x = random.standard_normal((rows, inputs), dtype=np.float32) * 3
    w = random.standard_normal((outputs, inputs), dtype=np.float32) / np.float32(inputs**0.5)
    w *= random.uniform(0.1, 2, (outputs, 1)).astype(np.float32)
    bias = random.standard_normal(outputs, dtype=np.float32)
    residual = random.standard_normal((rows, outputs), dtype=np.float32)
    if rows > 4:
        x[1] = 0  # nothing but zeros
        x[2] = 1.5  # no zero in its range
        x[3] = np.abs(x[3])
        x[4, 0] = 300  # one that dwarfs the others
    if outputs > 2:
        w[1] = 0
        w[2] = -0.25
    weight_scales, wq = weights(w)
    for key, value in {
        "x": x,
        "w": w,
        "bias": bias,
        "residual": residual,
        "w.scales": weight_scales,
        "w.integers": wq,
    }.items():
        out[f"{name}.{key}"] = value
    for most in (127, 255):
        scales, zero_points, outliers, places, xq = activations(x, most)
        whole = xq.astype(np.int64) - zero_points[:, None]
        whole[np.arange(rows), places] += outliers
        exact = whole @ wq.astype(np.int64).T
        linear = torch.from_numpy(
            exact * scales.astype(np.float64)[:, None] * weight_scales.astype(np.float64)
        )
        biased = linear + torch.from_numpy(bias)
        finished = torch.nn.functional.gelu(biased) + torch.from_numpy(residual)
        for key, value in {
            "scales": scales,
            "zero_points": zero_points,
            "outliers": outliers,
            "outlier_indices": places,
            "integers": xq,
            "sums": exact.astype(np.int32),
            "linear": linear.numpy().astype(np.float32),
            "finished": finished.numpy().astype(np.float32),
        }.items():
            out[f"{name}.{most}.{key}"] = value


def main():
    out = {}
    case(out, "wide", 7, 33, 96, 1)
    case(out, "odd", 13, 19, 131, 2)
    case(out, "single", 1, 1, 1, 3)
    x = np.concatenate([np.linspace(-12, 12, 1201), [-1e30, 1e30, 0.0]]).astype(np.float32)
    out["gelu.x"] = x
    out["gelu.y"] = (
        torch.nn.functional.gelu(torch.from_numpy(x).to(torch.float64)).numpy().astype(np.float32)
    )
    save_file(out, HERE / "quantized.safetensors")


main()
