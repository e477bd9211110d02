#!/usr/bin/env bash
# Tells the web app its settings: the port, where the journal lies, where to report to, the token that clients must
# send, and who pulls a private image.
#
# The folder /home is kept over restarts and shared by all instances. Where storage.sh mounted a share, the
# journal lies there.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"
if [ -n "${REGISTRY_USERNAME:-}${REGISTRY_PASSWORD:-}" ]; then
    : "${REGISTRY_USERNAME:?is who REGISTRY_PASSWORD belongs to}" "${REGISTRY_PASSWORD:?is the password of REGISTRY_USERNAME}"
fi

settings=()
# setting NAME VALUE
setting() {
    if [[ "$2" == *[[:cntrl:]]* ]]; then
        echo "$1 has a line break or another control character." >&2
        exit 1
    fi
    settings+=("$(quoted "$1"):$(quoted "$2")")
}

folder=/home/feedback
if is_mounted; then folder=/feedback; fi
connection="$(az monitor app-insights component show --resource-group "$GROUP" --app "$INSIGHTS" \
    --query connectionString --output tsv 2>/dev/null || true)"
setting WEBSITES_PORT 8080
setting WEBSITES_ENABLE_APP_SERVICE_STORAGE true
setting WEBSITES_CONTAINER_START_TIME_LIMIT 230
if [ -n "$connection" ]; then setting APPLICATIONINSIGHTS_CONNECTION_STRING "$connection"; fi
if [ -n "${SWIFTLET_TOKEN:-}" ]; then setting SWIFTLET_TOKEN "$SWIFTLET_TOKEN"; fi
if [ -n "${REGISTRY_USERNAME:-}" ]; then
    setting DOCKER_REGISTRY_SERVER_URL "${REGISTRY:-https://ghcr.io}"
    setting DOCKER_REGISTRY_SERVER_USERNAME "$REGISTRY_USERNAME"
    setting DOCKER_REGISTRY_SERVER_PASSWORD "$REGISTRY_PASSWORD"
fi
# By standard input, where no list of processes shows the secrets.
(IFS=, && printf '{%s}' "${settings[*]}") |
    az webapp config appsettings set --resource-group "$GROUP" --name "$APP" --settings @- --output none
az webapp config set --resource-group "$GROUP" --name "$APP" --output none \
    --startup-file "--model /models/champion --feedback-directory $folder --trust-forwarded-for"
