#!/usr/bin/env bash
# Measures the library's hot paths alone, on inputs that it makes itself: times from the fastest run
# to the slowest (p50, p99, ...) and allocations. Fails where a warm prediction allocates something
# that grows with the model. Needs neither Python nor fetched models. Can be run again.
#
#   bash Benchmarks/regressions.sh                            measure and print
#   bash Benchmarks/regressions.sh --filter 'DistilBERT.*'    some of them, by a regular expression
#   bash Benchmarks/regressions.sh list                       name them
#   bash Benchmarks/regressions.sh baseline update NAME       keep the results as NAME
#   bash Benchmarks/regressions.sh baseline compare NAME      measure again, beside NAME
#   bash Benchmarks/regressions.sh baseline check NAME        fail where a median is 25 % above NAME's
#   bash Benchmarks/regressions.sh help                       everything else
#
# To see what a change does: on the branch that it starts from `baseline update before`, with the
# change `baseline compare before`, on the same quiet machine. Baselines lie in
# Benchmarks/.benchmarkBaselines, which git ignores: they hold for one machine. SWIFTLET_NUM_THREADS
# says on how many threads; default: the cores there are.
set -euo pipefail
benchmarks="$(cd "$(dirname "$0")" && pwd)"

bash "$benchmarks/../Examples/install-dependencies.sh"
if [ "$(uname)" = Darwin ]; then echo "Allocations are not counted on this system." >&2; fi
# The benchmark package tells of a benchmark that failed, but ends as if none had.
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
swift package --package-path "$benchmarks" --allow-writing-to-package-directory \
    benchmark "$@" --no-progress | tee "$log"
if grep -qE '^Benchmark .* failed with|setup failed:' "$log"; then
    echo "A benchmark failed; see above." >&2
    exit 1
fi
