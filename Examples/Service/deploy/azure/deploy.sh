#!/usr/bin/env bash
# Runs another image in the web app, waits until it answers, and returns to the former one where it does not.
#
#   GROUP=swiftlet APP=my-swiftlet IMAGE=ghcr.io/OWNER/swiftlet:1.1 bash Examples/Service/deploy/azure/deploy.sh
#
# PATIENCE is how many seconds to wait (default: 230, after which App Service gives up). The exit status is 0
# where the new image answers.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"
: "${IMAGE:?is the image to run}"
patience="${PATIENCE:-230}"

# The image that the web app runs: DOCKER|ghcr.io/OWNER/swiftlet:1.0 without DOCKER|.
running() {
    az webapp config show --resource-group "$GROUP" --name "$APP" --query linuxFxVersion --output tsv |
        sed 's/^DOCKER|//'
}

run() {
    az webapp config container set --resource-group "$GROUP" --name "$APP" \
        --container-image-name "$1" --output none
    az webapp restart --resource-group "$GROUP" --name "$APP" --output none
}

# Waits until the image that is named answers that it is ready. The service's own answer has its start: the
# former container, which still answers for a while, began earlier.
answers() {
    local end=$((SECONDS + patience)) started
    while [ "$SECONDS" -lt "$end" ]; do
        if [ "$(curl --silent --output /dev/null --max-time 10 --write-out '%{http_code}' "$url/readyz")" = 200 ]
        then
            started="$(start)"
            if [ -n "$started" ] && [ "$started" != "$before" ]; then return 0; fi
        fi
        sleep "${PAUSE:-3}"
    done
    return 1
}

# When the service that answers began; empty where none does. The token is passed by standard input, where no
# list of processes shows it.
start() {
    if [ -n "${SWIFTLET_TOKEN:-}" ]; then
        printf 'header = "Authorization: Bearer %s"\n' "$SWIFTLET_TOKEN"
    fi | curl --silent --fail --max-time 10 --config - "$url/monitoring/data" |
        sed -n 's/.*"started":"\([^"]*\)".*/\1/p' || true
}

url="${URL:-https://$(address)}"
former="$(running)"
before="$(start)"
echo "$APP runs ${former:-nothing}; now $IMAGE."
run "$IMAGE"
if answers; then
    echo "$url answers with $IMAGE."
    exit 0
fi
echo "$url does not answer with $IMAGE within $patience seconds." >&2
if [ -z "$former" ] || [ "$former" = "$IMAGE" ]; then
    echo "There is no former image to return to." >&2
    exit 1
fi
echo "Returning to $former." >&2
run "$former"
if answers; then
    echo "$url answers with $former again." >&2
else
    echo "$url does not answer with $former either." >&2
fi
exit 1
