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

# trains NAME DIRECTORY OPTION...: a program must train, evaluate and save on the embedded tweets.
trains() {
    local name="$1" run="$2"
    shift 2
    "$programs/$name" --output "$run" "$@" >"$work/table"
    cp "$work/table" "$work/table-$name"
    grep -q '^test ' "$work/table" || fail "$name: no line for the test part"
    for file in model/classifier.json model/model.safetensors model/profile.json metrics.json \
        report.html figures/confusion_matrix.svg run.jsonl model/MLmodel model/code/swiftlet_classifier.py; do
        [ -s "$run/$file" ] || fail "$name: $file is missing"
    done
    pass "$name trains, evaluates and saves"
    if command -v python3 >/dev/null; then
        scores "$name" "$run"
        journal "$name" "$run"
        pass "$name: metrics.json holds the scores, profile.json what the answers to the test part are"
    fi
}

# scores NAME DIRECTORY: what metrics.json and profile.json must hold.
scores() {
    python3 - "$1" "$2" <<'PYTHON'
import json, sys
metrics = json.load(open(sys.argv[2] + "/metrics.json"))
assert metrics["approach"] == sys.argv[1]
for split in ("validation", "test", "hard"):
    scores = metrics["splits"][split]
    assert scores["count"] > 50 and all(0 <= scores[k] <= 1 for k in
        ("accuracy", "precision", "recall", "f1", "auc")), scores
assert metrics["splits"]["test"]["f1"] > 0.6, metrics["splits"]["test"]
assert metrics["model_bytes"] > 10_000 and metrics["peak_rss_bytes"] > 1_000_000
assert metrics["seconds"]["total"] > 0
options = metrics["options"]
assert options["seed"] == 42 and options["tests"] == [] and options["skip_bad_rows"] is False, options
profile = json.load(open(sys.argv[2] + "/model/profile.json"))
assert profile["labels"] == ["negative", "positive"], profile
for name in "label", "score", "unknown_share", "token_count", "character_count":
    counts = profile[name + "_counts"]
    assert sum(counts) == profile["count"] == metrics["splits"]["test"]["count"], (name, counts)
PYTHON
}

# journal NAME DIRECTORY: what run.jsonl must tell, from the first line to the last.
journal() {
    python3 - "$1" "$2" <<'PYTHON'
import json, os, sys
events = [json.loads(line) for line in open(sys.argv[2] + "/run.jsonl")]
metrics = json.load(open(sys.argv[2] + "/metrics.json"))
kinds = [event["event"] for event in events]
assert kinds[0] == "started" and events[0]["program"] == sys.argv[1] and "server" not in events[0], events[0]
assert kinds[-1] == "ended" and events[-1]["status"] == "FINISHED", events[-1]
assert kinds.count("results") == 1 and events[kinds.index("results")]["metrics"] == metrics
for event in events:
    if event["event"] == "params":
        assert event["values"] == metrics["options"], event
    if event["event"] in ("file", "model"):
        assert os.path.exists(sys.argv[2] + "/" + event["path"]), event
traces = {}
for event in events:
    for name, value in event["values"].items() if event["event"] == "metrics" else ():
        traces.setdefault(name, []).append(value)
assert traces.get("train_loss", []) == [epoch["training_loss"] for epoch in metrics.get("epochs", [])], traces
assert sorted(event["time"] for event in events) == [event["time"] for event in events]
PYTHON
}

# repeats NAME DIRECTORY OPTION...: the same options must give the model in DIRECTORY.
repeats() {
    local name="$1" run="$2"
    shift 2
    "$programs/$name" --output "$work/again" "$@" >/dev/null
    for file in model.safetensors profile.json; do
        cmp "$run/model/$file" "$work/again/model/$file" ||
            fail "$name: the same seed gave another $file"
    done
    pass "$name: the same seed gives the same model to the bit"
}

# classifies NAME DIRECTORY: the model in DIRECTORY must answer a file and a pipe.
classifies() {
    "$programs/classify" --model "$2/model" "$work/texts" >"$work/from-file"
    "$programs/classify" --model "$2/model" <"$work/texts" >"$work/from-pipe"
    cmp "$work/from-file" "$work/from-pipe" || fail "$1: a pipe and a file gave different answers"
    [ "$(wc -l <"$work/from-file")" -eq 3 ] || fail "$1: three lines must give three answers"
    head -1 "$work/from-file" | grep -q '"label":"positive"' || fail "$1: praise was not positive"
    tail -1 "$work/from-file" | grep -q '"label":"negative"' || fail "$1: blame was not negative"
    pass "classify answers line by line with the classifier of $1"
}

printf 'What a lovely crew, best flight ever!\n\nworst delay, luggage broken again\n' >"$work/texts"
# Whatever was fetched, approach 4 begins with nothing here.
export SWIFTLET_MODELS="$work/none"
for name in logistic-regression bilstm distilbert; do
    trains "$name" "$work/$name"
    repeats "$name" "$work/$name"
    classifies "$name" "$work/$name"
done

quick=(--per-class 100 --cleaning light)
"$programs/logistic-regression" "${quick[@]}" >"$work/table"
tail -1 "$work/table" | grep -q '^Nothing was saved: --output DIR' ||
    fail "a run without --output does not say that nothing was saved"
pass "a run without --output says that nothing was saved"

# Labelled files that are called like what is evaluated anyway, or like each other.
mkdir -p "$work/named/in" "$work/named/other"
for file in test in/test in/hard other/more in/more tweets.csv; do
    cp "$examples/../Fixtures/hard-tweets.csv" "$work/named/$file"
done
(
    cd "$work/named"
    "$programs/logistic-regression" "${quick[@]}" --output run --test test --test in/test \
        --test in/hard --test other/more --test in/more --test in/../tweets.csv >"$work/table"
)
for name in test hard ./test in/test in/hard other/more in/more tweets.csv; do
    [ "$(grep -c "^$name  *[0-9]" "$work/table")" -eq 1 ] || fail "not one line of scores for $name"
