#!/usr/bin/env bash
# OpenBLAS 0.3.21, which NumPy 1.24.4's wheels hold and Debian 12 has, does not know Emerald Rapids (family 6, model
# 207), which has AVX-512 and AMX. It falls back to Prescott's kernels of SSE3, the oldest that it has, without a word,
# and a product of matrices takes several times as long. OPENBLAS_CORETYPE=SkylakeX brings AVX-512 back.
set -euo pipefail
model="$(awk -F'[[:space:]]*: ' '
    /^vendor_id/ { vendor = $2 } /^cpu family/ { family = $2 }
    /^model[[:space:]]*:/ { print vendor, family, $2; exit }' /proc/cpuinfo)"
if [ "$model" != "GenuineIntel 6 207" ]; then
    echo "Not to be seen here: this processor is $model, not GenuineIntel 6 207 (Emerald Rapids)."
    exit 0
fi
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==1.24.4 threadpoolctl==3.5.0
cat > "$folder/measure.py" <<'PYTHON'
import time

import numpy
import threadpoolctl

threadpoolctl.threadpool_limits(1)
library = next(one for one in threadpoolctl.threadpool_info() if one["internal_api"] == "openblas")
matrix = numpy.full((512, 512), 0.5, dtype=numpy.float32)


def product():
    begin = time.perf_counter()
    matrix @ matrix
    return time.perf_counter() - begin


print(library["version"], library["architecture"], min(product() for _ in range(20)))
PYTHON
read -r version found slow < <("$folder/venv/bin/python" "$folder/measure.py")
read -r _ told fast < <(OPENBLAS_CORETYPE=SkylakeX "$folder/venv/bin/python" "$folder/measure.py")
awk -v version="$version" -v found="$found" -v slow="$slow" -v told="$told" -v fast="$fast" 'BEGIN {
    printf "OpenBLAS %s: chosen %s, %.2f ms; told %s, %.2f ms; %.1f times as long\n",
        version, found, 1000 * slow, told, 1000 * fast, slow / fast
    exit !(version == "0.3.21" && found == "Prescott" && told == "SkylakeX" && slow > 2 * fast)
}'
