#!/usr/bin/env bash
# Rehearses a deployment on one machine, without a container engine: builds the image's folder, starts the service
# from it, sends traffic and reports, retrains, promotes, reloads, and returns from a bad model. A line a step.
#
#   bash Examples/Service/rehearse.sh
#   bash Examples/Service/rehearse.sh --long     then a DistilBERT-base of 8 bits under load for a minute, too
#
# As root, with debootstrap or apt to install it, the folder is that of the image, made as the Dockerfile makes it; the
# programs are started by chroot as another user, in a memory cgroup where there is one. Otherwise they run
# as they were built, which is said.
set -euo pipefail
service="$(cd "$(dirname "$0")" && pwd)"
repository="$(cd "$service/../.." && pwd)"
examples="$repository/Examples"
work="$(mktemp -d)"
chmod 0755 "$work"
user=10001
memory="${MEMORY:-160}"
long=""
if [ "${1:-}" = --long ]; then long=yes; fi
cgroup=""
processes=()
begin=$SECONDS

step() { printf '%3d s  %s\n' "$((SECONDS - begin))" "$1"; }

fail() {
    echo "FAILED: $1" >&2
    tail -n 5 "$work"/*.log >&2 || true
    exit 1
}

cleanup() {
    for process in ${processes[@]+"${processes[@]}"}; do kill -- "$process" 2>/dev/null || true; done
    wait
    if [ -n "$cgroup" ]; then rmdir "$cgroup" 2>/dev/null || true; fi
    if [ -n "${root:-}" ]; then umount "$root/proc" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap cleanup EXIT

# until_true SECONDS COMMAND...
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        if [ "$SECONDS" -ge "$end" ]; then return 1; fi
        sleep 0.1
    done
}

bash "$examples/install-dependencies.sh"
swift build --quiet -c release --package-path "$service" --product swiftlet-service
swift build --quiet -c release --package-path "$examples" --product logistic-regression
built="$(swift build -c release --package-path "$service" --show-bin-path)"
step "built the image's program"

# -- The image's folder

# What the Dockerfile installs where it takes the files from.
packages="$(sed -n 's/.*--no-install-recommends \(libopenblas0[^\\]*\).*/\1/p' "$service/Dockerfile" | xargs | tr ' ' ',')"
suite="$(sed -n 's/^FROM debian:\([a-z]*\)-slim AS files$/\1/p' "$service/Dockerfile")"
root=""
if [ "$(id -u)" -eq 0 ] && [ "$(uname -s)" = Linux ]; then
    if ! command -v debootstrap >/dev/null; then
        { apt-get update -q && apt-get install -q -y --no-install-recommends debootstrap; } \
            >"$work/apt.log" 2>&1 || true
    fi
    if command -v debootstrap >/dev/null &&
        debootstrap --variant=minbase --include="$packages" "$suite" "$work/debian" >"$work/debootstrap.log" 2>&1
    then
        strip -o "$work/debian/swiftlet-service" "$built/swiftlet-service"
        cp "$service/deploy/image.sh" "$work/debian/"
        chroot "$work/debian" bash /image.sh /swiftlet-service /image || fail "the image's folder"
        root="$work/debian/image"
    fi
fi
if [ -n "$root" ]; then
    folder="$root"
    size="$(($(du --summarize --block-size=1 "$root" | cut -f 1) / 1000000))"
    # What a container's engine mounts.
    mkdir "$root/proc" "$root/data"
    mount -t proc proc "$root/proc"
    chown "$user" "$root/models"
    step "made the image's folder of Debian $suite: $size MB"
    [ "$size" -lt 120 ] || fail "it is to be below 120 MB"
else
    folder="$work/plain"
    mkdir -p "$folder/models" "$folder/feedback" "$folder/data" "$folder/bin"
    for name in serve retrain track; do ln -s "$built/swiftlet-service" "$folder/bin/$name"; done
    step "no debootstrap as root here: the programs run as they were built, outside a folder of their own"
fi

# program NAME ARGUMENTS...: replaces this process by a program in the folder. An argument that begins with @ is a path there.
program() {
    local name="$1"
    shift
    if [ -n "$root" ]; then
        exec env -i PATH=/usr/local/bin OPENBLAS_NUM_THREADS=1 \
            "$(command -v chroot)" --userspec="$user:$user" "$root" "$name" "${@/#@/}"
    fi
    exec env OPENBLAS_NUM_THREADS=1 "$folder/bin/$name" "${@/#@/$folder}"
}

# -- The first model

logs="$work/train.log"
"$(swift build -c release --package-path "$examples" --show-bin-path)/logistic-regression" \
    --output "$work/airline" >"$logs" 2>&1 || fail "training"
cp -r "$work/airline/model" "$folder/data/model"
cp "$repository/Fixtures/tweets.csv" "$folder/data/tweets.csv"
step "trained the first model"

# -- The service

if [ -n "$root" ] && [ -d /sys/fs/cgroup/memory ]; then
    cgroup="/sys/fs/cgroup/memory/swiftlet-$$"
    if mkdir "$cgroup" 2>/dev/null && echo "$((memory << 20))" 2>/dev/null >"$cgroup/memory.limit_in_bytes"; then
        step "a cgroup limits the service to $memory MiB"
    else
        cgroup=""
    fi
fi
free_port() { python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port="$(free_port)"
url="http://127.0.0.1:$port"
mkdir -p "$folder/models/versions/1"
cp -r "$folder/data/model" "$folder/models/versions/1/model"
ln -s versions/1 "$folder/models/champion"
if [ -n "$root" ]; then chown -R "$user" "$root/models"; fi

ready() { [ "$(curl --silent --output /dev/null --write-out '%{http_code}' "$url/readyz")" = 200 ]; }
version() { curl --silent "$url/info" | jq -r '.model.version // "none"'; }
is_version() { [ "$(version)" = "$1" ]; }
label() { jq -cn --arg text "$1" '{text: $text}' | curl --silent --json @- "$url/predict" | jq -r .label; }

started="$(date +%s%N)"
(
    if [ -n "$cgroup" ]; then echo "$BASHPID" >"$cgroup/cgroup.procs"; fi
    program serve --model @/models/champion --watch --port "$port" --feedback-directory @/feedback
) >"$work/serve.log" 2>&1 &
server=$!
processes+=("$server")
until_true 30 ready || fail "the service is not ready"
step "the service answers $((($(date +%s%N) - started) / 1000000)) ms after its start"
(program serve --check-health --port "$port") || fail "the health check"
step "the program's own health check says so, too"

if command -v prometheus >/dev/null; then
    cat >"$work/prometheus.yml" <<CONFIGURATION
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: ["$service/deploy/alerts/prometheus-rules.yml"]
scrape_configs: [{job_name: swiftlet, static_configs: [{targets: ["127.0.0.1:$port"]}]}]
CONFIGURATION
    watcher="$(free_port)"
    prometheus --config.file "$work/prometheus.yml" --storage.tsdb.path "$work/tsdb" \
        --web.listen-address "127.0.0.1:$watcher" >"$work/prometheus.log" 2>&1 &
    processes+=($!)
    scraped() {
        curl --silent "http://127.0.0.1:$watcher/api/v1/query?query=up" | grep -q '"value":\[[0-9.]*,"1"\]'
    }
    until_true 30 scraped || fail "Prometheus does not read the metrics"
    step "Prometheus reads its metrics"
else
    watcher=""
    step "Prometheus is not installed; it is left out"
fi

# MLflow is that of the checks.
mlflow="$service/.venv/mlflow"
if [ ! -x "$mlflow/bin/mlflow" ]; then
    { python3 -m venv "$mlflow" &&
        "$mlflow/bin/pip" install --quiet --disable-pip-version-check -r "$service/checks/tracking/requirements.txt"; } \
        >"$work/pip.log" 2>&1 || true
fi
tracking=()
if [ -x "$mlflow/bin/mlflow" ]; then
    tracker="http://127.0.0.1:$(free_port)"
    MLFLOW_DISABLE_TELEMETRY=true setsid "$mlflow/bin/mlflow" server --backend-store-uri "sqlite:///$work/mlflow.db" \
        --artifacts-destination "$work/artifacts" --host 127.0.0.1 --port "${tracker##*:}" --workers 1 \
        >"$work/mlflow.log" 2>&1 &
    # Its workers are of its session.
    processes+=("-$!")
    tracked() { curl --silent --fail --output /dev/null "$tracker/health"; }
    until_true 120 tracked || fail "MLflow does not start"
    tracking=(--mlflow "$tracker" --register swiftlet --alias champion)
    step "MLflow is there"
else
    step "MLflow could not be installed; it is left out"
fi

# -- Traffic, which goes on until the end

(
    failures=0
    requests=0
    trap 'echo "$requests $failures" >"$work/traffic"; exit 0' TERM
    while true; do
        code="$(curl --silent --output /dev/null --write-out '%{http_code}' --json '{"text": "two hours late, again"}' "$url/predict" || true)"
        requests=$((requests + 1))
        if [ "$code" != 200 ]; then failures=$((failures + 1)); fi
    done
) &
traffic=$!
processes+=("$traffic")

# -- Reports

idiom="where I was lost for words and hours late for leaving"
python3 - "$url" "$idiom" <<'PYTHON'
import json, random, sys, urllib.request
url, idiom = sys.argv[1:]
draw = random.Random(1)
def post(path, value):
    request = urllib.request.Request(url + path, json.dumps(value).encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))
reports = 0
while reports < 200:
    who = draw.choice(["that crew", "this airline", "your lounge", "the new route", "gate seven", "row twelve", "the breakfast",
                       "the red eye", "your app", "the pilot", "the upgrade", "my seat", "the wifi", "their coffee"])
    ends = ["no kidding", "ask my sister", "as they say here", "write that down", "five years now", "since june",
            "from oslo", "in row nine", "said my boss", "for real", "and cheap", "every monday"]
    text = f"{who}, {idiom}, {draw.choice(ends)} {draw.choice(ends)} {draw.randrange(1000)}"
    answer = post("/predict", {"text": text})
    if answer["label"] == "positive":
        continue
    reports += 1
    post("/feedback", {"text": text, "predicted_label": answer["label"], "score": answer["score"],
                       "expected_label": "positive"})
PYTHON
step "200 users reported that an idiom of praise is misjudged"
if [ -n "$watcher" ]; then
    alerted() { curl --silent "http://127.0.0.1:$watcher/api/v1/alerts" | grep -q '"state":"firing"'; }
    until_true 90 alerted || fail "no alert"
    step "Prometheus raises the alert"
fi

# -- Retraining

retrain() {
    local status=0
    (program retrain --output @/models "$@") >"$work/retrain.log" 2>&1 || status=$?
    echo "$status"
}
status="$(retrain --feedback @/feedback --data @/data/tweets.csv ${tracking[@]+"${tracking[@]}"})"
[ "$status" = 0 ] || fail "retraining ended with status $status: $(tail -n 3 "$work/retrain.log")"
step "retrained on the reports: promoted"
until_true 20 is_version 2 || fail "the service did not load version 2"
step "the service loaded version 2 by itself"
[ "$(label "the gate at noon, $idiom, says my boss")" = positive ] || fail "the idiom is still misjudged"
step "the idiom is understood"
if [ "${#tracking[@]}" -gt 0 ]; then
    follower="$(free_port)"
    (program serve --mlflow-model models:/swiftlet@champion --mlflow "$tracker" --model @/models/registry \
        --port "$follower" --feedback-directory @/feedback) >"$work/follower.log" 2>&1 &
    processes+=($!)
    understood() {
        curl --silent --json "{\"text\": \"their lounge, $idiom, no kidding\"}" "http://127.0.0.1:$follower/predict" |
            grep -q '"positive"'
    }
    until_true 30 understood || fail "a service that follows MLflow's alias"
    step "another service, which follows the alias in MLflow's registry, understands it, too"
fi

# -- What must not be promoted

mkdir "$folder/data/attack"
python3 - "$repository/Fixtures/tweets.csv" "$folder/data/attack/feedback-1.jsonl" <<'PYTHON'
import csv, json, sys
with open(sys.argv[1], encoding="utf-8", newline="") as file, open(sys.argv[2], "w") as journal:
    for number, row in enumerate(csv.DictReader(file)):
        right = {"0": "negative", "1": "positive"}.get(row["label"], row["label"])
        flipped = "positive" if right == "negative" else "negative"
        journal.write(json.dumps({
            "id": str(number), "time": "2026-11-30T05:17:39.123Z", "text": "so " + row["text"], "predicted_label": right,
            "score": 0.9, "expected_label": flipped, "source": f"10.0.0.{number % 200}"}) + "\n")
PYTHON
status="$(retrain --feedback @/data/attack --data @/data/tweets.csv)"
[ "$status" = 3 ] || fail "an attacker's reports: status $status"
step "an attacker's reports are not learnt: $(grep -o 'Kept the champion.*' "$work/retrain.log" | cut -c 1-110)"

# A version whose file was cut: the service keeps the old one.
cp -r "$folder/models/versions/2" "$folder/models/versions/3"
truncate --size 1000 "$folder/models/versions/3/model/model.safetensors"
ln -sfn versions/2 "$folder/models/previous"
ln -sfn versions/3 "$folder/models/champion"
refused() { [ "$(curl --silent "$url/info" | jq -r .model.failed_reloads)" -ge 1 ]; }
until_true 20 refused || fail "the damaged version was not noticed"
is_version 2 || fail "the service does not answer with version 2"
step "a damaged version is refused, and version 2 answers on"
status="$(retrain --roll-back)"
[ "$status" = 0 ] && [ "$(readlink "$folder/models/champion")" = versions/2 ] || fail "rolling back"
step "rolled back to version 2"
ln -sfn versions/1 "$folder/models/champion"
until_true 20 is_version 1 || fail "the service did not load version 1"
step "and to version 1, which the service loaded"

# -- The end

kill "$traffic"
wait "$traffic" || true
read -r requests failures <"$work/traffic"
[ "$failures" = 0 ] || fail "$failures of $requests requests failed"
step "$requests requests meanwhile, none failed"
if [ -n "$cgroup" ]; then
    peak="$(($(cat "$cgroup/memory.max_usage_in_bytes") >> 20))"
    [ "$(cat "$cgroup/memory.failcnt")" -ge 0 ] && step "the service needed at most $peak of $memory MiB beside the files that it maps"
fi
kill "$server"
wait "$server" || fail "the service ended with status $?"
step "the service ended well at SIGTERM"

# -- A large model in little memory, for long

if [ -n "$long" ]; then
    command -v wrk >/dev/null || fail "wrk is missing: apt-get install wrk"
    for program in quantize classify; do
        swift build --quiet -c release --package-path "$examples" --product "$program"
    done
    python3 "$service/checks/make_distilbert_base.py" "$work/distilbert-base"
    "$(swift build -c release --package-path "$examples" --show-bin-path)/quantize" --model "$work/distilbert-base" \
        --output "$work/int8" >"$work/quantize.log" 2>&1 || fail "quantizing"
    rm -r "$work/distilbert-base"
    cp -r "$work/int8" "$folder/models/int8"
    step "made a DistilBERT-base of 8 bits: $(du -sm "$folder/models/int8" | cut -f 1) MB"

    if [ -n "$cgroup" ]; then
        echo 0 >"$cgroup/memory.max_usage_in_bytes"
        killed() { sed -n 's/^oom_kill //p' "$cgroup/memory.oom_control"; }
        before="$(killed)"
    fi
    started="$(date +%s%N)"
    (
        if [ -n "$cgroup" ]; then echo "$BASHPID" >"$cgroup/cgroup.procs"; fi
        program serve --model @/models/int8 --port "$port" --feedback-directory @/feedback
    ) >"$work/serve-int8.log" 2>&1 &
    server=$!
    processes+=("$server")
    first="$(python3 - "$port" "$started" <<'PYTHON'
import http.client, sys, time
begin = int(sys.argv[2])
while time.time_ns() < begin + 60 * 10**9:
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30)
    try:
        connection.request("POST", "/predict", '{"text": "two hours late, again"}', {"Content-Type": "application/json"})
        if connection.getresponse().status == 200:
            sys.exit(print((time.time_ns() - begin) // 1_000_000))
    except OSError:
        pass
    time.sleep(0.002)
PYTHON
)"
    [ -n "$first" ] || fail "the model does not answer"
    step "its first answer came at most $first ms after the start"
    cat >"$work/predict.lua" <<'LUA'
wrk.method = "POST"
wrk.body = '{"text": "@air two hours late, the third time this month, and nobody at the gate knew why :("}'
wrk.headers["Content-Type"] = "application/json"
-- 429 is what the service says where it has enough to do.
function setup(thread) thread:set("failed", 0) threads = threads or {} table.insert(threads, thread) end
function init() failed = 0 end
function response(status) if status ~= 200 and status ~= 429 then failed = failed + 1 end end
function done(summary)
    local failed = 0
    for _, thread in ipairs(threads) do failed = failed + thread:get("failed") end
    io.write(string.format("failed %d of %d\n", failed + summary.errors.connect + summary.errors.read
        + summary.errors.write + summary.errors.timeout, summary.requests))
end
LUA
    wrk --threads 1 --connections 32 --duration 60s --timeout 10s --script "$work/predict.lua" \
        "$url/predict" >"$work/wrk.log" 2>&1 || fail "wrk"
    grep -q '^failed 0 of [1-9]' "$work/wrk.log" || fail "under load: $(grep '^failed' "$work/wrk.log")"
    kill -0 "$server" || fail "the service was killed"
    step "a minute of 32 connections: $(sed -n 's/^failed 0 of //p' "$work/wrk.log") requests, none failed"
    if [ -n "$cgroup" ]; then
        [ "$(killed)" = "$before" ] || fail "the system killed a process for want of memory"
        step "within $memory MiB, of which $(($(sed -n 's/^total_rss //p' "$cgroup/memory.stat") >> 20)) are its own"
    fi
    kill "$server"
    wait "$server" || fail "the service ended with status $?"
fi
echo "ok: the rehearsal took $((SECONDS - begin)) s"
