#!/usr/bin/env bash
# Makes the resource group and the plan, where they are missing.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"

az group create --name "$GROUP" --location "$LOCATION" --output none
az appservice plan create --resource-group "$GROUP" --name "$PLAN" --location "$LOCATION" \
    --is-linux --sku "$SKU" --output none
