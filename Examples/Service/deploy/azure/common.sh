# What the scripts for Azure share. Their settings are variables of the environment:
#
#   GROUP           the resource group
#   APP             the web app, a part of its address
#   IMAGE           the image to run, such as ghcr.io/OWNER/swiftlet:1.0
#   LOCATION        where all of it lies (default: westeurope)
#   PLAN            the App Service plan (default: APP-plan)
#   SKU             its size (default: F1, the free tier)
#   STORAGE         the storage account of storage.sh (default: APP without hyphens)
#   INSIGHTS        the Application Insights component (default: APP-insights)
#   SWIFTLET_TOKEN  the token that clients must send (default: none is asked for)
# shellcheck shell=bash
set -euo pipefail

: "${GROUP:?is the name of the resource group}"
: "${APP:?is the name of the web app}"
LOCATION="${LOCATION:-westeurope}"
PLAN="${PLAN:-$APP-plan}"
SKU="${SKU:-F1}"
STORAGE="${STORAGE:-${APP//-/}}"
INSIGHTS="${INSIGHTS:-$APP-insights}"
export GROUP APP LOCATION PLAN SKU STORAGE INSIGHTS

# The web app's address.
address() {
    az webapp show --resource-group "$GROUP" --name "$APP" --query defaultHostName --output tsv
}
