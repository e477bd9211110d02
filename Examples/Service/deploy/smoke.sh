#!/usr/bin/env bash
# Starts an image as it is deployed, asks it, and ends it.
#
#   bash Examples/Service/deploy/smoke.sh IMAGE [MODEL]
#
# MODEL is a saved classifier to mount; without it the image must hold one.
set -euo pipefail
image="$1"
mount=()
if [ "$#" -gt 1 ]; then mount=(--volume "$(realpath "$2"):/models/champion:ro"); fi
container="$(docker run --detach --read-only --cap-drop ALL --security-opt no-new-privileges \
    --memory 1g --publish 127.0.0.1::8080 ${mount[@]+"${mount[@]}"} "$image")"
trap 'docker logs "$container" >&2; docker rm --force --volumes "$container" >/dev/null' EXIT

for attempt in $(seq 60); do
    if [ "$(docker inspect --format '{{.State.Health.Status}}' "$container")" = healthy ]; then break; fi
    if [ "$attempt" = 60 ]; then
        echo "The container is not healthy after a minute." >&2
        exit 1
    fi
    sleep 1
done
url="http://$(docker port "$container" 8080/tcp)"
curl --fail --silent --show-error "$url/info"
curl --fail --silent --show-error --json '{"text": "Great flight!"}' "$url/predict"
curl --fail --silent --show-error \
    --json '{"text": "late", "predicted_label": "positive", "score": 0.9, "expected_label": "negative"}' \
    "$url/feedback"
curl --fail --silent --show-error "$url/metrics" >/dev/null
test "$(docker inspect --format '{{.Config.User}}' "$container")" = 10001:10001
for program in retrain track; do docker run --rm --entrypoint "$program" "$image" --help >/dev/null; done
docker stop --time 20 "$container" >/dev/null
test "$(docker inspect --format '{{.State.ExitCode}}' "$container")" = 0
echo
echo "ok: $image answers and ends as it should"
