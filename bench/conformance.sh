#!/usr/bin/env bash
# What `millrace encode --special --template` prints, against the ids of the Hugging Face library, on 105 MB of unique
# text from the artifacts of bench/mixed-text.tsv. Documents and the library's ids are kept in bench/target/conformance;
# the library needs some minutes for each tokenizer. Tokenizers of binaries, which take bytes, are left out.
# Usage: bench/conformance.sh TOKENIZER…   files or folders; without any, all of ../shared/data/tokenizers
set -euo pipefail
cd "$(dirname "$0")/.."
work=$PWD/bench/target/conformance
list=$PWD/bench/mixed-text.tsv
mkdir -p "$work/artifacts"
mvn -q -B -Pbench -pl bench -am -DskipTests package
bench_java() { java -Xmx1g -cp "bench/target/classes:bench/target/lib/*" "$@"; }

if [[ ! -f $work/documents.jsonl || $list -nt $work/documents.jsonl ]]; then
    tail -n +2 "$list" | while IFS=$'\t' read -r artifact sha256 _; do
        IFS=: read -r _ name version _ classifier <<<"$artifact"
        jar=$work/artifacts/$name-$version${classifier:+-$classifier}.jar
        [[ -f $jar ]] || mvn -q -B dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/artifacts" </dev/null
        sha256sum --quiet -c <<<"$sha256  $jar"
    done
    bench_java dev.millrace.bench.MixedText "$list" "$work/artifacts" "$work/documents.part"
    mv "$work/documents.part" "$work/documents.jsonl"
    rm -f "$work"/*.ids
fi

if [[ $# == 0 ]]; then
    set -- "${MILLRACE_SHARED:-../shared}"/data/tokenizers/*/tokenizer.json
fi
echo "| tokenizer | documents | ids | documents that differ |"
echo "|---|---|---|---|"
failed=0
for tokenizer; do
    [[ $tokenizer != */tokenizer.json ]] || tokenizer=${tokenizer%/tokenizer.json}
    name=$(basename "$tokenizer" .json)
    [[ $name != binary-* ]] || continue
    ids=$work/$name.ids
    if [[ ! -f $ids ]]; then
        bench_java dev.millrace.bench.ReferenceIds write "$tokenizer" "$work/documents.jsonl" "$ids.part" 2>/dev/null
        mv "$ids.part" "$ids"
    fi
    ./millrace encode --tokenizer "$tokenizer" --special --template --jsonl "$work/documents.jsonl" |
        bench_java dev.millrace.bench.ReferenceIds compare "$name" "$ids" || failed=1
done
exit $failed
