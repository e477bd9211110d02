"""Writes ranges.safetensors: numbers like the inputs of a transformer's linear layers, and the ranges that
ONNX Runtime's calibrators find for them.

    python make_ranges.py

Needs onnxruntime 1.32.0, onnx 1.23.2, numpy 2.4.6 and safetensors 0.8.0.

CASE.x are the numbers, [300, 32], of half precision; CASE.min-max, CASE.percentile-P and CASE.entropy the
ranges of `create_calibrator`, which gets all numbers at once, with 2,048 bins and, for entropy, 128 levels:
with its default of 128 bins the entropy calibrator has but one range to choose from.
"""

import pathlib
import tempfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, create_calibrator
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent
ROWS, COLUMNS = 300, 32


def cases(random):
    normal = random.standard_normal((ROWS, COLUMNS))
    gelu = 0.5 * normal * (1 + np.tanh(0.8 * (normal + 0.045 * normal**3)))
    return {
        "normal": normal,
        # A normalisation with a column far beyond the others.
        "outlier": normal * np.where(np.arange(COLUMNS) == 19, 14, 1) + np.linspace(-1, 1, COLUMNS),
        # After GELU, with few large numbers.
        "gelu": gelu * np.exp(random.standard_normal((ROWS, COLUMNS)) ** 2 / 4),
        "heavy": random.standard_t(3, (ROWS, COLUMNS)),
        "positive": np.abs(normal) + 0.25,
        "negative": -np.exp(normal),
    }


class Reader(CalibrationDataReader):
    def __init__(self, x):
        self.batches = iter([{"x": x}])

    def get_next(self):
        return next(self.batches, None)


def found(x, model, method, **options):
    calibrator = create_calibrator(
        model, ["MatMul"], augmented_model_path=model + ".augmented", calibrate_method=method,
        extra_options={"symmetric": False, "num_bins": 2_048, "num_quantized_bins": 128} | options,
    )
    calibrator.collect_data(Reader(x))
    least, greatest = calibrator.compute_data()["x"].range_value
    return np.array([least, greatest], np.float32).reshape(2)


def main():
    out = {}
    with tempfile.TemporaryDirectory() as folder:
        model = folder + "/model.onnx"
        graph = helper.make_graph(
            [helper.make_node("MatMul", ["x", "w"], ["y"])],
            "graph",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", COLUMNS])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", 1])],
            [numpy_helper.from_array(np.ones((COLUMNS, 1), np.float32), "w")],
        )
        onnx.save(
            helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), model
        )
        for name, numbers in cases(np.random.default_rng(1)).items():
            half = numbers.astype(np.float16)
            x = half.astype(np.float32)
            out[name + ".x"] = half
            out[name + ".min-max"] = found(x, model, CalibrationMethod.MinMax)
            for percentile in (99.99, 99.0, 90.0):
                out[f"{name}.percentile-{percentile}"] = found(
                    x, model, CalibrationMethod.Percentile, percentile=percentile
                )
            out[name + ".entropy"] = found(x, model, CalibrationMethod.Entropy)
    for key, value in out.items():
        if value.size == 2:
            print(key, value)
    save_file(out, HERE / "ranges.safetensors")


main()
