#!/usr/bin/env bash
# Makes the web app that runs the image.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"
: "${IMAGE:?is the image to run}"

az webapp create --resource-group "$GROUP" --plan "$PLAN" --name "$APP" \
    --container-image-name "$IMAGE" --https-only true --output none
az webapp config set --resource-group "$GROUP" --name "$APP" \
    --ftps-state Disabled --http20-enabled true --min-tls-version 1.2 \
    --generic-configurations '{"healthCheckPath": "/readyz"}' --output none
# Only what has a plan of its own may be kept running.
if [ "$SKU" != F1 ] && [ "$SKU" != D1 ]; then
    az webapp config set --resource-group "$GROUP" --name "$APP" --always-on true --output none
fi
