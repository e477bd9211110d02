#!/usr/bin/env bash
# OpenBLAS 0.3.21, as Debian 12 has it, does not know Emerald Rapids (family 6, model 207), which has AVX-512 and AMX.
# It falls back to Prescott's kernels of SSE3, the oldest that it has, without a word, and a product of matrices takes
# several times as long. OPENBLAS_CORETYPE=SkylakeX brings AVX-512 back.
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
chmod 0755 "$folder"
(cd "$folder" && apt-get download --quiet --quiet "libopenblas0-pthread=0.3.21+ds-4")
dpkg-deb --extract "$folder"/*.deb "$folder/openblas"
library="$(find "$folder/openblas" -name 'libopenblasp-r0.3.21.so')"
cat > "$folder/measure.py" <<'PYTHON'
import ctypes
import sys
import time

library = ctypes.CDLL(sys.argv[1])
library.openblas_get_corename.restype = ctypes.c_char_p
library.openblas_set_num_threads(1)
size = 512
a, b, c = ((ctypes.c_float * size**2)(*[0.5] * size**2) for _ in range(3))
factor, nothing = ctypes.c_float(1), ctypes.c_float(0)


def product():
    begin = time.perf_counter()
    library.cblas_sgemm(101, 111, 111, size, size, size, factor, a, size, b, size, nothing, c, size)
    return time.perf_counter() - begin


print(library.openblas_get_corename().decode(), min(product() for _ in range(20)))
PYTHON
read -r found slow < <(python3 "$folder/measure.py" "$library")
read -r told fast < <(OPENBLAS_CORETYPE=SkylakeX python3 "$folder/measure.py" "$library")
awk -v found="$found" -v slow="$slow" -v told="$told" -v fast="$fast" 'BEGIN {
    printf "chosen: %s, %.2f ms; told: %s, %.2f ms; %.1f times as long\n",
        found, 1000 * slow, told, 1000 * fast, slow / fast
    exit !(found == "Prescott" && told == "SkylakeX" && slow > 2 * fast)
}'
