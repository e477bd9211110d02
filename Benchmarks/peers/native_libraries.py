"""Which native libraries the peers compute with, and on which processor's kernels."""

import sklearn.linear_model  # noqa: F401 (loads the libraries)
import threadpoolctl

import tool

if __name__ == "__main__":
    tool.limit_threads()
    tool.print_results(
        libraries=[
            " ".join(
                str(library[name])
                for name in ("internal_api", "version", "architecture")
                if library.get(name)
            )
            for library in threadpoolctl.threadpool_info()
        ]
    )
