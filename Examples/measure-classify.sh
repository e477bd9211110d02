#!/usr/bin/env bash
# Measures how the throughput of classify grows with processes and threads.
#
#   bash Examples/measure-classify.sh CLASSIFY MODEL TEXTS [PROCESSESxTHREADS…]
#
# TEXTS is divided evenly among the processes, as a distributed engine would do. Prints seconds, texts a
# second and the largest process's memory for 1x1, 1x2 and 2x1, or for those named.
set -euo pipefail
classify="$1" model="$2" texts="$3"
shift 3
if [ "$#" -eq 0 ]; then set -- 1x1 1x2 2x1; fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
count="$(wc -l <"$texts")"

printf '%-20s %8s %12s %10s\n' "processes x threads" seconds "texts/s" "peak MiB"
for form in "$@"; do
    processes="${form%x*}" threads="${form#*x}"
    rm -f "$work"/part-* "$work"/memory-*
    split -n "l/$processes" "$texts" "$work/part-"
    begin="$(date +%s%N)"
    running=()
    for part in "$work"/part-*; do
        /usr/bin/time -f %M -o "$work/memory-${part##*-}" \
            "$classify" --model "$model" --threads "$threads" "$part" >/dev/null &
        running+=("$!")
    done
    for process in "${running[@]}"; do wait "$process"; done
    end="$(date +%s%N)"
    sort -n "$work"/memory-* | tail -1 | awk -v form="$form" -v count="$count" -v time="$((end - begin))" \
        '{ s = time / 1e9; printf "%-20s %8.2f %12.0f %10.1f\n", form, s, count / s, $1 / 1024 }'
done
