#!/usr/bin/env bash
# Writes 4f6a777/: what that revision of this project saves, of tiny models that it trained, and in
# expected.json what it learns from and predicts. Clones and builds the revision (Swift 6.3.1), which
# takes minutes.
#
#   bash Fixtures/saved/make_saved.sh
#
# - linear/, linear-elastic-net/, bilstm/, sentence-use/, sentence-bert/, sentence-bert-int8/,
#   distilbert/, bert/, bert-int8/: saved classifiers
# - *-checkpoint.safetensors: the trainings of three of them after two epochs
# - *-search.json: the results of searches
# - sentence-use-embeddings.safetensors, word-vectors.safetensors: what trainings read
set -euo pipefail
revision=4f6a777
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cp -R "$here/writer" "$work/writer"
git clone --quiet "$here/../.." "$work/writer/swiftlet"
git -C "$work/writer/swiftlet" checkout --quiet "$revision"
swift build -c release --package-path "$work/writer"
mkdir "$work/saved"
# On one thread, as sums in another order have other last bits.
SWIFTLET_NUM_THREADS=1 "$work/writer/.build/release/WriteSaved" \
    "$work/writer/swiftlet/Fixtures" "$work/saved"
rm -rf "${here:?}/$revision"
mv "$work/saved" "$here/$revision"