done
if command -v python3 >/dev/null; then
    python3 - "$work/named/run/metrics.json" <<'PYTHON'
import json, sys
metrics = json.load(open(sys.argv[1]))
assert list(metrics["splits"]) == ["validation", "test", "hard", "./test", "in/test", "in/hard",
    "other/more", "in/more", "tweets.csv"], list(metrics["splits"])
assert metrics["options"]["per_class"] == 100 and len(metrics["options"]["tests"]) == 6
PYTHON
fi
pass "each file to test on has a name of its own"

# Linux has a file that is always full.
if [ -c /dev/full ]; then
    for program in "logistic-regression ${quick[*]}" explore; do
        # shellcheck disable=SC2086
        if "$programs/"$program >/dev/full 2>"$work/stderr"; then fail "$program: a full disk is nothing"; fi
        grep -q 'Standard output' "$work/stderr" || fail "$program does not say what is full"
    done
    pass "what could not be printed is an error"
fi

# Four words with vectors; the others begin with zeros.
printf 'good 1 0 0.5\nbad -1 0 -0.5\nlove 1.5 0.25 1\nn'"'"'t -0.5 1 0\n' >"$work/vectors.txt"
small=(--embeddings "$work/vectors.txt" --per-class 150 --epochs 2 --units 8 --dense-units 8)
"$programs/bilstm" "${small[@]}" --output "$work/vectors" >"$work/table"
grep -q '^Word vectors: .* words' "$work/table" || fail "no coverage of word vectors"
"$programs/bilstm" "${small[@]}" --models "$work" --embeddings vectors.txt \
    --output "$work/fetched" >/dev/null
cmp "$work/vectors/model/model.safetensors" "$work/fetched/model/model.safetensors" ||
    fail "word vectors from the models' folder gave another model"
pass "bilstm begins with word vectors"

# searched DIRECTORY TRIALS: what a search of so many trials must leave behind.
searched() {
    command -v python3 >/dev/null || return 0
    python3 - "$1" "$2" <<'PYTHON'
import json, sys
run, count = sys.argv[1], int(sys.argv[2])
search = json.load(open(run + "/metrics.json"))["search"]
trials = json.load(open(run + "/search.json"))["trials"]
assert len(trials) == search["trials"] == count, (len(trials), search)
assert search["complete"] + search["pruned"] + search["failed"] == count, search
best = trials[search["best_trial"] - 1]
assert best["state"] == "complete" and best["value"] == search["best_score"], (best, search)
assert best["parameters"] == search["parameters"], (best, search)
assert all(trial["value"] <= best["value"] for trial in trials if trial["state"] == "complete")
assert set(search["importances"]) == {"ped_anova", "fanova"}
report = open(run + "/report.html", encoding="utf-8").read()
for figure in ("Trials by their parameters", "Importance of the parameters", "best so far"):
    assert figure in report, figure
PYTHON
}

few=(--per-class 100 --epochs 1)
"$programs/bilstm" "${few[@]}" --search 1 --output "$work/search" >"$work/table"
grep -q '^The best of 1 trial by validation F1: 1 complete, 0 pruned' "$work/table" ||
    fail "no table of the search"
searched "$work/search" 1 || fail "bilstm: wrong results of the search"
cp "$work/search/search.json" "$work/one-trial.json"
"$programs/bilstm" "${few[@]}" --search 2 --output "$work/search" >"$work/table"
searched "$work/search" 2 || fail "bilstm: wrong results of the search that goes on"
if command -v python3 >/dev/null; then
    python3 - "$work/one-trial.json" "$work/search/search.json" <<'PYTHON' || fail "a trial was run again"
import json, sys
one, two = (json.load(open(path))["trials"] for path in sys.argv[1:])
assert one == two[:1]
PYTHON
fi
refuses "a search of other settings" "other settings" bilstm "${few[@]}" --units 32 --search 3 \
    --output "$work/search"
pass "bilstm searches, and goes on with a search"
"$programs/logistic-regression" --per-class 150 --search --search-patience 4 --pruner halving \
    --output "$work/linear-search" >"$work/table"
grep -q 'by 5-fold F1' "$work/table" || fail "logistic-regression: no table of the search"
trials="$(grep -c '"state"' "$work/linear-search/search.json")"
[ "$trials" -ge 5 ] && [ "$trials" -le 30 ] || fail "--search without a number gave $trials trials"
searched "$work/linear-search" "$trials" || fail "logistic-regression: wrong results of the search"
pass "logistic-regression searches with a number of trials of its own"
for sampler in random spread grid; do
    "$programs/logistic-regression" --per-class 100 --cleaning light --search 3 --sampler "$sampler" \
        --pruner none --trials-at-once 2 --output "$work/$sampler-search" >"$work/table"
    searched "$work/$sampler-search" 3 || fail "$sampler: wrong results of the search"
done
pass "every sampler searches, two trials at once"
"$programs/distilbert" --encoder "$examples/../Fixtures/sentence-bert/tiny" "${few[@]}" --max-length 24 --search 2 \
    --output "$work/distilbert-search" >"$work/table"
searched "$work/distilbert-search" 2 || fail "distilbert: wrong results of the search"
pass "distilbert searches"

"$programs/bilstm" "${few[@]}" --checkpoint "$work/kept/checkpoint" --output "$work/first" >/dev/null
"$programs/bilstm" "${few[@]}" --checkpoint "$work/kept/checkpoint" --output "$work/second" >/dev/null
cmp "$work/first/model/model.safetensors" "$work/second/model/model.safetensors" ||
    fail "a training that goes on from its checkpoint gave another model"
pass "bilstm goes on from a checkpoint"

# Encoders of random weights: they show the path, and not the quality.
encoders="$examples/../Fixtures"
sentence=(--encoder "$encoders/use/tiny" --per-class 300 --units 16)
"$programs/sentence-encoder" "${sentence[@]}" --output "$work/sentence" >"$work/table"
grep -q '^test ' "$work/table" || fail "sentence-encoder: no line for the test part"
cp "$work/sentence/model/model.safetensors" "$work/first-head"
"$programs/sentence-encoder" "${sentence[@]}" --output "$work/sentence" >/dev/null
cmp "$work/sentence/model/model.safetensors" "$work/first-head" ||
    fail "sentence-encoder: kept embeddings gave another model"
