#!/usr/bin/env bash
# Checks the example server with curl: bash check-serve.sh SERVE CLASSIFY MODEL
set -euo pipefail
serve="$1" classify="$2" model="$3"
work="$(mktemp -d)"
server=
trap 'if [ -n "$server" ]; then kill -9 "$server" 2>/dev/null || true; fi; rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $1" >&2
    exit 1
}

if ! command -v curl >/dev/null; then
    echo "SKIPPED: the server is not checked, for want of curl"
    exit 0
fi

# start OPTION...: begins to serve on a port that is free.
start() {
    for _ in $(seq 20); do
        port=$((20000 + RANDOM % 20000))
        "$serve" --model "$model" --port "$port" "$@" >"$work/log" 2>&1 &
        server=$!
        for _ in $(seq 100); do
            if curl --silent --output /dev/null "http://127.0.0.1:$port/"; then return; fi
            if ! kill -0 "$server" 2>/dev/null; then break; fi
            sleep 0.1
        done
    done
    fail "the server does not start: $(cat "$work/log")"
}

# expect STATUS WORDS CURL-OPTION...: an answer must have that status, be JSON and hold the words.
expect() {
    local status="$1" words="$2" found
    shift 2
    found="$(curl --silent --output "$work/body" --write-out '%{http_code} %{content_type}' "$@")"
    [ "$found" = "$status application/json" ] || fail "$found where $status was expected"
    grep -qF -- "$words" "$work/body" || fail "no '$words' in: $(cat "$work/body")"
}

start --maximum-bytes 300
address="http://127.0.0.1:$port/predict"

text='What a lovely crew, best flight ever! ✈️'
expect 200 '"label":"positive"' --data-binary "$text" "$address"
echo "$text" | "$classify" --model "$model" | tr -d '\n' | cmp - "$work/body" ||
    fail "the server and classify gave different answers"
expect 200 '"probability":' --data-binary '' "$address"
expect 404 '"error":' "http://127.0.0.1:$port/nowhere"
expect 404 'POST /predict' "$address"
expect 400 'UTF-8' --data-binary $'b\xffd' "$address"
head -c 300 /dev/zero | tr '\0' a >"$work/longest"
expect 200 '"label":' --data-binary "@$work/longest" "$address"
head -c 9000000 /dev/zero | tr '\0' a >"$work/long"
expect 413 'at most 300' --data-binary "@$work/long" "$address"
expect 413 'at most 300' --header 'Transfer-Encoding: chunked' --data-binary "@$work/long" "$address"
expect 200 '"label":' --header 'Transfer-Encoding: chunked' --data-binary "$text" "$address"

# Many at once: every answer must be that of its own text.
seq 200 | sed 's/.*/flight & was great/' >"$work/texts"
"$classify" --model "$model" "$work/texts" >"$work/expected"
seq 200 | xargs -P 16 -I{} curl --silent --data-binary 'flight {} was great' \
    --output "$work/answer-{}" "$address"
for number in $(seq 200); do cat "$work/answer-$number"; echo; done | cmp - "$work/expected" ||
    fail "requests at the same time got other answers"

# A request that has begun when the signal comes is answered; the process then ends well.
mkfifo "$work/slow"
curl --silent --output "$work/body" --write-out '%{http_code}' --header 'Expect:' \
    --header 'Content-Type: text/plain' --header 'Transfer-Encoding: chunked' \
    --upload-file "$work/slow" --request POST "$address" >"$work/status" &
client=$!
exec 3>"$work/slow"
printf 'best flight' >&3
sleep 0.5
kill -TERM "$server"
sleep 0.5
if curl --silent --output /dev/null "http://127.0.0.1:$port/"; then fail "a stopped server takes requests"; fi
printf ' ever' >&3
exec 3>&-
wait "$client" || fail "a request that had begun was cut off"
[ "$(cat "$work/status")" = 200 ] || fail "a request that had begun got $(cat "$work/status")"
wait "$server" || fail "the server ended with status $?"
server=

if "$serve" --model "$work/nowhere" --port 1 >"$work/log" 2>&1; then fail "a server without a classifier"; fi
grep -qF classifier.json "$work/log" || fail "no word of what is missing: $(cat "$work/log")"
echo "ok: serve answers, refuses and stops as it should"
