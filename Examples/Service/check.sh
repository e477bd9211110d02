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
swift build -c release --package-path "$service" --build-tests
swift test -c release --package-path "$service" --disable-xctest --skip-build
serve="$(swift build -c release --package-path "$service" --show-bin-path)/serve"

echo "== What its clients and receivers need"
# As root in a container, with sudo elsewhere; on another system these are to be there.
packages=()
for need in chromedriver:chromium-driver promtool:prometheus wrk:wrk; do
    if ! command -v "${need%%:*}" >/dev/null; then packages+=("${need##*:}"); fi
done
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
if [ "${#packages[@]}" -gt 0 ]; then
    ${as_root[@]+"${as_root[@]}"} apt-get update -q
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${packages[@]}"
fi
environment="$service/.venv"
if [ ! -x "$environment/bin/python" ]; then python3 -m venv "$environment"; fi
for attempt in 1 2 3; do
    if "$environment/bin/pip" install --quiet --disable-pip-version-check --retries 5 \
        -r "$service/checks/requirements.txt"; then break; fi
    if [ "$attempt" = 3 ]; then exit 1; fi
    sleep 10
done
python="$environment/bin/python"

echo "== Models of two approaches, trained on the embedded tweets"
for program in logistic-regression distilbert; do
    swift build -c release --package-path "$examples" --product "$program"
done
programs="$(swift build -c release --package-path "$examples" --show-bin-path)"
SWIFTLET_MODELS="$work/none" "$programs/logistic-regression" --output "$work/linear" >"$work/log"
SWIFTLET_MODELS="$work/none" "$programs/distilbert" --epochs 1 --output "$work/distilbert" >"$work/log"

linear="$work/linear/model"
int8="$work/distilbert/model-int8"
