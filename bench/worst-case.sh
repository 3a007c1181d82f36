#!/usr/bin/env bash
# Documents made to hurt, see WorstCaseBench: growth from 4 MB to 64 MB, and 200 MB in a heap of 1 GB.
# Usage: bench/worst-case.sh [built-in tokenizers separated by spaces]
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench -am -DskipTests package
for tokenizer in ${1:-cl100k_base o200k_base}; do
    java -Xms2g -Xmx2g -cp "bench/target/classes:bench/target/lib/*" \
        dev.millrace.bench.WorstCaseBench bench/target/corpora "$tokenizer" sizes
    java -Xmx1g -cp "bench/target/classes:bench/target/lib/*" \
        dev.millrace.bench.WorstCaseBench bench/target/corpora "$tokenizer" large
done
