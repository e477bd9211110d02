#!/usr/bin/env bash
# Measures the service of Examples/Service beside a FastAPI service of the same models, and writes
# Benchmarks/service/RESULTS.md, after installing what is missing, building both sides and making the
# models. Can be run again.
#
#   bash Benchmarks/service/run.sh --data FILE         on labelled tweets
#   bash Benchmarks/service/run.sh --data FILE --quick two short rounds, to see that it works
#   … --models DIR      where Examples/fetch-models.sh put MiniLM, whose tokenizer DistilBERT-base gets
#   … --rounds N        how often both sides run, alternating; 5 by default
#   … --seconds N       how long each measurement takes; 10 where it is not said
#   … --topics NAME …   only these of one_connection under_load start idle_and_slow overload reload checks
#   … --output FILE     write the results elsewhere
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
benchmarks="$(dirname "$here")"
examples="$benchmarks/../Examples"
scratch="$benchmarks/.build/service"
data="$benchmarks/../Fixtures/tweets.csv"
models="${SWIFTLET_MODELS:-$examples/.models}"
options=()
while [ "$#" -gt 0 ]; do
    case "$1" in
    --data) data="$2" && shift 2 ;;
    --models) models="$2" && shift 2 ;;
    *) options+=("$1") && shift ;;
    esac
done

bash "$examples/install-dependencies.sh"
packages=()
command -v wrk >/dev/null || packages+=(wrk)
command -v promtool >/dev/null || packages+=(prometheus)
python3 -c "import ensurepip, venv" 2>/dev/null || packages+=(python3 python3-venv)
if [ "${#packages[@]}" -gt 0 ]; then
    if ! command -v apt-get >/dev/null; then
        echo "Needed and not found: ${packages[*]}" >&2
        exit 1
    fi
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
    echo "Installing ${packages[*]} with apt ..."
    ${as_root[@]+"${as_root[@]}"} apt-get update -q
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${packages[@]}"
fi

# environment DIRECTORY REQUIREMENTS...: a virtual environment with these.
environment() {
    local directory="$1" requirements=() file
    shift
    for file in "$@"; do requirements+=(--requirement "$file"); done
    if ! "$directory/bin/python" -c "" 2>/dev/null; then python3 -m venv --clear "$directory"; fi
    "$directory/bin/python" -m pip install --quiet --disable-pip-version-check --retries 10 "${requirements[@]}"
}
echo "Installing the pinned peers and clients where they are missing ..."
environment "$benchmarks/.venv" "$benchmarks/requirements.txt" "$here/requirements.txt"
environment "$examples/Service/.venv" "$examples/Service/checks/requirements.txt"
python="$benchmarks/.venv/bin/python"

echo "Building the Swift side in release ..."
for program in logistic-regression quantize classify; do
    swift build --quiet -c release --package-path "$examples" --product "$program"
done
programs="$(swift build -c release --package-path "$examples" --show-bin-path)"
swift build --quiet -c release --package-path "$examples/Service" --product serve
serve="$(swift build -c release --package-path "$examples/Service" --show-bin-path)/serve"

# The models: DistilBERT-base with random weights, in int8 on both sides, and a linear model of the tweets.
mkdir -p "$scratch"
if ! [ -s "$models/all-MiniLM-L6-v2/tokenizer.json" ]; then
    SWIFTLET_MODELS="$models" bash "$examples/fetch-models.sh" minilm
fi
(cd "$benchmarks" && "$python" -c '
import pathlib, sys
from comparison import data
data.write(pathlib.Path(sys.argv[2]), data.read(pathlib.Path(sys.argv[1])))
' "$data" "$scratch/tweets.csv")
if ! [ -e "$scratch/distilbert-base/prepared" ]; then
    echo "Making DistilBERT-base ..."
    OMP_NUM_THREADS=2 "$python" "$benchmarks/peers/distilbert.py" prepare --model "$scratch/distilbert-base" \
        --tokenizer "$models/all-MiniLM-L6-v2" --data "$scratch/tweets.csv" >/dev/null
fi
if ! [ -s "$scratch/distilbert-base-int8/model-int8.safetensors" ]; then
    "$programs/quantize" --model "$scratch/distilbert-base" --output "$scratch/distilbert-base-int8"
fi
echo "Training the linear models ..."
"$python" "$benchmarks/peers/inference.py" train "$scratch/tweets.csv" "$scratch/pipeline.joblib"
rm -rf "$scratch/linear"
"$programs/logistic-regression" --data "$scratch/tweets.csv" --output "$scratch/linear" >"$scratch/linear.txt"

exec "$python" "$here/measure.py" --serve "$serve" --classify "$programs/classify" --scratch "$scratch" \
    --data "$scratch/tweets.csv" --checks-python "$examples/Service/.venv/bin/python" ${options[@]+"${options[@]}"}
