#!/usr/bin/env bash
# Builds the documentation of the library, all warnings being errors.
#
#   bash Tests/documentation.sh                    checks it
#   bash Tests/documentation.sh Swiftlet.doccarchive      keeps what was built
#
# The library depends on no package for this: the toolchain's own tools read the built modules and the
# articles in Sources/Swiftlet/Swiftlet.docc.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
output="${1:-$work/Swiftlet.doccarchive}"

# The article on reading the source is a list of files.
article="$root/Sources/Swiftlet/Swiftlet.docc/Reading-the-source.md"
for file in $(sed -nE 's/^\| +[0-9]+ +\| `([^`]+)` +\|.*/\1/p' "$article"); do
    if [ ! -e "$root/Sources/$file" ]; then
        echo "$article: there is no Sources/$file" >&2
        exit 1
    fi
done

swift build -c release --package-path "$root" --target Swiftlet
build="$(swift build -c release --package-path "$root" --show-bin-path)"

# What of the system the toolchain is to look at.
if [ "$(uname)" = Darwin ]; then
    sdk=(-sdk "$(xcrun --show-sdk-path)")
    docc=(xcrun docc)
else
    sdk=()
    docc=(docc)
fi
target="$(swiftc -print-target-info | sed -n 's/.*"triple": "\(.*\)",/\1/p' | head -1)"
modules=()
for map in "$root/Sources/COpenBLAS/module.modulemap" "$root/Sources/CKernels/include/module.modulemap"; do
    modules+=(-Xcc "-fmodule-map-file=$map")
done
exported="$(sed -n 's/^@_exported import //p' "$root/Sources/Swiftlet/Exports.swift" | paste -sd , -)"
mkdir "$work/symbols"
swift symbolgraph-extract -module-name Swiftlet -target "$target" -I "$build/Modules" \
    "${sdk[@]}" "${modules[@]}" -minimum-access-level public \
    "-experimental-allowed-reexported-modules=$exported" -output-dir "$work/symbols"

"${docc[@]}" convert "$root/Sources/Swiftlet/Swiftlet.docc" \
    --additional-symbol-graph-dir "$work/symbols" --output-path "$output" \
    --fallback-display-name Swiftlet --fallback-bundle-identifier swiftlet.Swiftlet \
    --warnings-as-errors
echo "The documentation builds without a warning"
