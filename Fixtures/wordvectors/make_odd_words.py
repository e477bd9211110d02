"""Writes odd-words.txt, with a tab and with nothing as words, and what gensim reads. Needs gensim==4.4.0.

Run from anywhere: python make_odd_words.py
"""

import gzip
import json
from pathlib import Path

import gensim
import numpy as np
from gensim.models import KeyedVectors

assert gensim.__version__ == "4.4.0"
here = Path(__file__).parent
lines = ["the 1 2 3", "\t 4 5 6", " 7 8 9", "\t\t 0.5 -1 2", "a\tb 1.5 2.5 3.5", "\u00a0 3 2 1", "end 9 8 7"]
data = (f"{len(lines)} 3\n" + "\n".join(lines) + "\n").encode()
(here / "odd-words.txt").write_bytes(data)
(here / "odd-words.txt.gz").write_bytes(gzip.compress(data, mtime=0))
vectors = KeyedVectors.load_word2vec_format(here / "odd-words.txt", binary=False)
zipped = KeyedVectors.load_word2vec_format(here / "odd-words.txt.gz", binary=False)
assert zipped.index_to_key == vectors.index_to_key
bits = np.asarray(vectors.vectors, dtype=np.float32).view(np.uint32).ravel().tolist()
(here / "odd-words.json").write_text(
    json.dumps({"words": vectors.index_to_key, "vectors": bits}, ensure_ascii=False) + "\n"
)
print(vectors.index_to_key)
