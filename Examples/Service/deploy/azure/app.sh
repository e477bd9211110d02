#!/usr/bin/env bash
# Makes the web app that runs the image, where it is missing. To an app that is there, deploy.sh alone gives another
# image: it knows the former one, and returns to it.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"
: "${IMAGE:?is the image to run}"

status=0
problem="$(az webapp show --resource-group "$GROUP" --name "$APP" --output none 2>&1)" || status=$?
# 3 says that there is none.
if [ "$status" = 3 ]; then
    az webapp create --resource-group "$GROUP" --plan "$PLAN" --name "$APP" \
        --container-image-name "$IMAGE" --https-only true --output none
elif [ "$status" != 0 ]; then
    printf '%s\n' "$problem" >&2
    exit "$status"
fi
az webapp config set --resource-group "$GROUP" --name "$APP" \
    --ftps-state Disabled --http20-enabled true --min-tls-version 1.2 \
    --generic-configurations '{"healthCheckPath": "/readyz"}' --output none
# Only what has a plan of its own may be kept running.
if [ "$SKU" != F1 ] && [ "$SKU" != D1 ]; then
    az webapp config set --resource-group "$GROUP" --name "$APP" --always-on true --output none
fi
