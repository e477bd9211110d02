#!/usr/bin/env bash
# Makes all that is needed, in the order in which it depends on each other. Can be run again.
#
#   GROUP=swiftlet APP=my-swiftlet IMAGE=ghcr.io/OWNER/swiftlet:1.0 bash Examples/Service/deploy/azure/create.sh
#
# WITH_STORAGE=1 mounts a share for the journal, which needs SKU=B1 or greater.
set -euo pipefail
azure="$(cd "$(dirname "$0")" && pwd)"
bash "$azure/plan.sh"
bash "$azure/app.sh"
bash "$azure/alert.sh"
if [ -n "${WITH_STORAGE:-}" ]; then bash "$azure/storage.sh"; fi
bash "$azure/settings.sh"
bash "$azure/deploy.sh"
