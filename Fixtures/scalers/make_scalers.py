"""Writes what scikit-learn's scalers make of numbers of ours, as float32.

MinMaxScaler on float32 loses the digits of column 6, which is far from zero: there it computes in
float64.

    pip install scikit-learn==1.9.0
    python3.11 Fixtures/scalers/make_scalers.py
"""

import json
import pathlib

import numpy as np
import scipy.sparse
import sklearn
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, StandardScaler

assert sklearn.__version__ == "1.9.0", sklearn.__version__
generator = np.random.default_rng(5)

rows = 40
columns = [
    generator.normal(0, 1, rows),
    generator.poisson(70, rows),                   # characters of a text
    generator.integers(0, 3, rows),                # question marks
    np.zeros(rows),                                # constant
    np.full(rows, 0.1),                            # constant, and not exact in binary
    np.full(rows, -1234.567),
    1e6 + generator.normal(0, 0.25, rows),         # a small spread far from zero
    generator.normal(0, 1e-7, rows),               # a spread below the resolution of a float32
    generator.normal(0, 1e15, rows),
    np.where(np.arange(rows) == 7, 3.0, 0.0),      # one value
    -generator.exponential(2, rows),
]
training = np.stack(columns, axis=1).astype(np.float32)
unseen = (training[:9][::-1] * np.float32(1.75) - np.float32(0.5)).astype(np.float32)
unseen[:, 6] = training[5:14, 6]
sparse_training = np.where(generator.random(training.shape) < 0.5, 0, training).astype(np.float32)
sparse_training[:, 5] = training[:, 5]             # stored in every row, and constant
sparse_training[:, 8] = 0                          # stored in none
sparse_unseen = np.where(generator.random(unseen.shape) < 0.5, 0, unseen).astype(np.float32)

METHODS = [
    ({"standard": {"centers": True, "scales": True}}, StandardScaler()),
    ({"standard": {"centers": False, "scales": True}}, StandardScaler(with_mean=False)),
    ({"standard": {"centers": True, "scales": False}}, StandardScaler(with_std=False)),
    ({"standard": {"centers": False, "scales": False}},
     StandardScaler(with_mean=False, with_std=False)),
    ({"minMax": {"range": [0, 1], "clips": False}}, MinMaxScaler()),
    ({"minMax": {"range": [-2, 3.5], "clips": True}},
     MinMaxScaler(feature_range=(-2, 3.5), clip=True)),
    ({"maxAbs": {"clips": False}}, MaxAbsScaler()),
    ({"maxAbs": {"clips": True}}, MaxAbsScaler(clip=True)),
]


def listed(matrix):
    return [[float(np.float32(x)) for x in row] for row in matrix]


cases = []
for method, scaler in METHODS:
    case = {"method": method}
    scaled = scaler.fit(training).transform(unseen.copy())
    if "minMax" in method:
        exact = scaler.fit(training.astype(float)).transform(unseen.astype(float))
        scaled[:, 6] = exact[:, 6]
    case["scaled"] = listed(scaled)
    if next(iter(method)) != "minMax" and not method.get("standard", {}).get("centers"):
        scaler.fit(scipy.sparse.csr_array(sparse_training))
        case["sparseScaled"] = listed(
            scaler.transform(scipy.sparse.csr_array(sparse_unseen)).toarray())
    cases.append(case)

path = pathlib.Path(__file__).resolve().parent / "cases.json"
path.write_text(json.dumps({
    "training": listed(training), "unseen": listed(unseen),
    "sparseTraining": listed(sparse_training), "sparseUnseen": listed(sparse_unseen),
    "cases": cases}, separators=(",", ":")))
print(path.stat().st_size)