"$programs/classify" --model "$work/sentence/model" "$work/texts" >"$work/from-file"
[ "$(wc -l <"$work/from-file")" -eq 3 ] || fail "sentence-encoder: three lines must give three answers"
"$programs/sentence-encoder" --encoder "$encoders/sentence-bert/tiny" --int8 --search 2 --epochs 2 \
    --per-class 150 --output "$work/sentence-int8" >"$work/table"
grep -q '^The best of 2 trials' "$work/table" || fail "sentence-encoder: no table of the search"
searched "$work/sentence-int8" 2 || fail "sentence-encoder: wrong results of the search"
"$programs/classify" --model "$work/sentence-int8/model" "$work/texts" >"$work/from-file"
if command -v python3 >/dev/null; then
    python3 - "$work/sentence" "$work/sentence-int8" <<'PYTHON'
import json, os, sys
for run, dimension in zip(sys.argv[1:], (10, 24)):
    metrics = json.load(open(run + "/metrics.json"))
    assert metrics["approach"] == "sentence-encoder"
    assert metrics["options"]["dimension"] == dimension
    assert set(metrics["splits"]) == {"validation", "test", "hard"}
    files = [os.path.join(root, name) for root, _, names in os.walk(run + "/model") for name in names]
    assert metrics["model_bytes"] == sum(map(os.path.getsize, files)) > 10_000
PYTHON
fi
pass "sentence-encoder trains on kept embeddings, searches and saves with either kind of encoder"
status=0
"$programs/sentence-encoder" --output "$work/refused" 2>"$work/stderr" || status=$?
[ "$status" -eq 69 ] || fail "sentence-encoder without its encoder: exit status $status"
[ "$(wc -l <"$work/stderr")" -eq 1 ] || fail "sentence-encoder without its encoder: more than one line"
grep -qF 'bash Examples/fetch-models.sh use' "$work/stderr" || fail "no way to fetch the encoder"
[ ! -e "$work/refused" ] || fail "sentence-encoder without its encoder: something was written"
pass "sentence-encoder without a fetched encoder says how to fetch it"

grep -q 'not the quality' "$work/table-distilbert" || fail "distilbert does not say what it shows"
mkdir -p "$work/int8"
mv "$work/distilbert/model-int8" "$work/int8/model"
classifies "distilbert in 8 bits" "$work/int8"
"$programs/quantize" --model "$work/distilbert/model" --output "$work/quantized" \
    --data "$examples/../Fixtures/hard-tweets.csv" >"$work/table"
grep -q '^hard-tweets.csv ' "$work/table" || fail "quantize compares nothing"
grep -q '^int8 ' "$work/table" || fail "quantize does not say what 8 bits cost"
if grep -q 'not measured' "$work/table"; then fail "quantize measures no memory"; fi
cmp "$work/quantized/model-int8.safetensors" "$work/int8/model/model-int8.safetensors" ||
    fail "quantize gave another model than distilbert"
[ -s "$work/int8/model/profile.json" ] || fail "distilbert: no profile of the model of 8 bits"
cmp "$work/quantized/profile.json" "$work/distilbert/model/profile.json" ||
    fail "quantize does not take the profile along"
pass "quantize gives the model of 8 bits that distilbert gives"
"$programs/quantize" --model "$work/distilbert/model" --output "$work/half" --mode bf16 \
    >"$work/table" 2>"$work/log" || fail "quantize --mode bf16: $(cat "$work/log")"
grep -q '^bf16 ' "$work/table" || fail "quantize does not say what 16 bits cost"
grep -q '"products_dtype": "bfloat16"' "$work/half/config.json" || fail "no word of 16 bits in config.json"
refuses "a model of 16 bits to be rounded" "16 bits already" \
    quantize --model "$work/half" --output "$work/refused" --mode bf16
pass "quantize gives a model of 16 bits"
fixtures="$examples/../Fixtures"
"$programs/quantize" --model "$work/distilbert/model" --output "$work/static/model" --mode static \
    --calibration "$fixtures/tweets.csv" --calibration-count 150 --method percentile \
    --test "$fixtures/hard-tweets.csv" >"$work/table" 2>"$work/log" || fail "static: $(cat "$work/log")"
grep -q '^int8-static ' "$work/table" || fail "quantize does not say what fixed ranges cost"
grep -q 'percentile 99.99, 150 texts' "$work/table" || fail "quantize does not say where ranges come from"
grep -q '^distilbert.transformer.layer.0.attention.qkv_lin ' "$work/table" || fail "quantize prints no range"
if grep -q few "$work/log"; then fail "quantize finds 150 texts few"; fi
classifies "distilbert in fixed ranges" "$work/static"
sed -n -e '2,21s/^[^,]*,//p' "$fixtures/tweets.csv" >"$work/calibration.txt"
"$programs/quantize" --model "$work/distilbert/model" --output "$work/static/model" --mode static \
    --calibration "$work/calibration.txt" >"$work/table" 2>"$work/log"
grep -q '20 texts are few to calibrate on' "$work/log" || fail "quantize does not find 20 texts few"
grep -q 'min-max, 20 texts' "$work/table" || fail "quantize does not read one text a line"
for file in metrics.json report.html; do
    grep -q 'attention.qkv_lin' "$work/static/model/$file" || fail "quantize: no range in $file"
done
for form in int8 int8-static; do
    grep -q "\"$form\"" "$work/static/model/metrics.json" || fail "quantize: no $form in metrics.json"
done
refuses "to calibrate on the tests" "of its" \
    quantize --model "$work/distilbert/model" --output "$work/refused" --mode static \
    --calibration "$fixtures/hard-tweets.csv" --test "$fixtures/hard-tweets.csv"
printf ' \n\n' >"$work/blank.txt"
refuses "to calibrate on nothing" "no text to calibrate on" \
    quantize --model "$work/distilbert/model" --output "$work/refused" --mode static \
    --calibration "$work/blank.txt"
