#!/bin/sh
# Measures documents topic to tokens topic, beside a pass-through and the applications one would write by hand.
#   bench/pipeline.sh [--corpus DIR] [--documents N] [--rounds N] [--latency-seconds N]
set -eu
cd "$(dirname "$0")/.."

corpus=. documents=25000 rounds=3 latency=30
[ -d ../shared/data/corpora ] && corpus=../shared/data/corpora
while [ $# -gt 0 ]; do
  case "$1" in
    --corpus) corpus=$2 ;;
    --documents) documents=$2 ;;
    --rounds) rounds=$2 ;;
    --latency-seconds) latency=$2 ;;
    *) echo "usage: bench/pipeline.sh [--corpus DIR] [--documents N] [--rounds N] [--latency-seconds N]" >&2; exit 2 ;;
  esac
  shift 2
done

echo "building" >&2
mvn -q -B -ntp -Pbench -pl bench -am -Dmaven.test.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/class-path.txt -Dmdep.includeScope=runtime
exec java -Xmx2g -cp "bench/target/classes:$(cat bench/target/class-path.txt)" \
  dev.millrace.bench.pipeline.PipelineBenchmark "$corpus" "$documents" "$rounds" "$latency"
