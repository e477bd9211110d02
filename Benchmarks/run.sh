#!/usr/bin/env bash
# Compares Swiftlet with the Python that it replaces, after installing what is missing and building both
# sides. Writes Benchmarks/results/KIND.md, KIND being amx, avx512, avx2 or neon as the processor is, and
# Benchmarks/RESULTS.md, which has all kinds side by side. Can be run again.
#
#   bash Benchmarks/run.sh                  on the embedded tweets
#   bash Benchmarks/run.sh --data FILE      on your own labelled tweets; a tenth is held out
#   bash Benchmarks/run.sh --data FILE --unseen FILE
#   bash Benchmarks/run.sh --airline FILE   labelled tweets about airlines, to score on as well
#   bash Benchmarks/run.sh --models DIR     where Examples/fetch-models.sh put its models
#   bash Benchmarks/run.sh --topics NAME    measure some of comparison/topics again, keep the rest
#   bash Benchmarks/run.sh --rounds N       how often both sides run in turn; 5 where it is not said
#   bash Benchmarks/run.sh --quick          two rounds, to see that it works
#   bash Benchmarks/run.sh --output FILE    write the results there alone
set -euo pipefail
benchmarks="$(cd "$(dirname "$0")" && pwd)"
examples="$benchmarks/../Examples"

bash "$examples/install-dependencies.sh"

if ! python3 -c "import ensurepip, venv" 2>/dev/null; then
    if ! command -v apt-get >/dev/null; then
        echo "Python 3.11 or newer with its venv module is needed and was not found." >&2
        exit 1
    fi
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
    echo "Installing python3-venv with apt ..."
    ${as_root[@]+"${as_root[@]}"} apt-get update -q
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends python3 python3-venv
fi

python="$benchmarks/.venv/bin/python"
if ! "$python" -c "" 2>/dev/null; then
    echo "Making a virtual environment in Benchmarks/.venv ..."
    python3 -m venv --clear "$benchmarks/.venv"
fi
echo "Installing the pinned peers where they are missing ..."
"$python" -m pip install --quiet --disable-pip-version-check --requirement "$benchmarks/requirements.txt"

echo "Building the Swift side in release ..."
swift build --quiet -c release --package-path "$benchmarks" --product swiftlet-benchmarks
for program in classify bilstm sentence-encoder distilbert; do
    swift build --quiet -c release --package-path "$examples" --product "$program"
done

exec "$python" "$benchmarks/compare.py" "$@"
