#!/usr/bin/env bash
# Makes a file share for the journal and mounts it at /feedback: it outlives the web app, and other programs
# can read it. Plans from B1 on can mount shares.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"

az storage account create --resource-group "$GROUP" --name "$STORAGE" --location "$LOCATION" \
    --sku Standard_LRS --kind StorageV2 --min-tls-version TLS1_2 --allow-blob-public-access false --output none
key="$(az storage account keys list --resource-group "$GROUP" --account-name "$STORAGE" \
    --query '[0].value' --output tsv)"
az storage share-rm create --resource-group "$GROUP" --storage-account "$STORAGE" --name feedback \
    --quota 5 --output none
# What is mounted can only be changed, for instance after its key was.
verb=add
if is_mounted; then verb=update; fi
# The key is passed by standard input, where no list of processes shows it; `storage share create` would need it, too.
printf '%s' "$key" | az webapp config storage-account "$verb" --resource-group "$GROUP" --name "$APP" \
    --custom-id feedback --storage-type AzureFiles --account-name "$STORAGE" --share-name feedback \
    --access-key @- --mount-path /feedback --output none
