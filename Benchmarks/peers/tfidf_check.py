"""Whether a TF-IDF matrix that Swift wrote is scikit-learn's: vocabulary, places and values.

To be run with NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4": NumPy's sort puts equally frequent terms
in another order on processors with AVX2 or AVX-512, and the library follows the portable order.
"""

import numpy as np
from safetensors.numpy import load_file

import exports
import texts
import tfidf
import tool


def main():
    options = tool.options("data", "export", repetitions=False)
    tweets, _ = texts.read(options.data)
    vectorizer = tfidf.vectorizer()
    theirs = vectorizer.fit_transform(tweets).tocsr()
    theirs.sort_indices()
    tensors = load_file(options.export)
    terms = exports.texts(tensors, "vocabulary")
    places = np.array_equal(tensors["matrix.offsets"], theirs.indptr) and np.array_equal(
        tensors["matrix.columns"], theirs.indices
    )
    difference = float(np.abs(tensors["matrix.values"] - theirs.data).max()) if places else None
    tool.print_results(
        terms=len(terms),
        same_vocabulary=terms == vectorizer.get_feature_names_out().tolist(),
        stored=int(theirs.nnz),
        same_places=places,
        largest_difference=difference,
    )


if __name__ == "__main__":
    main()