refuses "fixed ranges of 8 bits" "already" \
    quantize --model "$work/static" --output "$work/refused" --mode static \
    --calibration "$work/calibration.txt"
refuses "fixed ranges without texts" "--calibration" \
    quantize --model "$work/distilbert/model" --output "$work/refused" --mode static
refuses "texts to calibrate on without fixed ranges" "--mode static" \
    quantize --model "$work/distilbert/model" --output "$work/refused" \
    --calibration "$work/calibration.txt"
pass "quantize fixes ranges by calibration"
cp -R "$work/distilbert/model" "$work/original"
ln -s original "$work/link"
for output in original original/. link/ int8/../original; do
    refuses "quantize into $output, its model" "would replace" \
        quantize --model "$work/original" --output "$work/$output"
done
cmp "$work/original/model.safetensors" "$work/distilbert/model/model.safetensors" ||
    fail "quantize replaced its model"
mkdir "$work/alone"
cp "$programs/quantize" "$work/alone"
"$work/alone/quantize" --model "$work/distilbert/model" --output "$work/quantized" >"$work/table"
grep -q '^int8 .* not measured' "$work/table" || fail "quantize measures memory without classify"
grep -q 'not measured.*classify is missing' "$work/table" || fail "quantize does not say what it lacks"
pass "quantize says where it cannot measure memory"
"$programs/distilbert" "${few[@]}" --encoder "$work/distilbert/model" --frozen-layers 1 \
    --output "$work/tuned" >"$work/table"
if command -v python3 >/dev/null; then
    python3 - "$work/distilbert/metrics.json" <<'PYTHON'
import json, sys
metrics = json.load(open(sys.argv[1]))
int8 = metrics["int8"]
assert set(int8["splits"]) == set(metrics["splits"]) == set(int8["agreement"])
assert all(share > 0.95 for share in int8["agreement"].values()), int8["agreement"]
assert int8["model_bytes"] < metrics["model_bytes"] / 2
for form in metrics, int8:
    assert 1_000_000 < form["inference_peak_rss_bytes"] < 1_000_000_000 and form["start_seconds"] > 0
PYTHON
fi
pass "distilbert fine-tunes an encoder's directory, and compares both forms"
if command -v python3 >/dev/null; then
    for _ in 1 2 3 4; do cat "$examples/../Fixtures/tweets.csv"; done | awk 'NR == 1 || $0 != "label,text"' \
        >"$work/many.csv"
    evaluate=("$programs/distilbert" "${few[@]}" --threads 1 --test "$work/many.csv")
    "${evaluate[@]}" 2>"$work/stderr" >/dev/null
    [ ! -s "$work/stderr" ] || fail "distilbert is not quiet: $(cat "$work/stderr")"
    python3 - "${evaluate[@]}" <<'PYTHON'
import os, pty, subprocess, sys
reader, terminal = pty.openpty()
run = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=terminal)
os.close(terminal)
shown = b""
try:
    while data := os.read(reader, 65_536):
        shown += data
except OSError:  # How Linux tells the end.
    pass
results, status = run.communicate()[0], run.returncode
assert status == 0 and b"\r" not in results and b"\x1b" not in results
for form in b"float32", b"int8":
    assert b"Evaluating many.csv, " + form in shown, shown
assert shown.endswith(b"\r\x1b[K"), shown[-80:]
PYTHON
    pass "distilbert shows on a terminal what takes its time, and clears the line"
fi

printf 'airline_sentiment;airline;tweet\nneutral;A;"one; two"\npositive;B;5" seat\nnegative;A;late\nNaN;A;x\n' |
    gzip >"$work/three.csv.gz"
"$programs/explore" --data "$work/three.csv.gz" --output "$work/explored-three" >"$work/table" 2>"$work/stderr"
for note in "3 classes: negative (1), neutral (1), positive (1)" "1 row without a label" "column tweet" "stray quotes in 1 row"; do
    grep -qF "$note" "$work/stderr" || fail "explore does not say '$note': $(cat "$work/stderr")"
done
grep -q 'neutral' "$work/table" || fail "explore shows no third class"
grep -q '^Words that tell the classes apart' "$work/table" || fail "explore: no table of words of three classes"
pass "explore reads three classes, other columns and delimiters, and gzip"

# Three classes: what each holds is plain.
{
    echo 'airline_sentiment,airline,text'
    for number in $(seq 40); do
        echo "negative,A,\"late again, and rude $number\""
        echo "neutral,B,which gate for flight $number"
        echo "positive,C,lovely crew and thanks $number"
    done
    for number in $(seq 60); do echo "negative,A,lost my bag $number"; done
} >"$work/classes.csv"
"$programs/logistic-regression" --data "$work/classes.csv" --cleaning light --characters 2-3 --balance-classes \
    --calibrate sigmoid --score log-loss --output "$work/three-linear" >"$work/table" 2>"$work/stderr"
grep -q 'hard tweets are left out' "$work/stderr" || fail "three classes: no word of the hard tweets"
grep -q '^neutral ' "$work/table" || fail "three classes: no scores of each class"
"$programs/bilstm" --data "$work/classes.csv" --epochs 6 --batch-size 8 --units 16 --dense-units 16 \
    --embedding-size 16 --dropout 0 --spatial-dropout 0 --learning-rate 0.01 --test "$work/classes.csv" --output "$work/three-bilstm" \
    >"$work/table" 2>/dev/null
"$programs/explore" --data "$work/classes.csv" --output "$work/explored-classes" >/dev/null 2>&1
for run in three-linear three-bilstm; do
    "$programs/classify" --model "$work/$run" "$work/texts" >"$work/from-file"
    [ "$(grep -c '"probabilities":{"negative":.*"neutral":.*"positive":' "$work/from-file")" -eq 3 ] ||
        fail "$run: no probabilities of three classes"
done
if command -v python3 >/dev/null; then
    python3 - "$work/explored-classes/explore.json" "$work/three-linear" "$work/three-bilstm" <<'PYTHON'
