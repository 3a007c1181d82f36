#!/usr/bin/env bash
# What dynamic merges cost per byte of text in batches of 1 MB, see DynamicBench.
# Usage: bench/dynamic.sh [merges] [tokenizers separated by commas] [FILE…]
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${MILLRACE_SHARED:-../shared}/data
merges=${1:-50}
[[ $merges =~ ^[1-9][0-9]*$ ]] || { sed -n 's/^# //p' bench/dynamic.sh; exit 2; } >&2
tokenizers=${2:-r50k_base,cl100k_base,$shared/tokenizers/lenml-qwen2_5,$shared/tokenizers/lenml-llama3_1}
shift $(($# < 2 ? $# : 2))
(($# > 0)) || set -- "$shared/corpora/english/moby_dick_1mb.txt" "$shared/corpora/multilingual/udhr_parallel.tsv"
mvn -q -B -Pbench -pl bench -am -DskipTests package
exec java -Xms1g -Xmx1g -cp "bench/target/classes:bench/target/lib/*" dev.millrace.bench.DynamicBench \
    "$merges" 41 "$tokenizers" "$@"
