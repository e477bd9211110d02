#!/usr/bin/env bash
# Compiles the Swift code of the README and of the documentation's articles; see snippets.awk.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
generated="$here/Sources/Snippets/Generated"

rm -rf "$generated"
mkdir -p "$generated"
cd "$root"
for document in README.md Sources/Swiftlet/Swiftlet.docc/*.md; do
    awk -v path="$document" -v output="$generated" -f "$here/snippets.awk" "$document"
done
if ! grep -q '#sourceLocation(file: "README.md"' "$generated/README_md.swift"; then
    echo "No Swift code was found in the README." >&2
    exit 1
fi

for manifest in "$generated"/manifest-*/; do
    swift package --package-path "$manifest" dump-package >/dev/null
    rm -r "$manifest"
done

mkdir -p "$here/.build"
log="$here/.build/snippets.log"
if ! swift build --package-path "$here" --target Snippets >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
echo "Compiled the Swift code of $(ls "$generated" | wc -l) documents"