import json, sys
labels = ["negative", "neutral", "positive"]
summary = json.load(open(sys.argv[1]))
assert [summary["rows"]["classes"][label]["count"] for label in labels] == [100, 40, 40], summary["rows"]
assert summary["duplicates"]["distinct_texts"] == 180, summary["duplicates"]
for kind in "most_frequent", "most_telling":
    first = summary["terms"]["words"][kind]["neutral"][0]
    assert first["term"] in ("flight", "gate") and (first["count"], first["rest"]) == (40, 0), first
for run, splits in zip(sys.argv[2:], (["validation", "test"], ["validation", "test", "classes.csv"])):
    metrics = json.load(open(run + "/metrics.json"))
    assert metrics["labels"] == labels and list(metrics["splits"]) == splits, metrics
    assert metrics["options"]["tweets"] == 180, metrics["options"]
    test = metrics["splits"]["test"]
    assert list(test["per_class"]) == labels and test["f1"] == test["macro_f1"] > 0.9, test
    assert sum(one["support"] for one in test["per_class"].values()) == test["count"], test
    assert test["log_loss"] > 0 and 0 <= test["brier"] < 2 and test["matthews"] > 0.8, test
    assert json.load(open(run + "/model/profile.json"))["labels"] == labels
PYTHON
fi
grep -q 'weigh most for and against neutral' "$work/three-linear/report.html" || fail "no terms of each class"
pass "logistic-regression and bilstm train on three classes, and classify answers with them"

"$programs/explore" --output "$work/explored" >"$work/table" 2>"$work/stderr"
[ ! -s "$work/stderr" ] || fail "explore is not quiet: $(cat "$work/stderr")"
grep -q '^Words that tell the classes apart' "$work/table" || fail "explore: no table of words"
grep -q '<svg' "$work/explored/report.html" || fail "explore: no plot in the report"
"$programs/explore" --threads 1 --output "$work/explored-again" >/dev/null
cmp "$work/explored/report.html" "$work/explored-again/report.html" ||
    fail "explore: another thread count gave another report"
printf 'label,text\n0,late\n0,late\n1,late\n1,\n1,"so early :)"\n7\n' >"$work/few.csv"
"$programs/explore" --data "$work/few.csv" --skip-bad-rows --output "$work/explored-few" \
    >"$work/table" 2>"$work/stderr"
grep -qF 'few.csv:7' "$work/stderr" || fail "explore does not name the bad row"
if command -v python3 >/dev/null; then
    python3 - "$work/explored-few/explore.json" <<'PYTHON'
import json, sys
summary = json.load(open(sys.argv[1]))
assert summary["rows"]["count"] == 5 and summary["rows"]["bad"] == 1, summary["rows"]
assert summary["rows"]["classes"]["positive"]["missing"] == 1, summary["rows"]
assert summary["duplicates"] == {
    "distinct_texts": 3, "repeated_rows": 2, "contradicting_texts": 1, "contradicting_rows": 3
}, summary["duplicates"]
assert summary["features"]["emoticons"]["positive"]["total"] == 1
assert summary["terms"]["words"]["most_frequent"]["negative"][0]["term"] == "late"
PYTHON
fi
pass "explore counts, tabulates and reports"
# Models made here in place of the fetched ones.
mkdir -p "$work/models"
cp "$work/vectors.txt" "$work/models/glove.6B.50d.txt"
cp -R "$work/distilbert/model" "$work/models/all-MiniLM-L6-v2"
cp -R "$encoders/use/tiny" "$work/models/use-multilingual-v3"
# compares DIRECTORY OPTION...: all approaches side by side; what they tell goes to $work/told.
compares() {
    local run="$1"
    shift
    "$programs/compare" --quick --models "$work/models" --output "$run" "$@" 2>"$work/told"
}
compares "$work/comparison" >"$work/table"
for row in 'F1, test' 'F1, test, published' 'accuracy, 108 hard tweets' 'one tweet, p99' 'peak memory' 'Choice: '; do
    grep -q "^$row" "$work/table" || fail "compare: no line '$row'"
done
grep -q 'DistilBERT int8' "$work/table" || fail "compare: no column for DistilBERT int8"
grep -q 'Training takes about .*; measuring comes on top' "$work/told" || fail "compare does not say how long it takes"
grep -q 'Word2Vec: left out' "$work/told" || fail "compare does not say what it leaves out"
[ -s "$work/comparison/report.html" ] || fail "compare: no report"
if command -v python3 >/dev/null; then
    python3 - "$work/comparison/metrics.json" <<'PYTHON'
import json, sys
metrics = json.load(open(sys.argv[1]))
names = [one["name"] for one in metrics["approaches"]]
assert names == ["logistic", "BiLSTM GloVe", "USE dense", "DistilBERT", "DistilBERT int8"], names
assert metrics["choice"]["chosen"] in metrics["choice"]["pareto_front"]
for one in metrics["approaches"]:
    assert one["splits"]["test"]["count"] == metrics["approaches"][0]["splits"]["test"]["count"]
    assert 1_000_000 < one["peak_rss_bytes"] < 1_000_000_000
    latency = one["latency_seconds"]
    assert 0 < latency["p50"] <= latency["p95"] <= latency["p99"]
    assert one["seconds"]["total"] > one["seconds"]["train"] > 0 and one["tweets_per_second"] > 0
    assert one["options"]["quick"] is True and one["options"]["seed"] == 42
PYTHON
fi
for model in logistic-regression/model bilstm-glove/model sentence-encoder/model distilbert/model \
    distilbert/model-int8; do
    [ -s "$work/comparison/$model/profile.json" ] || fail "compare: no profile of $model"
done
pass "compare trains, measures and chooses"

compares "$work/comparison" >"$work/table-again"
grep -q 'Nothing is to train' "$work/told" || fail "compare trained again"
cmp "$work/table" "$work/table-again" || fail "compare gave another table"
compares "$work/comparison" --max-memory 1 >"$work/table-again"
grep -q '^Choice: none' "$work/table-again" || fail "compare does not keep to a budget"
grep -q 'Nothing is to train' "$work/told" || fail "compare trained again for a budget"
compares "$work/comparison" --word2vec "$work/vectors.txt" >"$work/table-again"
[ "$(grep -c 'trained in' "$work/told")" -eq 1 ] || fail "compare trained more than what is new"
pass "compare trains nothing twice"

