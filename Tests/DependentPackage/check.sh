#!/usr/bin/env bash
# Builds this package as a newcomer's would be built, and checks what it resolves and prints.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"

# Swiftlet may be the only package: whoever imports it resolves no other.
dependencies="$(swift package --package-path "$here" show-dependencies --format flatlist 2>/dev/null)"
if [ "$(echo "$dependencies" | wc -l)" -ne 1 ]; then
    echo "Expected Swiftlet to be the only dependency; found:" $dependencies >&2
    exit 1
fi

output="$(swift run --quiet --package-path "$here")"
if [ "$output" != "positive" ]; then
    echo "Expected the dependent package to print 'positive'; it printed: $output" >&2
    exit 1
fi
echo "Built with Swiftlet alone; it predicted: $output"

bash "$here/snippets.sh"
