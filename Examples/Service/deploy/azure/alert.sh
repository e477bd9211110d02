#!/usr/bin/env bash
# Makes the Application Insights component and the alert on wrong predictions: three reports within five
# minutes. ACTION_GROUPS names whom to tell, as a JSON array of identifiers (default: nobody).
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"

az extension add --name application-insights --upgrade --only-show-errors
az monitor app-insights component create --resource-group "$GROUP" --app "$INSIGHTS" \
    --location "$LOCATION" --kind web --application-type web --output none
az deployment group create --resource-group "$GROUP" --name swiftlet-alert \
    --template-file "$(dirname "$0")/../alerts/azure-alert.json" \
    --parameters component="$INSIGHTS" actionGroups="${ACTION_GROUPS:-[]}" --output none