"$programs/compare" --quick --models "$work/models" --output "$work/killed" 2>/dev/null >/dev/null &
until [ -e "$work/killed/bilstm-glove/checkpoint" ] || ! kill -0 $! 2>/dev/null; do sleep 0.01; done
kill -9 $! 2>/dev/null || true
wait $! 2>/dev/null || true
compares "$work/killed" >/dev/null
for model in logistic-regression/model bilstm-glove/model sentence-encoder/model distilbert/model \
    distilbert/model-int8; do
    weights=model.safetensors
    [ "$model" = distilbert/model-int8 ] && weights=model-int8.safetensors
    cmp "$work/comparison/$model/$weights" "$work/killed/$model/$weights" ||
        fail "compare gave another $model after it was interrupted"
done
compares "$work/killed" --seed 7 >/dev/null
[ "$(grep -c 'trained again, since other tweets' "$work/told")" -eq 4 ] ||
    fail "compare kept what was trained on other tweets"
pass "compare goes on after it was interrupted"

compares "$work/few" --models "$work/none" --per-class 100 --test "$work/named/in/test" >"$work/table"
grep -q "^F1, $work/named/in/test " "$work/table" || fail "compare: no line of a further file"
[ "$(grep -c 'left out.*fetch-models.sh' "$work/told")" -eq 3 ] ||
    fail "compare does not say how to fetch models"
grep -q '^Choice: logistic' "$work/table" || fail "compare does not compare what there is"
pass "compare leaves out what was not fetched"

# Embeddings of the tiny encoder, which has random weights, beside what was computed elsewhere.
tiny="$encoders/sentence-bert/tiny"
"$programs/embed" --encoder "$tiny" "$work/texts" >"$work/from-file"
"$programs/embed" --encoder "$tiny" --precision float32 --threads 1 <"$work/texts" >"$work/from-pipe"
"$programs/embed" --encoder "$tiny" --precision int8 "$work/texts" >"$work/from-int8"
"$programs/embed" --encoder "$tiny" --precision bfloat16 "$work/texts" >"$work/from-bfloat16"
"$programs/embed" --encoder "$encoders/use/tiny" "$work/texts" >"$work/from-use"
[ -z "$(printf '' | "$programs/embed" --encoder "$tiny")" ] || fail "embeddings of nothing"
cp -R "$tiny" "$work/prompted"
printf '{"prompts":{"query":"the crew "}}' >"$work/prompted/config_sentence_transformers.json"
echo "was kind" | "$programs/embed" --encoder "$work/prompted" --prompt query >"$work/with-prompt"
echo "the crew was kind" | "$programs/embed" --encoder "$tiny" >"$work/without-prompt"
cmp "$work/with-prompt" "$work/without-prompt" || fail "embed --prompt is not the prompt before the text"
if command -v python3 >/dev/null; then
    python3 - "$encoders/sentence-bert/expected.json" "$programs/embed" "$tiny" "$work" <<'PYTHON'
import json, subprocess, sys
expected, embed, tiny, work = json.load(open(sys.argv[1])), *sys.argv[2:]
run = lambda text: subprocess.run([embed, "--encoder", tiny], input=text, stdout=subprocess.PIPE,
    check=True, encoding="utf-8").stdout
for found, case in zip(run("".join(case["text"] + "\n" for case in expected)).splitlines(), expected):
    assert max(abs(a - b) for a, b in zip(json.loads(found), case["embedding"])) < 1e-5, case["text"]
rows = {name: [json.loads(line) for line in open(f"{work}/from-{name}")]
    for name in ("file", "pipe", "int8", "bfloat16", "use")}
for name, dimension in ("file", 24), ("pipe", 24), ("int8", 24), ("bfloat16", 24), ("use", 10):
    assert [len(row) for row in rows[name]] == [dimension] * 3, name
for name, least in ("pipe", 0.999999), ("int8", 0.99), ("bfloat16", 0.9999):
    for row, other in zip(rows["file"], rows[name]):
        assert sum(a * b for a, b in zip(row, other)) > least, name
PYTHON
fi
pass "embed answers line by line with the embeddings of sentence-transformers"

[ -z "$(printf '' | "$programs/classify" --model "$work/logistic-regression/model")" ] || fail "answers to nothing"
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
printf 'label,text\ngood,a\ngreat,b\n' >"$work/bad.csv"
refuses "an unknown label" "bad.csv:3" logistic-regression --labels bad,good --data "$work/bad.csv" "${refused[@]}"
refuses "a class named twice" '"good" is there twice' logistic-regression --labels good,bad,good "${refused[@]}"
refuses "a single class" "give two or more" logistic-regression --labels good "${refused[@]}"
printf 'label,text\n1,"good\n0,bad\n' >"$work/bad.csv"
refuses "a quote never closed" "bad.csv:2" logistic-regression --data "$work/bad.csv" "${refused[@]}"
printf 'label,text\n1,good\n0,b\xffd\n' >"$work/bad.csv"
refuses "invalid UTF-8" "bad.csv:3" logistic-regression --data "$work/bad.csv" "${refused[@]}"
printf 'label,text\n1,good\n0,b\0d\n' >"$work/bad.csv"
refuses "a NUL byte" "bad.csv:3" logistic-regression --data "$work/bad.csv" "${refused[@]}"
{
    echo "label,text"
    for number in $(seq 40); do echo "$((number % 2)),@user"; done
} >"$work/empty.csv"
refuses "texts that are empty once cleaned" "empty" logistic-regression --data "$work/empty.csv" "${refused[@]}"
refuses "one tweet of each class" "higher --per-class" logistic-regression --per-class 1 "${refused[@]}"
refuses "a file to test on that is given twice" "given twice" logistic-regression \
    --test "$work/named/test" --test "$work/named/in/../test" "${refused[@]}"
