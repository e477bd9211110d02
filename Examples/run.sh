#!/usr/bin/env bash
# Runs an example, after installing what is missing and building it.
#
#   bash Examples/run.sh                                    logistic regression on the embedded tweets
#   bash Examples/run.sh logistic-regression --data FILE    the same on your own
#   bash Examples/run.sh bilstm                             a BiLSTM that learns its own word vectors
#   bash Examples/run.sh bilstm --embeddings glove.6B.50d.txt     the same from fetched ones
#   bash Examples/run.sh sentence-encoder                   a dense network on fetched sentence embeddings
#   bash Examples/run.sh distilbert                         MiniLM fine-tuned where it was fetched, and in 8 bits
#   bash Examples/run.sh quantize --model DIR --output DIR  a saved DistilBERT with weights of 8 bits
#   bash Examples/run.sh explore --data FILE --output DIR   what labelled tweets are like
#   bash Examples/run.sh classify --model DIR FILE          a saved classifier at work
#   bash Examples/run.sh serve --model DIR                  an API and a page of it, see Examples/Service
#   bash Examples/run.sh retrain --feedback DIR --data FILE --output DIR     learns from what users report
#   bash Examples/run.sh compare --quick                    every approach side by side, and which to deploy
#   bash Examples/run.sh logistic-regression --output DIR --mlflow     tracked in MLflow while it trains
#   bash Examples/run.sh track DIR                          a run sent to MLflow afterwards, see Examples/Service
set -euo pipefail
examples="$(cd "$(dirname "$0")" && pwd)"

bash "$examples/install-dependencies.sh"
if [ "$#" -eq 0 ]; then set -- logistic-regression; fi
# They start `classify` to measure it.
case "$1" in
compare | distilbert | quantize)
    swift build --quiet -c release --package-path "$examples" --product classify
    ;;
serve | track)
    exec swift run --quiet -c release --package-path "$examples/Service" "$@"
    ;;
esac
# What sends a run to MLflow is built for those alone who ask for it; without it the run is kept.
tracked="${MLFLOW_TRACKING_URI:-}"
for option in "$@"; do
    case "$option" in --mlflow | --mlflow=*) tracked=yes ;; esac
done
if [ -n "$tracked" ]; then
    swift build --quiet -c release --package-path "$examples/Service" --product track || true
fi
package="$examples"
if [ "$1" = retrain ]; then package="$examples/Service"; fi
exec swift run --quiet -c release --package-path "$package" "$@"
