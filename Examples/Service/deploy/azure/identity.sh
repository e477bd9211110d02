#!/usr/bin/env bash
# Lets the workflows of a GitHub repository work in Azure without a secret, by OpenID Connect, and prints the
# variables for the repository. REPOSITORY is OWNER/NAME, BRANCH the default branch (default: main). Can be run
# again, for instance after storage.sh.
#
# There are two identities. Jobs in the environment `production` may change the web app. Jobs on the default branch,
# which wait for no approval, may only get the keys of the journal's storage, where storage.sh made one.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"
: "${REPOSITORY:?is the GitHub repository, OWNER/NAME}"

# identity NAME CREDENTIAL SUBJECT ROLE SCOPE: makes an application that GitHub's jobs of SUBJECT are, with a role,
# where it is missing; `client` is then its identifier.
identity() {
    local principal credential parameters
    client="$(az ad app create --display-name "$1" --query appId --output tsv)"
    principal="$(az ad sp list --filter "appId eq '$client'" --query '[].id' --output tsv)"
    if [ -z "$principal" ]; then principal="$(az ad sp create --id "$client" --query id --output tsv)"; fi
    parameters="$(
        cat <<PARAMETERS
  "issuer": "https://token.actions.githubusercontent.com",
  "subject": "$3",
  "audiences": ["api://AzureADTokenExchange"]
PARAMETERS
    )"
    credential="$(az ad app federated-credential list --id "$client" --query "[?name=='$2'].name" --output tsv)"
    if [ -z "$credential" ]; then
        az ad app federated-credential create --id "$client" --output none \
            --parameters "{\"name\": \"$2\", $parameters}"
    else
        az ad app federated-credential update --id "$client" --federated-credential-id "$2" --output none \
            --parameters "{$parameters}"
    fi
    # By its object identifier: what was just made is not found by others at once.
    az role assignment create --assignee-object-id "$principal" --assignee-principal-type ServicePrincipal \
        --role "$4" --scope "$5" --output none
}

subscription="$(az account show --query id --output tsv)"
tenant="$(az account show --query tenantId --output tsv)"
identity "$APP-deploy" github-production "repo:$REPOSITORY:environment:production" \
    "Website Contributor" "/subscriptions/$subscription/resourceGroups/$GROUP"
deployer="$client"
storage="$(az storage account list --resource-group "$GROUP" --query "[?name=='$STORAGE'].id" --output tsv)"
if [ -n "$storage" ]; then
    identity "$APP-retrain" github-branch "repo:$REPOSITORY:ref:refs/heads/${BRANCH:-main}" \
        "Storage Account Key Operator Service Role" "$storage"
fi
cat <<VARIABLES
AZURE_CLIENT_ID=$deployer
AZURE_TENANT_ID=$tenant
AZURE_SUBSCRIPTION_ID=$subscription
AZURE_GROUP=$GROUP
AZURE_APP=$APP
VARIABLES
if [ -n "$storage" ]; then
    cat <<VARIABLES
AZURE_RETRAIN_CLIENT_ID=$client
AZURE_STORAGE=$STORAGE
VARIABLES
else
    echo "There is no storage account $STORAGE: the workflow Retrain has no journal to fetch (see storage.sh)." >&2
fi
