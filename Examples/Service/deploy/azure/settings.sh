#!/usr/bin/env bash
# Tells the web app its settings: the port, where the journal lies, and where to report to.
#
# The folder /home is kept over restarts and shared by all instances. Where storage.sh mounted a share, the
# journal lies there.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"

folder=/home/feedback
if [ -n "$(az webapp config storage-account list --resource-group "$GROUP" --name "$APP" \
    --query "[?name=='feedback'].name" --output tsv)" ]; then
    folder=/feedback
fi
connection="$(az monitor app-insights component show --resource-group "$GROUP" --app "$INSIGHTS" \
    --query connectionString --output tsv 2>/dev/null || true)"
settings=(WEBSITES_PORT=8080 WEBSITES_ENABLE_APP_SERVICE_STORAGE=true WEBSITES_CONTAINER_START_TIME_LIMIT=230)
if [ -n "$connection" ]; then settings+=("APPLICATIONINSIGHTS_CONNECTION_STRING=$connection"); fi
if [ -n "${SWIFTLET_TOKEN:-}" ]; then settings+=("SWIFTLET_TOKEN=$SWIFTLET_TOKEN"); fi
az webapp config appsettings set --resource-group "$GROUP" --name "$APP" \
    --settings "${settings[@]}" --output none
az webapp config set --resource-group "$GROUP" --name "$APP" --output none \
    --startup-file "--model /models/champion --feedback-directory $folder --trust-forwarded-for"
