#!/usr/bin/env bash
# Runs the examples on the embedded tweets and on broken input, and checks what they leave behind.
set -euo pipefail
examples="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
passed=0

bash "$examples/install-dependencies.sh"
swift build -c release --package-path "$examples"
programs="$(swift build -c release --package-path "$examples" --show-bin-path)"

pass() {
    passed=$((passed + 1))
    echo "ok: $1"
}

fail() {
    echo "FAILED: $1" >&2
    exit 1
}

# A command must fail, say $2 on standard error, and leave no output directory.
refuses() {
    local name="$1" words="$2"
    shift 2
    rm -rf "$work/refused"
    if "$programs/$@" >"$work/stdout" 2>"$work/stderr"; then fail "$name: exit status 0"; fi
    grep -qF -- "$words" "$work/stderr" || fail "$name: no '$words' in: $(cat "$work/stderr")"
    [ ! -e "$work/refused" ] || fail "$name: something was written"
    pass "$name"
}

# -- The main job

"$programs/logistic-regression" --output "$work/run" >"$work/table"
grep -q '^test ' "$work/table" || fail "no line for the test part"
for file in model/classifier.json model/model.safetensors metrics.json report.html; do
    [ -s "$work/run/$file" ] || fail "$file is missing"
done
pass "logistic-regression trains, evaluates and saves"

if command -v python3 >/dev/null; then
    python3 - "$work/run/metrics.json" <<'PYTHON'
import json, sys
metrics = json.load(open(sys.argv[1]))
assert metrics["approach"] == "logistic-regression"
for split in ("validation", "test", "hard"):
    scores = metrics["splits"][split]
    assert scores["count"] > 50 and all(0 <= scores[k] <= 1 for k in
        ("accuracy", "precision", "recall", "f1", "auc")), scores
assert metrics["splits"]["test"]["f1"] > 0.6, metrics["splits"]["test"]
assert metrics["model_bytes"] > 10_000 and metrics["peak_rss_bytes"] > 1_000_000
assert metrics["seconds"]["total"] > 0
PYTHON
    pass "metrics.json holds the scores"
fi

"$programs/logistic-regression" --output "$work/again" >/dev/null
cmp "$work/run/model/model.safetensors" "$work/again/model/model.safetensors" ||
    fail "the same seed gave another model"
pass "the same seed gives the same model to the bit"

printf 'What a lovely crew, best flight ever!\n\nworst delay, luggage broken again\n' >"$work/texts"
"$programs/classify" --model "$work/run/model" "$work/texts" >"$work/from-file"
"$programs/classify" --model "$work/run/model" <"$work/texts" >"$work/from-pipe"
cmp "$work/from-file" "$work/from-pipe" || fail "a pipe and a file gave different answers"
[ "$(wc -l <"$work/from-file")" -eq 3 ] || fail "three lines must give three answers"
head -1 "$work/from-file" | grep -q '"label":"positive"' || fail "praise was not positive"
tail -1 "$work/from-file" | grep -q '"label":"negative"' || fail "blame was not negative"
pass "classify answers line by line"

[ -z "$(printf '' | "$programs/classify" --model "$work/run/model")" ] || fail "answers to nothing"
pass "classify answers nothing to nothing"

# -- Broken input

refused=(--output "$work/refused")
refuses "a missing file" "no-such-file.csv" logistic-regression --data "$work/no-such-file.csv" "${refused[@]}"
: >"$work/bad.csv"
refuses "an empty file" "bad.csv" logistic-regression --data "$work/bad.csv" "${refused[@]}"
printf 'label,text\n' >"$work/bad.csv"
refuses "a header only" "bad.csv" logistic-regression --data "$work/bad.csv" "${refused[@]}"
printf 'label,text\n1,good\n1,great\n' >"$work/bad.csv"
refuses "one class only" "0 negative and 2 positive" logistic-regression --data "$work/bad.csv" "${refused[@]}"
printf 'label,text\n1,good\n7,great\n' >"$work/bad.csv"
refuses "an unknown label" "bad.csv:3" logistic-regression --data "$work/bad.csv" "${refused[@]}"
printf 'label,text\n1,"good\n0,bad\n' >"$work/bad.csv"
refuses "a quote never closed" "bad.csv:2" logistic-regression --data "$work/bad.csv" "${refused[@]}"
printf 'label,text\n1,good\n0,b\xffd\n' >"$work/bad.csv"
refuses "invalid UTF-8" "bad.csv:3" logistic-regression --data "$work/bad.csv" "${refused[@]}"
printf 'label,text\n1,good\n0,b\0d\n' >"$work/bad.csv"
refuses "a NUL byte" "bad.csv:3" logistic-regression --data "$work/bad.csv" "${refused[@]}"
{
    echo "label,text"
    for number in $(seq 40); do echo "$((number % 2)),@user"; done
} >"$work/bad.csv"
refuses "texts that are empty once cleaned" "empty" logistic-regression --data "$work/bad.csv" "${refused[@]}"
refuses "lbfgs with l1" "l1" logistic-regression --penalty l1 "${refused[@]}"
refuses "more tweets than there are" "are needed" logistic-regression --per-class 100000 "${refused[@]}"
refuses "a missing classifier" "classifier.json" classify --model "$work/nowhere" "$work/texts"
cp -R "$work/run/model" "$work/cut"
head -c 5000 "$work/run/model/model.safetensors" >"$work/cut/model.safetensors"
refuses "a truncated classifier" "model.safetensors" classify --model "$work/cut" "$work/texts"
printf 'fine\nb\xffd\n' >"$work/bad.txt"
refuses "a line that is not UTF-8" "bad.txt:2" classify --model "$work/run/model" "$work/bad.txt"

echo
echo "$passed passed, 0 failed"
