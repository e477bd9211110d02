#!/usr/bin/env bash
# Checks the pages of a running service in headless Chromium: bash page.sh URL [--token TOKEN] [--screenshots DIR]
set -euo pipefail
checks="$(cd "$(dirname "$0")" && pwd)"
environment="$checks/.venv/page"

if ! command -v chromedriver >/dev/null || ! command -v chromium >/dev/null; then
    echo "Installing chromium and chromium-driver."
    apt-get -qq update
    apt-get -qq install -y chromium chromium-driver >/dev/null
fi
if [ ! -x "$environment/bin/python" ]; then python3 -m venv "$environment"; fi
for attempt in 1 2 3; do
    if "$environment/bin/pip" --quiet --disable-pip-version-check install \
        --requirement "$checks/page-requirements.txt"; then break; fi
    if [ "$attempt" = 3 ]; then exit 1; fi
    sleep $((attempt * 5))
done
exec "$environment/bin/python" "$checks/page.py" "$@"
