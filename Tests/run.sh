#!/usr/bin/env bash
# Passes every test, after installing what is missing. Arguments go to `swift test`.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"

bash "$root/Examples/install-dependencies.sh"

echo "== Tests of the library"
swift test -c release --package-path "$root" --disable-xctest "$@"

echo "== A package that depends on Swiftlet by path builds without a flag and runs"
bash "$root/Tests/DependentPackage/check.sh"
