"""SciPy's products of the TF-IDF matrix of raw tweets, in float32 as ours."""

import numpy as np

import texts
import tfidf
import tool


def main():
    options = tool.options("data")
    tool.limit_threads()
    tweets, _ = texts.read(options.data)
    matrix = tfidf.vectorizer().fit_transform(tweets).astype(np.float32)
    rows, columns = matrix.shape
    times = {}
    for width in (1, 16):
        right = np.full((columns, width), 0.5, np.float32).squeeze()
        left = np.full((rows, width), 0.5, np.float32).squeeze()
        times[f"product_{width}"] = tool.measure(options.repetitions, lambda: matrix @ right)
        times[f"transposed_product_{width}"] = tool.measure(
            options.repetitions, lambda: matrix.T @ left
        )
    tool.print_results(seconds=times)


if __name__ == "__main__":
    main()
