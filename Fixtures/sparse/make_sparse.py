"""Makes sparse.safetensors: a random matrix in compressed sparse rows, and what SciPy 1.17.1 and
NumPy 2.4.6 compute from it. Run it with no argument; it writes beside itself."""

import pathlib

import numpy as np
import scipy.sparse as sp
from safetensors.numpy import save_file

rng = np.random.default_rng(7)
rows, columns, width = 61, 43, 3


def random_matrix(rows, columns, density):
    matrix = sp.random(rows, columns, density, "csr", rng=rng, dtype=np.float64)
    matrix.data = rng.normal(size=matrix.nnz)
    matrix = matrix.tolil()
    matrix[5] = 0  # an empty row
    matrix[:, 7] = 0  # an empty column
    matrix = matrix.tocsr().astype(np.float32)
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return matrix


out = {}


def put(name, matrix):
    matrix = matrix.tocsr()
    matrix.sort_indices()
    out[name + ".offsets"] = matrix.indptr.astype(np.int64)
    out[name + ".indices"] = matrix.indices.astype(np.int32)
    out[name + ".values"] = matrix.data.astype(np.float32)
    out[name + ".shape"] = np.array(matrix.shape, dtype=np.int64)


a = random_matrix(rows, columns, 0.15)
put("a", a)
exact = a.astype(np.float64)
for name, length in [("a", columns), ("at", rows)]:
    product = exact if name == "a" else exact.T
    x = rng.normal(size=length)
    b = rng.normal(size=(length, width))
    b32 = b.astype(np.float32)
    out[name + ".x"], out[name + ".b"] = x, b
    out[name + ".x32"], out[name + ".b32"] = x.astype(np.float32), b32
    out[name + ".x.product"] = product @ x
    out[name + ".b.product"] = np.ascontiguousarray(product @ b)
    out[name + ".x32.product"] = product @ x.astype(np.float32).astype(np.float64)
    out[name + ".b32.product"] = np.ascontiguousarray(product @ b32.astype(np.float64))

put("transposed", a.T)
put("slice", a[4:9])
positions = np.array([60, 3, 3, 5, 0], dtype=np.int64)
out["positions"] = positions
put("gathered", a[positions])
other = random_matrix(rows, 11, 0.3)
put("other", other)
put("beside", sp.hstack([a, other]))
out["other.dense"] = other.toarray()
out["a.dense"] = a.toarray()

column_factors = rng.normal(size=columns).astype(np.float32)
row_factors = rng.normal(size=rows).astype(np.float32)
out["column factors"], out["row factors"] = column_factors, row_factors
put("scaled columns", a @ sp.diags(column_factors.astype(np.float64)))
put("scaled rows", sp.diags(row_factors.astype(np.float64)) @ a)
out["norm l1"] = np.asarray(abs(exact).sum(axis=1)).ravel()
out["norm l2"] = sp.linalg.norm(exact, axis=1)
out["norm max"] = abs(exact).max(axis=1).toarray().ravel()
out["column sums"] = np.asarray(exact.sum(axis=0)).ravel()
with_zeros = a.copy()
with_zeros.data[::4] = 0  # stored zeros do not count
out["zeros.values"] = with_zeros.data
out["zeros.counts"] = np.count_nonzero(with_zeros.toarray(), axis=0).astype(np.int64)

save_file(out, pathlib.Path(__file__).with_name("sparse.safetensors"))
