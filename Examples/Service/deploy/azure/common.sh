# What the scripts for Azure share. Their settings are variables of the environment:
#
#   GROUP              the resource group
#   APP                the web app, a part of its address: 2 to 60 letters, digits and hyphens
#   IMAGE              the image to run, such as ghcr.io/OWNER/swiftlet:v1.0.0
#   LOCATION           where all of it lies (default: westeurope)
#   PLAN               the App Service plan (default: APP-plan)
#   SKU                its size (default: F1, the free tier)
#   STORAGE            the storage account of storage.sh: 3 to 24 lower-case letters and digits, unique in all of
#                      Azure (default: those of APP)
#   INSIGHTS           the Application Insights component (default: APP-insights)
#   SWIFTLET_TOKEN     the token that clients must send (default: as it is; at first none)
#   REGISTRY_USERNAME  who may pull a private image (default: as it is; at first nobody)
#   REGISTRY_PASSWORD  its password; for GHCR a personal access token with the scope read:packages
#   REGISTRY           the image's registry (default: https://ghcr.io)
# shellcheck shell=bash
set -euo pipefail

: "${GROUP:?is the name of the resource group}"
: "${APP:?is the name of the web app}"
LOCATION="${LOCATION:-westeurope}"
PLAN="${PLAN:-${APP:0:55}-plan}"
SKU="${SKU:-F1}"
if [ -z "${STORAGE:-}" ]; then
    STORAGE="$(printf '%s' "$APP" | LC_ALL=C tr '[:upper:]' '[:lower:]' | LC_ALL=C tr -cd 'a-z0-9')"
    STORAGE="${STORAGE:0:24}"
fi
INSIGHTS="${INSIGHTS:-$APP-insights}"
export GROUP APP LOCATION PLAN SKU STORAGE INSIGHTS

# checked NAME PATTERN MEANING: ends the script where the variable has another form, before anything is made.
checked() {
    local LC_ALL=C
    if ! [[ "${!1}" =~ ^$2$ ]]; then
        echo "$1 is $3, not '${!1}'." >&2
        exit 1
    fi
}
checked APP '[A-Za-z0-9][A-Za-z0-9-]{0,58}[A-Za-z0-9]' \
    "2 to 60 letters, digits and hyphens, without a hyphen at an end"
checked PLAN '[A-Za-z0-9-]{1,60}' "1 to 60 letters, digits and hyphens"
checked STORAGE '[a-z0-9]{3,24}' "3 to 24 lower-case letters and digits"

# The web app's address.
address() {
    az webapp show --resource-group "$GROUP" --name "$APP" --query defaultHostName --output tsv
}

# quoted TEXT: the text as a string of JSON, and of curl's configuration.
quoted() {
    local text="${1//\\/\\\\}"
    printf '"%s"' "${text//\"/\\\"}"
}

# Whether a share is mounted for the journal.
is_mounted() {
    local mounted
    mounted="$(az webapp config storage-account list --resource-group "$GROUP" --name "$APP" \
        --query "[?name=='feedback'].name" --output tsv)" || exit
    [ -n "$mounted" ]
}