refuses "no documents" "--min-df is 0" logistic-regression --min-df 0 "${refused[@]}"
refuses "a server that is none" "expected the URL of a server" logistic-regression --mlflow 5000 "${refused[@]}"
refuses "an alias of nothing" "--register" logistic-regression --mlflow --alias champion "${refused[@]}"
refuses "a name to register where nothing is tracked" "--mlflow" bilstm --register tweets "${refused[@]}"
refuses "a tracked run that leaves nothing" "--output DIR" distilbert --mlflow
refuses "lbfgs with l1" "l1" logistic-regression --penalty l1 "${refused[@]}"
refuses "word vectors that are missing" "nowhere.txt" bilstm --embeddings "$work/nowhere.txt" "${refused[@]}"
printf 'good 1 0\nbad 1 zero\n' >"$work/bad-vectors.txt"
refuses "word vectors that are no numbers" "bad-vectors.txt:2" bilstm --embeddings "$work/bad-vectors.txt" "${refused[@]}"
refuses "a dropout of 1" "--dropout is 1" bilstm --dropout 1 "${refused[@]}"
refuses "no units" "--units is 0" bilstm --units 0 "${refused[@]}"
refuses "a learning rate below 0" "--learning-rate" bilstm --learning-rate=-1 "${refused[@]}"
refuses "a search of nothing" "--search" bilstm --search 0 "${refused[@]}"
refuses "a sampler that there is not" "--sampler" bilstm --search 2 --sampler best "${refused[@]}"
refuses "a pruner without a search" "add --search" bilstm --pruner none "${refused[@]}"
refuses "a search without time" "--timeout" logistic-regression --search --timeout 0 "${refused[@]}"
refuses "a search without an encoder" "--search takes an encoder" distilbert --search 2 "${refused[@]}"
refuses "a schedule that there is not" "schedule" bilstm --schedule steep "${refused[@]}"
refuses "a checkpoint of another training" "examples" bilstm --per-class 90 --epochs 1 --checkpoint "$work/kept/checkpoint" "${refused[@]}"
refuses "tweets without words for a BiLSTM" "no words" bilstm --data "$work/empty.csv" --cleaning strong "${refused[@]}"
refuses "more tweets than there are" "640 negative" logistic-regression --per-class 100000 "${refused[@]}"
refuses "a sentence encoder that is not there" "nowhere/config.json" \
    sentence-encoder --encoder "$work/nowhere" "${refused[@]}"
refuses "8 bits of an encoder that has them" "--int8" \
    sentence-encoder --encoder "$encoders/use/tiny" --int8 "${refused[@]}"
refuses "an encoder that is not there" "nowhere/config.json" distilbert --encoder "$work/nowhere" "${refused[@]}"
refuses "more frozen layers than there are" "--frozen-layers is 9" distilbert --frozen-layers 9 "${refused[@]}"
refuses "no tokens" "--max-length is 0" distilbert --max-length 0 "${refused[@]}"
refuses "no batches for a step" "--accumulation is 0" distilbert --accumulation 0 "${refused[@]}"
refuses "an encoder of 8 bits" "weights of 8 bits" distilbert --encoder "$work/int8/model" "${refused[@]}"
mkdir "$work/damaged"
printf '[{' >"$work/damaged/search.json"
refuses "damaged trials of a search" "Delete it" bilstm "${few[@]}" --search 1 --output "$work/damaged"

# Before any work: the tweets are not read yet.
mkdir -p "$work/foreign/model" "$work/foreign/metrics.json" "$work/foreign/report.html"
: >"$work/foreign/model/notes"
none=(--data "$work/no-such-file.csv")
for name in logistic-regression bilstm sentence-encoder distilbert; do
    refuses "$name into a directory of other files" "foreign/model:" "$name" "${none[@]}" --output "$work/foreign"
    refuses "$name into a file" "not a directory" "$name" "${none[@]}" --output "$work/texts"
    refuses "$name into nothing" "--output" "$name" "${none[@]}" --output ""
done
for name in compare explore; do
    refuses "$name into directories" "it is a directory" "$name" "${none[@]}" --output "$work/foreign"
    refuses "$name into a file" "not a directory" "$name" "${none[@]}" --output "$work/texts"
    refuses "$name into nothing" "--output" "$name" "${none[@]}" --output ""
done
for name in bilstm sentence-encoder distilbert; do
    refuses "$name with a checkpoint within a file" "not a directory" \
        "$name" "${none[@]}" --checkpoint "$work/texts/checkpoint"
done
refuses "embeddings in place of a directory" "it is a directory" \
    sentence-encoder "${none[@]}" --embeddings "$work/foreign"
refuses "quantize into a directory of other files" "foreign/model:" \
    quantize --model "$work/nowhere" --output "$work/foreign/model"
refuses "quantize into nothing" "--output" quantize --model "$work/original" --output ""
[ "$(cd "$work/foreign" && find . | wc -l)" -eq 5 ] || fail "a refused output was written to"

printf 'label,text\n' >"$work/header.csv"
printf 'text,label\nso late,negative\nso late,negative\nit is,neutral\n' >"$work/partly.csv"
printf '{"text": "so late", "label": "bad"}\n{"text": "good", "label": "good"}\n' >"$work/tweets.jsonl"
printf 'id,mood,words\n17,good,late again\n' >"$work/undecided.csv"
refuses "columns that cannot be told" "Say which with --label-column and --text-column" \
    explore --data "$work/undecided.csv" "${refused[@]}"
refuses "liblinear with three classes" "--multiclass one-versus-rest" \
    logistic-regression --solver liblinear --data "$work/classes.csv" "${refused[@]}"
refuses "a class with one tweet" "Class 0 is negative" \
    logistic-regression --data "$work/three.csv.gz" "${refused[@]}"
refuses "a file to test on with a class more" "neutral" \
    bilstm --test "$work/classes.csv" "${few[@]}" "${refused[@]}"
