#!/usr/bin/env bash
# Checks that Spark's answers are those of one process, in the same order.
#
#   bash Examples/spark/check.sh                        the embedded tweets, a logistic regression
#   bash Examples/spark/check.sh --model DIR FILE       your classifier and texts
#
# Needs Java 17 or newer and `pip install pyspark` (4.3 was tested); without them it says that it is
# skipped. PYTHON names the Python that has pyspark.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
examples="$(dirname "$here")"
python="${PYTHON:-python3}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

if ! command -v java >/dev/null || ! "$python" -c "import pyspark" 2>/dev/null; then
    echo "SKIPPED: Spark's answers are not checked, for want of Java or pyspark"
    exit 0
fi

bash "$examples/install-dependencies.sh"
swift build -c release --package-path "$examples" --product classify
programs="$(swift build -c release --package-path "$examples" --show-bin-path)"

model="$work/trained/model"
if [ "${1:-}" = "--model" ]; then
    model="$2"
    shift 2
else
    swift build -c release --package-path "$examples" --product logistic-regression
    "$programs/logistic-regression" --output "$work/trained" >/dev/null
fi
if [ "$#" -gt 0 ]; then
    texts="$1"
else
    # With lines that are blank, that are not ASCII, that are damaged, and with what a shell would take
    # for its own.
    texts="$work/texts"
    { tail -n +2 "$examples/../Fixtures/tweets.csv"; printf '\n  \n$HOME `id` "quoted\nça va\rtrès bien ✈️\r\ngo\xffod\nb\0d\nthe end\n'; } >"$texts"
fi

"$programs/classify" --model "$model" --threads 1 --repair "$texts" >"$work/one-process"
for partitions in 1 2 7; do
    rm -rf "$work/spark"
    "$python" "$here/classify_with_spark.py" --master "local[2]" --partitions "$partitions" \
        --program "$programs/classify" --model "$model" "$texts" "$work/spark" 2>"$work/log" ||
        { cat "$work/log" >&2; exit 1; }
    parts=("$work/spark"/part-*)
    cat "${parts[@]}" >"$work/from-spark"
    cmp "$work/one-process" "$work/from-spark"
    echo "ok: ${#parts[@]} partitions gave the $(wc -l <"$work/one-process") answers of one process, in order"
done

if "$python" "$here/classify_with_spark.py" --master "local[2]" --program "$programs/classify" \
    --model "$work/nowhere" "$texts" "$work/refused" >"$work/log" 2>&1; then
    echo "FAILED: a classifier that is not there was no error" >&2
    exit 1
fi
echo "ok: a process that fails makes the job fail"
