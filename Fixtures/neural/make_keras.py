"""Writes keras.safetensors: what a bidirectional LSTM of Keras 3.15 (on PyTorch 2.13) computes for
masked sequences, with its weights.

    KERAS_BACKEND=torch python make_keras.py
"""

import os
import pathlib

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy
from safetensors.numpy import save_file

keras.utils.set_random_seed(4)
lengths = numpy.array([3, 6, 1, 4])
x = numpy.random.default_rng(4).normal(size=(4, 6, 3)).astype("float32")
mask = numpy.arange(6)[None, :] < lengths[:, None]
layer = keras.layers.Bidirectional(keras.layers.LSTM(5, bias_initializer="normal", unit_forget_bias=False))
y = keras.ops.convert_to_numpy(layer(x, mask=keras.ops.convert_to_tensor(mask)))
names = [f"{side}.{name}" for side in ("forward", "backward") for name in ("kernel", "recurrent_kernel", "bias")]
out = dict(zip(names, layer.get_weights()))
out |= {"x": x, "y": y, "lengths": lengths.astype("int32")}
save_file({k: numpy.ascontiguousarray(v) for k, v in out.items()}, pathlib.Path(__file__).parent / "keras.safetensors")
