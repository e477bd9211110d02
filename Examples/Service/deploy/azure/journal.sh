#!/usr/bin/env bash
# Copies the journal of the share that storage.sh made into a directory.
#
#   GROUP=swiftlet APP=my-swiftlet bash Examples/Service/deploy/azure/journal.sh DIRECTORY
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"

mkdir -p "$1"
# By the environment, where no list of processes shows it.
AZURE_STORAGE_KEY="$(az storage account keys list --resource-group "$GROUP" --account-name "$STORAGE" \
    --query '[0].value' --output tsv)"
export AZURE_STORAGE_KEY
az storage file download-batch --account-name "$STORAGE" --source feedback --destination "$1" \
    --pattern 'feedback-*.jsonl' --output none
