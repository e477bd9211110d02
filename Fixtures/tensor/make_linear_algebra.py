"""Makes linear_algebra.txt: inputs and what NumPy and SciPy compute from them.

    python3 make_linear_algebra.py        # NumPy 2.4.6, SciPy 1.17.1

One array a line: name, shape with commas, then the elements in row-major order, separated by
spaces, the three parts by '|'. Inputs are float32; what is expected is computed in double precision.
"""

import os

import numpy
import scipy.special

generator = numpy.random.default_rng(20240607)
lines = []


def put(name, array):
    array = numpy.asarray(array)
    numbers = " ".join(f"{value:.9g}" for value in array.ravel().tolist())
    lines.append(f"{name}|{','.join(map(str, array.shape))}|{numbers}")
    return numpy.asarray(array, dtype=numpy.float64)


def single(*shape):
    return generator.standard_normal(shape).astype(numpy.float32)


# Products: sizes that are not multiples of any kernel's block, and sizes of one.
for m, n, k in [(1, 1, 1), (1, 5, 3), (4, 1, 7), (17, 13, 29), (3, 33, 1)]:
    name = f"product {m} {n} {k}"
    a = put(name + " a", single(m, k))
    b = put(name + " b", single(k, n))
    c = put(name + " c", single(m, n))
    put(name + " expected", a @ b)
    put(name + " accumulated", 0.5 * (a @ b) - 2 * c)
    x = put(name + " x", single(k))
    put(name + " vector", a @ x)

# Element by element, by rows, reductions.
x = put("x", single(7, 11) * 3)
y = put("y", single(7, 11))
row = put("row", single(11))
column = put("column", single(7))
put("exp", numpy.exp(x))
put("log", numpy.log(numpy.abs(x)))
put("tanh", numpy.tanh(x))
put("sigmoid", scipy.special.expit(x))
put("sqrt", numpy.sqrt(numpy.abs(x)))
put("clamped", numpy.clip(x, -1, 1.5))
put("sum", x + y)
put("difference", x - y)
put("quotient", x / y)
put("row added", x + row)
put("columns scaled", x * row)
put("rows scaled", x * column[:, None])
put("row sums", x.sum(axis=1))
put("row means", x.mean(axis=1))
put("row maxima", x.max(axis=1))
put("column sums", x.sum(axis=0))
put("column means", x.mean(axis=0))
put("row argmax", x.argmax(axis=1))
put("softmax", scipy.special.softmax(x, axis=1))
put("log softmax", scipy.special.log_softmax(x, axis=1))
put("normalized", x / numpy.linalg.norm(x, axis=1, keepdims=True))
put("statistics", [x.sum(), x.mean(), x.min(), x.max(), x.var(), x.var(ddof=1),
                   numpy.linalg.norm(x), (x * y).sum(), x.argmax()])
put("gathered", x[[3, 0, 3, 6]])
extreme = put("extreme x", numpy.float32([[1000, 1000, -1000], [-1e30, 0, 1e-30], [88, -88, 0]]))
put("extreme softmax", scipy.special.softmax(extreme, axis=1))
put("extreme log softmax", scipy.special.log_softmax(extreme, axis=1))

# Factorisations. Only what does not depend on a choice of signs.
for size in [1, 2, 9, 40]:
    factor = single(size, size)
    matrix = put(f"positive {size}", (factor @ factor.T + size * numpy.eye(size)).astype("float32"))
    lower = numpy.tril(matrix)
    symmetric = lower + numpy.tril(matrix, -1).T
    put(f"cholesky {size}", numpy.linalg.cholesky(symmetric))
    b = put(f"right side {size}", single(size, 3))
    put(f"solved {size}", numpy.linalg.solve(matrix, b))
    symmetric = single(size, size)
    matrix = put(f"symmetric {size}", symmetric + symmetric.T)
    put(f"eigenvalues {size}", numpy.linalg.eigvalsh(matrix))
for m, n in [(1, 1), (6, 6), (23, 9), (9, 23), (30, 1), (1, 30)]:
    matrix = put(f"general {m} {n}", single(m, n))
    put(f"absolute r {m} {n}", numpy.abs(numpy.linalg.qr(matrix).R))
    put(f"singular values {m} {n}", numpy.linalg.svd(matrix, compute_uv=False))
    b = put(f"general right side {m} {n}", single(m, 2))
    put(f"least squares {m} {n}", numpy.linalg.lstsq(matrix, b, rcond=None)[0])
# Rank 2 of 4 columns: the shortest of many solutions.
matrix = put("deficient", (single(8, 2) @ single(2, 4)))
b = put("deficient right side", single(8))
put("deficient solution", numpy.linalg.lstsq(matrix, b, rcond=1e-5)[0])

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "linear_algebra.txt")
with open(path, "w") as file:
    file.write("\n".join(lines) + "\n")
