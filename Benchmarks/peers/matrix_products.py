"""NumPy's product of two square matrices of float32."""

import argparse

import numpy as np

import tool


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--size", type=int, default=2_048)
    options = parser.parse_args()
    tool.limit_threads()
    generator = np.random.default_rng(1)
    first, second = (
        generator.random((options.size, options.size), dtype=np.float32) for _ in range(2)
    )
    product = np.empty_like(first)
    tool.print_results(
        seconds={
            "product": tool.measure(
                options.repetitions, lambda: np.matmul(first, second, out=product)
            )
        }
    )


if __name__ == "__main__":
    main()
