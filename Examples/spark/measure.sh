#!/usr/bin/env bash
# Measures how many texts a second Spark classifies with 1, 2, 4, … partitions on this machine, and prints a table.
#
#   bash Examples/spark/measure.sh CLASSIFY MODEL TEXTS
#
# CLASSIFY is the program classify, MODEL a saved classifier, TEXTS a file with a text a line. Each line is the
# best of three runs; the first is a job of no texts, which is what Spark's own start and end take. Needs what
# check.sh needs.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
python="${PYTHON:-python3}"
classify="$1"
model="$2"
texts="$3"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cores="$(nproc)"

# job TEXTS PARTITIONS: the seconds of the fastest of three.
job() {
    for _ in 1 2 3; do
        rm -rf "$work/answers"
        begin="$(date +%s.%N)"
        "$python" "$here/classify_with_spark.py" --master "local[$cores]" --partitions "$2" --program "$classify" \
            --model "$model" "$1" "$work/answers" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
        echo "$begin $(date +%s.%N)"
    done | awk '{ seconds = $2 - $1; if (NR == 1 || seconds < best) best = seconds } END { printf "%.2f", best }'
}

count="$(wc -l <"$texts")"
: >"$work/none"
start="$(job "$work/none" 1)"
echo "| partitions | seconds | texts a second, with Spark's start | without |"
echo "|---:|---:|---:|---:|"
echo "| no texts | $start | | |"
for partitions in 1 2 4 8; do
    seconds="$(job "$texts" "$partitions")"
    awk -v partitions="$partitions" -v seconds="$seconds" -v count="$count" -v start="$start" \
        'BEGIN { printf "| %d | %.2f | %d | %d |\n", partitions, seconds, count / seconds, count / (seconds - start) }'
done
