#!/usr/bin/env bash
# Makes all that is needed, in the order in which it depends on each other. Can be run again with the same
# variables, or with another image.
#
#   GROUP=swiftlet APP=my-swiftlet IMAGE=ghcr.io/OWNER/swiftlet:v1.0.0 bash Examples/Service/deploy/azure/create.sh
#
# WITH_STORAGE=1 mounts a share for the journal, which needs SKU=B1 or greater. A private image needs
# REGISTRY_USERNAME and REGISTRY_PASSWORD (see common.sh).
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"
: "${IMAGE:?is the image to run}"
if [ -n "${WITH_STORAGE:-}" ] && { [ "$SKU" = F1 ] || [ "$SKU" = D1 ]; }; then
    echo "A plan of size $SKU mounts no share: set SKU=B1 or greater, or leave WITH_STORAGE out." >&2
    exit 1
fi

azure="$(cd "$(dirname "$0")" && pwd)"
bash "$azure/plan.sh"
bash "$azure/app.sh"
bash "$azure/alert.sh"
if [ -n "${WITH_STORAGE:-}" ]; then bash "$azure/storage.sh"; fi
bash "$azure/settings.sh"
bash "$azure/deploy.sh"
