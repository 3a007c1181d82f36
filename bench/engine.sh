#!/usr/bin/env bash
# One table: the engine against jtokkit (built-in encodings) and DJL (tokenizer.json files), see EngineBench.
# Usage: bench/engine.sh [rounds] [tokenizers separated by commas]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-15}
[[ $rounds =~ ^[1-9][0-9]*$ ]] || { sed -n 's/^# //p' bench/engine.sh; exit 2; } >&2
tokenizers=${2:-cl100k_base,o200k_base,r50k_base,lenml-llama3_1,kitoken-gpt2}
mvn -q -B -Pbench -pl bench -am -DskipTests package
exec java -Xms3g -Xmx3g ${MILLRACE_BENCH_OPTS:-} -cp "bench/target/classes:bench/target/lib/*" \
    dev.millrace.bench.EngineBench bench/target/corpora "${MILLRACE_SHARED:-../shared}/data/tokenizers" "$rounds" "$tokenizers"