printf 'text,label\nso late,0\nso good,1\n' >"$work/numbers.csv"
{
    echo text,label
    for i in {1..60}; do printf 'so late %d,bad\nso good %d,good\nso what %d,ok\n' "$i" "$i" "$i"; done
} >"$work/words.csv"
refuses "numbers to test on where the data have names" "one of bad, good, ok" \
    logistic-regression --data "$work/words.csv" --test "$work/numbers.csv" "${refused[@]}"
printf 'text,label\nso late,good\nso good,good\n' >"$work/one-class.csv"
refuses "data of one class" "one-class.csv: all texts are of the class good" \
    logistic-regression --data "$work/one-class.csv" "${refused[@]}"
refuses "three classes for a model of two" "--labels" \
    quantize --data "$work/classes.csv" --model "$work/distilbert/model" --output "$work/refused"
refuses "classes that are the model's in part" "Name them with --labels" \
    quantize --data "$work/partly.csv" --model "$work/distilbert" --output "$work/refused"
refuses "a directory that is no classifier's" "no classifier is saved here" classify --model "$work/foreign" "$work/texts"
refuses "a file that is no classifier" "no directory" classify --model "$work/classes.csv" "$work/texts"
refuses "three classes from a pipe" "Give a file" explore --data <(cat "$work/classes.csv") "${refused[@]}"
refuses "JSON in place of a table" "pandas.read_json" explore --data "$work/tweets.jsonl" "${refused[@]}"
refuses "stray quotes where they are not wanted" "stray quote" explore --strict --data "$work/three.csv.gz" "${refused[@]}"
refuses "a file to explore that is missing" "no-such-file.csv" explore --data "$work/no-such-file.csv" "${refused[@]}"
refuses "a file to explore with a bad row" "few.csv:7" explore --data "$work/few.csv" "${refused[@]}"
refuses "a header only to explore" "header.csv" explore --data "$work/header.csv" "${refused[@]}"
refuses "no threads" "--threads" explore --threads 0 "${refused[@]}"
cp -R "$work/distilbert/model" "$work/damaged/model"
printf '{"labels":["negative","positive"],"count":-1}' >"$work/damaged/model/profile.json"
refuses "a damaged profile" "profile.json: \"count\"" \
    quantize --model "$work/damaged/model" --output "$work/refused"
refuses "a model that is quantised already" "already" \
    quantize --model "$work/int8/model" --output "$work/refused"
refuses "word vectors that are missing for compare" "nowhere.bin" compare --word2vec "$work/nowhere.bin" "${refused[@]}"
refuses "an encoder that is missing for compare" "nowhere" compare --encoder "$work/nowhere" "${refused[@]}"
refuses "word vectors that are no numbers for compare" "bad-vectors.txt:2" compare --glove "$work/bad-vectors.txt" "${refused[@]}"
refuses "a missing file for compare" "no-such-file.csv" compare --data "$work/no-such-file.csv" "${refused[@]}"
refuses "a bad file to test on" "bad.csv:3" compare --test "$work/bad.csv" "${refused[@]}"
refuses "no memory at all" "--max-memory" compare --max-memory 0 "${refused[@]}"
refuses "a missing classifier" "nowhere: no such file" classify --model "$work/nowhere" "$work/texts"
for name in logistic-regression bilstm distilbert; do
    rm -rf "$work/cut"
    cp -R "$work/$name/model" "$work/cut"
    head -c 5000 "$work/$name/model/model.safetensors" >"$work/cut/model.safetensors"
    refuses "a truncated classifier of $name" "model.safetensors" classify --model "$work/cut" "$work/texts"
done
printf 'fine\nb\xffd\n' >"$work/bad.txt"
refuses "a missing encoder" "nowhere/config.json" embed --encoder "$work/nowhere" "$work/texts"
refuses "a prompt that is not there" 'prompt is "title"' embed --encoder "$work/prompted" --prompt title "$work/texts"
refuses "weights that are not there" "int4" embed --encoder "$tiny" --precision int4 "$work/texts"
refuses "8 bits of the Universal Sentence Encoder" "--precision" \
    embed --encoder "$encoders/use/tiny" --precision int8 "$work/texts"
refuses "no threads to embed" "--threads" embed --encoder "$tiny" --threads 0 "$work/texts"
printf '[{"type":"sentence_transformers.models.CNN","path":""}]' >"$work/prompted/modules.json"
refuses "an unknown module" "modules.json: module 0: a \"sentence_transformers.models.CNN\"" \
    embed --encoder "$work/prompted" "$work/texts"
printf 'fine\nb\xffd\n' >"$work/bad.txt"
refuses "a line to embed that is not UTF-8" "bad.txt:2" embed --encoder "$tiny" "$work/bad.txt"
[ "$(wc -l <"$work/stdout")" -eq 1 ] || fail "the line before one that is not UTF-8 must be embedded"
"$programs/embed" --encoder "$tiny" --repair "$work/bad.txt" >"$work/repaired"
[ "$(wc -l <"$work/repaired")" -eq 2 ] || fail "embed --repair: two lines must give two answers"
refuses "a line that is not UTF-8" "bad.txt:2" classify --model "$work/logistic-regression/model" "$work/bad.txt"
grep -qF -- '--repair' "$work/stderr" || fail "a line that is not UTF-8: no word of --repair"
[ "$(wc -l <"$work/stdout")" -eq 1 ] || fail "the line before one that is not UTF-8 must be answered"
printf 'fine\nb\xffd\nb\0d\nb d\nfine' >"$work/bad.txt"
"$programs/classify" --model "$work/logistic-regression/model" --repair "$work/bad.txt" >"$work/repaired"
[ "$(wc -l <"$work/repaired")" -eq 5 ] || fail "--repair: five lines must give five answers"
cmp <(sed -n 1p "$work/repaired") <(sed -n 5p "$work/repaired") || fail "--repair: an answer is not at its line"
cmp <(sed -n 3p "$work/repaired") <(sed -n 4p "$work/repaired") || fail "--repair: NUL is no space"
pass "classify answers damaged lines in their order with --repair"

echo
echo "$passed passed, 0 failed"
