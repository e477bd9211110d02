#!/usr/bin/env bash
# Runs another image in the web app, waits until it answers, and returns to the former one where it does not.
#
#   GROUP=swiftlet APP=my-swiftlet IMAGE=ghcr.io/OWNER/swiftlet:v1.1.0 bash Examples/Service/deploy/azure/deploy.sh
#
# PATIENCE is how many seconds to wait (default: 230, after which App Service gives up). The exit status is 0
# where the new image answers. The token that clients must send is read from the web app's settings; SWIFTLET_TOKEN
# is needed only where the setting refers to a vault.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"
: "${IMAGE:?is the image to run}"
patience="${PATIENCE:-230}"

# The image that the web app runs: DOCKER|ghcr.io/OWNER/swiftlet:v1.0.0 without DOCKER|.
running() {
    az webapp config show --resource-group "$GROUP" --name "$APP" --query linuxFxVersion --output tsv |
        sed 's/^DOCKER|//'
}

run() {
    az webapp config container set --resource-group "$GROUP" --name "$APP" \
        --container-image-name "$1" --output none
    az webapp restart --resource-group "$GROUP" --name "$APP" --output none
}

# Waits until another service than before says that it is ready: the former container still answers for a while.
answers() {
    local end=$((SECONDS + patience))
    while [ "$SECONDS" -lt "$end" ]; do
        if [ "$(curl --silent --output /dev/null --max-time 10 --write-out '%{http_code}' "$url/readyz")" = 200 ]
        then
            now="$(start)"
            if [ -n "$now" ] && [ "$now" != "$before" ]; then return 0; fi
        fi
        sleep "${PAUSE:-3}"
    done
    return 1
}

# When the service that answers began; `refused` where it does not take the token, empty where none answers. The
# token is passed by standard input, where no list of processes shows it.
start() {
    local answer
    answer="$(
        if [ -n "$token" ]; then printf 'header = %s\n' "$(quoted "Authorization: Bearer $token")"; fi |
            curl --silent --max-time 10 --config - --write-out '\n%{http_code}' "$url/monitoring/data" || true
    )"
    case "${answer##*$'\n'}" in
    200) printf '%s\n' "$answer" | sed -n 's/.*"started":"\([^"]*\)".*/\1/p' ;;
    401) echo refused ;;
    esac
}

url="${URL:-https://$(address)}"
token="$(az webapp config appsettings list --resource-group "$GROUP" --name "$APP" \
    --query "[?name=='SWIFTLET_TOKEN'].value" --output tsv)"
is_known=yes
# A reference to a vault is not the token, and the image may have one of its own.
if [ -z "$token" ] || [[ "$token" == @Microsoft.KeyVault* ]]; then
    token="${SWIFTLET_TOKEN:-}"
    is_known=""
fi
former="$(running)"
before="$(start)"
# With the token of the settings it is only that the service began before they were changed.
if [ "$before" = refused ] && [ -z "$is_known" ]; then
    if [ -n "$token" ]; then
        echo "$url refuses the token in SWIFTLET_TOKEN: it has another one. Nothing was changed." >&2
    else
        echo "$url asks for a token: give it in SWIFTLET_TOKEN. Nothing was changed." >&2
    fi
    exit 1
fi
echo "$APP runs ${former:-nothing}; now $IMAGE."
run "$IMAGE"
if answers; then
    echo "$url answers with $IMAGE."
    if [ "$now" = refused ]; then
        echo "It is ready, but does not take the token${token:+ in SWIFTLET_TOKEN}: the next deployment needs it." >&2
    fi
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
