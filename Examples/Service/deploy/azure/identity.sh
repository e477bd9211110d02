#!/usr/bin/env bash
# Lets the workflows of a GitHub repository deploy without a secret, by OpenID Connect: makes an application with
# a federated credential for the environment `production`, which may change the web app and read the storage, and
# prints the variables for the repository. REPOSITORY is OWNER/NAME.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"
: "${REPOSITORY:?is the GitHub repository, OWNER/NAME}"

client="$(az ad app create --display-name "$APP-deploy" --query appId --output tsv)"
az ad sp create --id "$client" --output none
az ad app federated-credential create --id "$client" --output none --parameters "$(
    cat <<PARAMETERS
{
  "name": "github-production",
  "issuer": "https://token.actions.githubusercontent.com",
  "subject": "repo:$REPOSITORY:environment:production",
  "audiences": ["api://AzureADTokenExchange"]
}
PARAMETERS
)"
subscription="$(az account show --query id --output tsv)"
group="/subscriptions/$subscription/resourceGroups/$GROUP"
az role assignment create --assignee "$client" --role "Website Contributor" --output none --scope "$group"
az role assignment create --assignee "$client" --role "Storage Account Key Operator Service Role" \
    --output none --scope "$group"
cat <<VARIABLES
AZURE_CLIENT_ID=$client
AZURE_TENANT_ID=$(az account show --query tenantId --output tsv)
AZURE_SUBSCRIPTION_ID=$subscription
AZURE_GROUP=$GROUP
AZURE_APP=$APP
AZURE_STORAGE=$STORAGE
VARIABLES
