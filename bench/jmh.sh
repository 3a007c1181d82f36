#!/usr/bin/env bash
# EncodeBenchmark with JMH; arguments go to JMH, e.g.  -p tokenizer=o200k_base -p corpus=prose -prof gc
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench -am -DskipTests package
exec java -Dmillrace.corpora=bench/target/corpora -cp "bench/target/classes:bench/target/lib/*" \
    org.openjdk.jmh.Main dev.millrace.bench.EncodeBenchmark "$@"
