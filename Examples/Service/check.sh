#!/usr/bin/env bash
# Builds the service, runs its tests and drives it with real clients.
#
#   bash Examples/Service/check.sh          all, some of it in shorter runs
#   bash Examples/Service/check.sh --long   as long as it takes: 100,000 mutated requests, a minute of outage
set -euo pipefail
service="$(cd "$(dirname "$0")" && pwd)"
examples="$(dirname "$service")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
long=()
if [ "${1:-}" = --long ]; then long=(--long); fi

bash "$examples/install-dependencies.sh"

echo "== Tests of the service"
# One build for the tests and for the program that the clients drive.
build=(-c release --package-path "$service" -Xswiftc -enable-testing)
swift build "${build[@]}" --build-tests
swift test "${build[@]}" --disable-xctest --skip-build
built="$(swift build "${build[@]}" --show-bin-path)"
serve="$built/serve"
retrain="$built/retrain"

echo "== What its clients and receivers need"
# As root in a container, with sudo elsewhere; on another system these are to be there.
packages=()
for need in chromedriver:chromium-driver promtool:prometheus wrk:wrk nginx:nginx-light; do
    if ! command -v "${need%%:*}" >/dev/null; then packages+=("${need##*:}"); fi
done
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
if [ "${#packages[@]}" -gt 0 ]; then
    ${as_root[@]+"${as_root[@]}"} apt-get update -q
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${packages[@]}"
fi
# installs ENVIRONMENT OPTION...: packages, in a virtual environment that is made where it is missing.
installs() {
    local environment="$1"
    shift
    if [ ! -x "$environment/bin/python" ]; then python3 -m venv "$environment"; fi
    for attempt in 1 2 3; do
        if "$environment/bin/pip" install --quiet --disable-pip-version-check --retries 5 "$@"; then return; fi
        if [ "$attempt" = 3 ]; then exit 1; fi
        sleep 10
    done
}
installs "$service/.venv" -r "$service/checks/requirements.txt"
python="$service/.venv/bin/python"
# MLflow has an environment of its own, which an older one shares but for its own files.
mlflow="$service/.venv/mlflow"
installs "$mlflow" -r "$service/checks/tracking/requirements.txt"
if [ ! -d "$mlflow/older" ]; then
    installs "$mlflow" --no-deps --target "$mlflow/older" -r "$service/checks/tracking/requirements-2.txt"
fi

echo "== A model, trained on the embedded tweets"
swift build -c release --package-path "$examples"
programs="$(swift build -c release --package-path "$examples" --show-bin-path)"
"$programs/logistic-regression" --output "$work/linear" >"$work/log"

linear="$work/linear/model"
# Three labels, from Hugging Face's layout.
tiny="$service/../../Fixtures/distilbert/classifier"
cd "$service/checks"

echo "== The clients of the study, hostile ones, a life from start to end, and retraining"
"$python" -m pytest -q . --ignore tracking --serve "$serve" --retrain "$retrain" --model "$linear"

echo "== A real MLflow: trainings that it tracks, classifiers that it loads and serves"
"$mlflow/bin/python" -m pytest -q tracking --programs "$programs" --service "$built" --older "$mlflow/older"

echo "== Mutated requests"
requests=20000
if [ "${#long[@]}" -gt 0 ]; then requests=100000; fi
"$python" fuzz.py --serve "$serve" --model "$linear" --requests "$requests"

echo "== schemathesis against the API's description"
examples=30
if [ "${#long[@]}" -gt 0 ]; then examples=200; fi
"$python" schemathesis_run.py --serve "$serve" --model "$linear" --examples "$examples"

echo "== Receivers of metrics, traces and logs"
"$python" telemetry.py "$serve" "$linear"

echo "== Reports through kills, outages and a full disk"
"$python" feedback.py "$serve" "$linear" ${long[@]+"${long[@]}"}

echo "== Three replicas, of which one is killed and one reloads"
"$python" replicas.py --serve "$serve" --retrain "$retrain" --model "$linear"

echo "== The pages in a browser"
for model in "$linear" "$tiny"; do
    "$serve" --model "$model" --port 0 --feedback-directory "$work/feedback" >"$work/address" 2>"$work/log" &
    server=$!
    trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
    until grep -q http "$work/address"; do
        kill -0 "$server"
        sleep 0.1
    done
    "$python" page.py "$(grep -o 'http://[0-9.:]*' "$work/address")"
    kill "$server"
    wait "$server"
done
echo "ok: the service is what its clients expect"
